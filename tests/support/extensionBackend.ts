import type { SearchResponse, Session, WatchlistEntry } from '../../lib/contract/api.ts';
import type { ContextDocument, ContextResponse } from '../../lib/contract/context.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import type { Candidate } from '../../lib/contract/identity.ts';
import { type RecordRef, recordKey } from '../../lib/contract/record.ts';
import { contractHeader } from '../../lib/contract/version.ts';

/** A reply that was made and waits to be handed over. */
export type Held = { path: string; release(): void };
type Account = { name: string; version: number };

/** Who may ask; `grace` and `ada` are of one tenant, `eve` of another with the same user id as `ada`. */
export const people = {
  ada: session('u1', 'Ada', 't1'),
  grace: session('u2', 'Grace', 't1'),
  eve: session('u1', 'Eve', 't2'),
} as const satisfies Record<string, Session>;

/** A small backend in memory behind a `fetch`: a real `Request` to a real `Response`, whose replies can be held and released in any order. */
export function createFakeBackend() {
  const accounts = new Map<string, Account>();
  const records = new Map<string, string | readonly string[]>();
  const tokens = new Map<string, Session>();
  const codes = new Map<string, Session>();
  const others = new Map<string, readonly string[]>();
  const applied = new Map<string, { kind: string; body: { accountId: string; at: string } }>();
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const requests: { method: string; path: string; etag: string | null; headers: Headers }[] = [];
  const deliveries: string[] = [];
  const drift: unknown[] = [];
  const held: Held[] = [];
  let tokenCount = 0;

  const backend = {
    origin: 'https://backend.example',
    accounts,
    tokens,
    codes,
    /** What took effect, by key, in order. */
    applied,
    /** Keys of writes as they arrived, repeated ones too. */
    deliveries,
    /** Reports of drift, as they arrived. */
    drift,
    requests,
    held,
    watchlist: [] as WatchlistEntry[],
    /** When true, replies wait in `held`. */
    holding: false,
    online: true,
    /** Answers instead of the backend, when it returns something. */
    override: null as ((request: Request, path: string) => Response | null | Promise<Response | null>) | null,
    /** Makes an account known, with the records that lead to it. A second time it is a new version. */
    put(accountId: string, name: string, ...refs: readonly RecordRef[]): void {
      accounts.set(accountId, { name, version: (accounts.get(accountId)?.version ?? 0) + 1 });
      for (const ref of refs) records.set(recordKey(ref), accountId);
    },
    /** Makes a record fit several accounts equally. */
    putAmbiguous(ref: RecordRef, ...accountIds: readonly string[]): void {
      records.set(recordKey(ref), accountIds);
    },
    /** Gives a record further customers besides its own. */
    putOthers(ref: RecordRef, ...accountIds: readonly string[]): void {
      others.set(recordKey(ref), accountIds);
    },
    forget: (ref: RecordRef) => records.delete(recordKey(ref)),
    hint(data: string, id = '1'): void {
      const bytes = new TextEncoder().encode(`id: ${id}\nevent: changed\ndata: ${data}\n\n`);
      for (const stream of streams) stream.enqueue(bytes);
    },
    streams,
    endStreams(): void {
      for (const stream of streams) stream.close();
      streams.clear();
    },
    countOf: (path: string) => requests.filter((r) => r.path.startsWith(path)).length,
    releaseAll(): void {
      for (const one of held.splice(0)) one.release();
    },
    async fetcher(input: string | URL | Request, init?: RequestInit): Promise<Response> {
      const request = new Request(input, init);
      const path = request.url.slice(new URL(request.url).origin.length);
      requests.push({
        method: request.method,
        path,
        etag: request.headers.get('if-none-match'),
        headers: request.headers,
      });
      request.signal.throwIfAborted();
      if (!backend.online) throw new TypeError('Failed to fetch');
      const response = (await backend.override?.(request.clone(), path)) ?? (await answer(request, path));
      if (backend.holding && !path.startsWith('/v1/events')) await hold(path, request.signal);
      return response;
    },
  };

  const hold = (path: string, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      held.push({ path, release: resolve });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });

  async function answer(request: Request, path: string): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/healthz') return reply({ ok: true });
    if (pathname === '/v1/pair') {
      const { code } = (await request.json()) as { code: string };
      const who = codes.get(code);
      if (!who) return problemReply(403, 'badPairingCode');
      codes.delete(code);
      const token = `token-${++tokenCount}`;
      tokens.set(token, who);
      return reply({ token, session: who });
    }
    const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? '';
    const who = tokens.get(token);
    if (!who) return problemReply(401, 'invalidToken');
    if (pathname === '/v1/session') {
      if (request.method === 'DELETE') tokens.delete(token);
      return reply(who);
    }
    if (pathname === '/v1/context') return context(searchParams, request.headers.get('if-none-match'), who);
    if (pathname === '/v1/watchlist') return reply({ entries: backend.watchlist, asOf: '2026-11-21T09:00:00.000Z' });
    if (pathname === '/v1/events') return events(request.signal);
    if (pathname === '/v1/search') return reply(search(searchParams.get('q') ?? ''));
    if (pathname === '/v1/drift') {
      drift.push(await request.json());
      return new Response(null, { status: 204, headers: { [contractHeader]: '1' } });
    }
    const kind = /^\/v1\/(reactions|pins|looks)$/.exec(path)?.[1];
    if (!kind) return problemReply(404, 'badRequest');
    const body = (await request.json()) as { key: string; accountId: string; at: string };
    deliveries.push(body.key);
    const isNew = !applied.has(body.key);
    if (isNew) applied.set(body.key, { kind, body });
    return reply({ key: body.key, applied: isNew });
  }

  function context(search: URLSearchParams, etag: string | null, who: Session): Response {
    const asked = Object.fromEntries(search) as RecordRef & { account?: string };
    const found = asked.account ?? records.get(recordKey(asked));
    if (found === undefined) return problemReply(404, 'unknownRecord');
    const account = typeof found === 'string' ? accounts.get(found) : null;
    if (account === undefined) return problemReply(404, 'unknownRecord');
    const besides = (asked.account ? [] : (others.get(recordKey(asked)) ?? [])).map(candidateOf);
    const body: ContextResponse =
      typeof found === 'string' && account
        ? {
            resolution: { confidence: 'verified', chain: [], evidence: [], candidates: [], others: besides },
            document: documentOf(found, account, who),
          }
        : { resolution: ambiguous(found as readonly string[]), document: null };
    const now = `"${who.tenant.id}-${String(found)}-${account?.version ?? 0}"`;
    return etag === now
      ? new Response(null, { status: 304, headers: { [contractHeader]: '1', etag: now } })
      : reply(body, { etag: now });
  }

  function search(query: string): SearchResponse {
    const fits = [...accounts].filter(([, { name }]) => name.toLowerCase().includes(query.toLowerCase()));
    return {
      results: fits.map(([accountId, { name }]) => ({ accountId, name, domain: null, band: 'healthy', url: null })),
      more: false,
    };
  }

  function events(signal: AbortSignal): Response {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        streams.add(controller);
        signal.addEventListener('abort', () => {
          if (streams.delete(controller)) controller.error(signal.reason);
        });
      },
      cancel: () => undefined,
    });
    return new Response(body, { headers: { [contractHeader]: '1', 'content-type': 'text/event-stream' } });
  }

  return backend;
}

