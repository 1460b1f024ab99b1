import type { PulledSource } from '../domain/model.ts';
import type { BudgetUse, ConnectorConfig, ConnectorDeps, RateBudget } from '../domain/ports.ts';
import { isLoopback } from './http.ts';

/** `requests` within `perMs`, for each group of paths that share them; a path of no group (null) is not limited. */
export type Limit = { requests: number; perMs: number; groupOf: (path: string) => string | null };

const all = () => 'all';
const below = (part: string) => (path: string) => (path.includes(part) ? part : null);

/**
 * What the vendors allow: HubSpot 190 in 10 s for a private app and 4 searches a second; Zendesk 200 a minute on its smallest plan and
 * 10 a minute for incremental exports; Stripe 100 a second and 25 a second for each endpoint. Salesforce counts a day's requests,
 * which its header tells, and has no limit for a second; 10 is our own.
 */
const limits: Record<PulledSource, readonly Limit[]> = {
  salesforce: [{ requests: 10, perMs: 1000, groupOf: all }],
  hubspot: [
    { requests: 190, perMs: 10_000, groupOf: all },
    { requests: 4, perMs: 1000, groupOf: below('/search') },
  ],
  zendesk: [
    { requests: 200, perMs: 60_000, groupOf: all },
    { requests: 10, perMs: 60_000, groupOf: below('/incremental/') },
  ],
  stripe: [
    { requests: 100, perMs: 1000, groupOf: all },
    { requests: 25, perMs: 1000, groupOf: (path) => /v1\/\w+/.exec(path)?.[0] ?? null },
  ],
};

/**
 * Token buckets by source and group of paths. A quarter of a limit may go at once and the rest is spread over the time, so that no
 * window of that time holds more requests than allowed. A vendor on this machine is the sandbox and has no limits. `clock` gives
 * milliseconds that never go back.
 */
export function createRateBudget(
  clock: () => number,
  table: Record<PulledSource, readonly Limit[]> = limits,
): RateBudget {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const latest = new Map<PulledSource, BudgetUse>();

  /** Takes a token, on credit if there is none, and says how long to wait for it. */
  const draw = (name: string, { requests, perMs }: Limit): number => {
    const capacity = Math.max(1, Math.floor(requests / 4));
    const perToken = perMs / Math.max(1, requests - capacity);
    const now = clock();
    const bucket = buckets.get(name) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) / perToken) - 1;
    buckets.set(name, { tokens, at: now });
    return tokens >= 0 ? 0 : -tokens * perToken;
  };

  return {
    async take({ source, baseUrl }, path, deps: ConnectorDeps): Promise<void> {
      if (isLoopback(new URL(baseUrl))) return;
      const waits = table[source].map((limit, i) => {
        const group = limit.groupOf(path);
        return group === null ? 0 : draw(`${source} ${i} ${group}`, limit);
      });
      const waitMs = Math.ceil(Math.max(0, ...waits));
      if (waitMs > 0) await deps.sleep(waitMs, deps.signal);
    },
    note(source, headers) {
      const use = readUse(source, headers);
      if (use) latest.set(source, use);
    },
    used: (source) => latest.get(source) ?? null,
  };
}

const dayMs = 86_400_000;

/** How much of a limit is used, as the vendor's headers say: `Sforce-Limit-Info`, HubSpot's day, Zendesk's minute. Stripe tells nothing. */
function readUse(source: ConnectorConfig['source'], headers: Headers): BudgetUse | null {
  const left = (limit: string | null, remaining: string | null, windowMs: number): BudgetUse | null => {
    const [most, rest] = [whole(limit), whole(remaining)];
    return most === null || rest === null ? null : { used: Math.max(0, most - rest), limit: most, windowMs };
  };
  if (source === 'salesforce') {
    const [, used, limit] =
      /(?:^|[\s,;])api-usage=(\d{1,12})\/(\d{1,12})/.exec(headers.get('sforce-limit-info') ?? '') ?? [];
    return used && limit ? { used: Number(used), limit: Number(limit), windowMs: dayMs } : null;
  }
  if (source === 'hubspot') {
    const header = (name: string) => headers.get(`x-hubspot-ratelimit-${name}`);
    return (
      left(header('daily'), header('daily-remaining'), dayMs) ??
      left(header('max'), header('remaining'), whole(header('interval-milliseconds')) ?? 10_000)
    );
  }
  if (source === 'zendesk') return left(headers.get('x-rate-limit'), headers.get('x-rate-limit-remaining'), 60_000);
  return null;
}

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}
