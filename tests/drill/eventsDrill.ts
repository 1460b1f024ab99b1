import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';
import type { Store } from '../../server/store/openStore.ts';
import { testConfig } from '../support/app.ts';
import { startServe } from '../support/runCli.ts';
import { type Dump, differences, dump, withStore } from './dump.ts';

const preload = new URL('./child/preload.ts', import.meta.url).href;
const nowMs = Date.parse('2026-11-02T09:30:00Z');
const key = 'wk_drill_0123456789abcdef';
const connections = 6;
const perBatch = 12;
/** What events leave behind. Tallies are left out: an event that is sent again is counted there as repeated. */
const tables = [
  'activity_day',
  'activity_subject',
  'activity_user',
  'activity_group',
  'activity_member',
  'event_message',
] as const;

/**
 * `alongside serve` in a process of its own takes batches of events over several connections, and is killed as the database has taken its
 * nth writing statement. It is opened again, and the sender sends everything once more, as one that heard no answer. Says which accepted
 * events were lost, and what differs from a server that was left alone (`calm` is its database).
 */
export async function runEventsDrill(options: {
  calm: string;
  database: string;
  seed: number;
  batches: number;
  killAt: number;
}): Promise<{ accepted: number; killed: boolean; rows: number; faults: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-drill-'));
  const config = join(folder, 'config.json');
  const events = { writeKeys: [{ name: 'app', secret: key }] };
  writeFileSync(config, JSON.stringify({ ...testConfig, sources: [], events }));
  const random = createRandom(options.seed);
  const batches = Array.from({ length: options.batches }, (_, i) => makeBatch(random, i));
  const serve = (database: string, killAt = 0) =>
    startServe(['--config', config, '--database', database], {
      preload,
      env: { DRILL_NOW_MS: String(nowMs), ...(killAt > 0 ? { DRILL_KILL_AT_WRITE: String(killAt) } : {}) },
    });
  const state = (store: Store): Promise<Dump> => dump(store, tables);
  try {
    // Migrated before, so that the kill falls into the taking of events.
    for (const database of [options.calm, options.database]) await withStore(database, async () => {});
    const calm = await serve(options.calm);
    const whole = await sendAll(calm.url, batches);
    calm.child.kill('SIGTERM');
    await calm.result;
    const expected = await withStore(options.calm, state);

    const first = await serve(options.database, options.killAt);
    const answered = await sendAll(first.url, batches);
    if (answered.size === batches.length) first.child.kill('SIGTERM');
    const killed = (await first.result).signal === 'SIGKILL';
    const faults = whole.size === batches.length ? [] : ['the calm server did not answer everything'];
    const stored = await withStore(options.database, (store) =>
      store.db.selectFrom('event_message').select('hash').execute(),
    );
    const accepted = [...answered.values()].reduce((sum, n) => sum + n, 0);
    if (stored.length < accepted) faults.push(`${accepted} events were accepted, ${stored.length} are there`);

    const second = await serve(options.database);
    for (let time = 0; time < 2; time++)
      if ((await sendAll(second.url, batches)).size !== batches.length)
        faults.push('not everything was taken after the restart');
    second.child.kill('SIGTERM');
    await second.result;
    faults.push(...differences(expected, await withStore(options.database, state)));
    return { accepted, killed, rows: Object.values(expected).flat().length, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Events of a few people and groups, each with an id and a moment of its own. */
function makeBatch(random: Random, batch: number): object[] {
  return Array.from({ length: perBatch }, (_, i) => {
    const n = batch * perBatch + i;
    const timestamp = new Date(nowMs - ((n * 7919) % 100_000) * 1000).toISOString();
    const userId = `u${random.int(1, 9)}`;
    const common = { messageId: `m${n}`, timestamp, userId };
    if (random.chance(0.2)) return { ...common, type: 'identify', traits: { email: `${userId}@customer${n % 5}.com` } };
    if (random.chance(0.2)) return { ...common, type: 'group', groupId: `g${n % 4}`, traits: { name: `Group ${n}` } };
    const context = random.chance(0.5) ? { context: { groupId: `g${n % 4}` } } : {};
    return { ...common, ...context, type: 'track', event: random.pick(['Opened', 'Exported', 'Shared']) };
  });
}

/** Sends batches over a few connections until one breaks. How many events each answered batch was told to be accepted. */
async function sendAll(url: string, batches: readonly object[][]): Promise<Map<number, number>> {
  const answers = new Map<number, number>();
  const queue = [...batches.entries()];
  const headers = {
    authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [i, batch] = next;
      try {
        const response = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
        const body = (await response.json()) as { accepted: number };
        if (response.ok) answers.set(i, body.accepted);
      } catch {
        queue.length = 0;
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return answers;
}