/** A JSON answer as the backend gives it. */
export function reply(body: unknown, headers: Record<string, string> = {}, status = 200): Response {
  return Response.json(body, { status, headers: { [contractHeader]: '1', ...headers } });
}

/** A refusal as the backend gives it. */
export function problemReply(status: number, code: ErrorCode, retryAfterMs?: number): Response {
  return reply({ code, message: code, ...(retryAfterMs ? { retryAfterMs } : {}) }, {}, status);
}

/** The document of an account, with nothing in its sections. */
export function documentOf(accountId: string, { name, version }: Account, who: Session = people.ada): ContextDocument {
  const empty = { status: 'noData' as const, asOf: null, sources: [], detail: null, data: null };
  return {
    accountId,
    version,
    builtAt: '2026-11-21T08:00:00.000Z',
    header: {
      name,
      domain: null,
      tier: null,
      industry: null,
      country: null,
      owner: { name: who.user.name, email: null },
      parent: null,
      band: 'healthy',
      score: 80,
      arr: [],
      renewsAt: null,
    },
    links: [],
    sections: { health: empty, billing: empty, support: empty, people: empty, pipeline: empty, usage: empty },
    actions: [],
    held: [],
  };
}

function ambiguous(accountIds: readonly string[]): ContextResponse['resolution'] {
  const candidates = accountIds.map(candidateOf);
  return { confidence: 'ambiguous', chain: [], evidence: [], candidates, others: [] };
}

function candidateOf(accountId: string): Candidate {
  return { accountId, name: accountId, domain: null, evidence: [] };
}

function session(id: string, name: string, tenant: string): Session {
  return { user: { id, name, email: `${id}@example.com` }, tenant: { id: tenant, name: tenant }, role: 'rep' };
}
