import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPairingCode, pair } from '../../server/auth/tokens.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { saveUsers } from '../../server/store/credentials.ts';
import { withStore } from '../drill/dump.ts';
import { runCli, startServe } from '../support/runCli.ts';
import { onEngines } from './onEngines.ts';
import { type Figure, percentile } from './statistics.ts';

const hints = 30;
export const rounds = 2 * hints;
const accounts = 200;
const secret = 'whsec_bench';
/** Longer than that it is not a hint any more. */
const lateMs = 60_000;

/**
 * Milliseconds from a signed webhook to the hint at a listening client, the whole way: `alongside serve` checks and marks, fetches the
 * record from the sandbox (a process of its own), links it, builds the document, and tells of it. One customer changes after the other.
 */
export function measureHints(onRound: () => void): Promise<Figure[]> {
  return onEngines(async ({ engine, database, folder }) => {
    const sandbox = fork(new URL('./sandboxChild.ts', import.meta.url), [String(accounts)]);
    try {
      const [url] = (await once(sandbox, 'message')) as [string];
      const config = sandboxConfig(url);
      const file = join(folder, 'alongside.json');
      const sources = config.sources.map((s) => (s.source === 'stripe' ? { ...s, webhookSecrets: [secret] } : s));
      writeFileSync(file, JSON.stringify({ ...config, publicUrl: 'https://alongside.example', sources }));
      const args = ['--config', file, '--database', database];
      const pulled = await runCli(['sync', ...args]);
      if (pulled.code !== 0) throw new Error(`The first pull failed. ${pulled.stderr}`);
      const { token, subscriptions } = await withStore(database, async (store) => {
        await saveUsers(store, config.tenant.id, config.users);
        const { code } = await createPairingCode(store, config.tenant.id, 'rhea', Date.now());
        const paired = await pair(store, config.tenant.id, { code, device: 'bench' }, Date.now());
        const rows = await store.db
          .selectFrom('source_record as r')
          .innerJoin('record_link as l', (join) =>
            join.onRef('l.source', '=', 'r.source').onRef('l.kind', '=', 'r.kind').onRef('l.id', '=', 'r.id'),
          )
          .select(['r.id', 'r.body', 'l.account_id as accountId'])
          .where('r.kind', '=', 'subscription')
          .where('l.account_id', 'is not', null)
          .orderBy('r.id')
          .limit(10 * hints)
          .execute();
        return {
          token: paired?.token ?? '',
          subscriptions: rows.flatMap(withOneMoreSeat).slice(0, hints),
        };
      });
      if (subscriptions.length < hints)
        throw new Error(`Only ${subscriptions.length} customers have a running subscription.`);
      const server = await startServe(args);
      try {
        const events = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${token}` } });
        const next = documentHints(events);
        const times: number[] = [];
        for (const { id, accountId, fields } of subscriptions) {
          const about = { vendor: 'stripe', type: 'subscriptions', id };
          await post(`${url}/control/records`, { ...about, fields });
          const startedAt = performance.now();
          await post(`${url}/control/webhooks`, { ...about, secret, url: `${server.url}/v1/webhooks/stripe` });
          await next(accountId);
          times.push(performance.now() - startedAt);
          onRound();
        }
        const group = `webhook to hint, ${engine}`;
        return [
          { group, name: 'p50', value: percentile(times, 0.5), unit: 'ms' },
          { group, name: 'p95', value: percentile(times, 0.95), unit: 'ms', limit: 2000 },
        ];
      } finally {
        server.child.kill();
        await server.result;
      }
    } finally {
      sandbox.kill();
    }
  });
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.text();
  if (!response.ok || /"status":[45]/.test(answer)) throw new Error(`${url} answered ${response.status}: ${answer}`);
}

/** Of a subscription that is running, what makes it another one that every document shows: one more seat. */
function withOneMoreSeat(row: { id: string; body: string; accountId: string | null }) {
  const { status, items } = JSON.parse(row.body);
  if (status !== 'active' || row.accountId === null) return [];
  const [item, ...others] = items.data;
  const data = [{ ...item, quantity: item.quantity + 1 }, ...others];
  return [{ id: row.id, accountId: row.accountId, fields: { items: { ...items, data } } }];
}

/** Waits for the next hint about an account's document. Throws when it is late, or when the stream ends. */
function documentHints(events: Response): (accountId: string) => Promise<void> {
  const reader = (events.body as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream()).getReader();
  return async (accountId) => {
    const late = setTimeout(() => reader.cancel(), lateMs);
    let received = '';
    try {
      while (!received.includes(`"accountId":"${accountId}"`)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`No hint about ${accountId} came within ${lateMs / 1000} s.`);
        received += value;
      }
    } finally {
      clearTimeout(late);
    }
  };
}
