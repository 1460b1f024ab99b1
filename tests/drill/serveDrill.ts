import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PinRequest, ReactionRequest, WriteResponse } from '../../lib/contract/api.ts';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import { createPairingCode, pair } from '../../server/auth/tokens.ts';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';
import { saveUsers } from '../../server/store/credentials.ts';
import type { Store } from '../../server/store/openStore.ts';
import { seedAccount, testConfig } from '../support/app.ts';
import { startServe } from '../support/runCli.ts';
import { differences, dump, withStore } from './dump.ts';
import { writeTables } from './tables.ts';

type Write = { path: '/v1/reactions'; body: ReactionRequest } | { path: '/v1/pins'; body: PinRequest };
/** The kill: after the client has this many answers, or as the database has taken its nth writing statement. */
export type ServeKill = { at: 'answer' | 'write'; n: number };

const preload = new URL('./child/preload.ts', import.meta.url).href;
const accounts = 6;
const connections = 8;

/**
 * `alongside serve` in a process of its own takes writes over several connections and is killed under way; it is opened again, and
 * everything is sent once more, twice. Says what was lost, doubled or answered differently. `writes` is how many are sent.
 */
export async function runServeDrill(options: {
  database: string;
  seed: number;
  writes: number;
  kill: ServeKill;
}): Promise<{ acknowledged: number; killed: boolean; faults: string[] }> {
  const { database, kill } = options;
  const folder = mkdtempSync(join(tmpdir(), 'alongside-drill-'));
  const config = join(folder, 'alongside.json');
  writeFileSync(config, JSON.stringify({ ...testConfig, sources: [] }));
  const args = ['--config', config, '--database', database];
  const writes = makeWrites(createRandom(options.seed), options.writes);
  try {
    const token = await withStore(database, prepare);

    const first = await startServe(args, {
      preload,
      env: kill.at === 'write' ? { DRILL_KILL_AT_WRITE: String(kill.n) } : {},
    });
    const answers = await sendAll(first.url, token, writes, (count) => {
      if (kill.at === 'answer' && count === kill.n) first.child.kill('SIGKILL');
    });
    if (answers.size === writes.length) first.child.kill('SIGKILL');
    const killed = (await first.result).signal === 'SIGKILL';

    const faults = await withStore(database, (store) => checkAnswered(store, writes, answers));
    const second = await startServe(args);
    const again = await sendAll(second.url, token, writes);
    const before = await withStore(database, (store) => dump(store, writeTables));
    const thirdTime = await sendAll(second.url, token, writes);
    second.child.kill('SIGTERM');
    const ended = await second.result;
    if (ended.code !== 0) faults.push(`the server did not stop gracefully: ${ended.signal ?? ended.code}`);
    if (again.size !== writes.length) faults.push(`${writes.length - again.size} writes failed after the restart`);
    for (const [key, answer] of answers) {
      if (again.get(key) !== answer) faults.push(`${key} was answered ${answer}, then ${again.get(key)}`);
    }
    for (const [key, answer] of again) {
      if (thirdTime.get(key) !== answer) faults.push(`${key} was answered ${answer}, then ${thirdTime.get(key)}`);
    }
    faults.push(
      ...(await withStore(database, async (store) => [
        ...differences(before, await dump(store, writeTables)),
        ...(await checkComplete(store, writes)),
      ])),
    );
    return { acknowledged: answers.size, killed, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(store: Store): Promise<string> {
  const tenantId = testConfig.tenant.id;
  await saveUsers(store, tenantId, testConfig.users);
  for (let i = 0; i < accounts; i++) await seedAccount(store, `acc${i}`, `001xx000003DG${i}AAA`);
  const { code } = await createPairingCode(store, tenantId, 'rep', Date.now());
  const paired = await pair(store, tenantId, { code, device: 'drill' }, Date.now());
  if (!paired) throw new Error('pairing failed');
  return paired.token;
}

function makeWrites(random: Random, count: number): Write[] {
  const uuid = () => {
    const hex = Array.from({ length: 30 }, () => random.int(0, 15).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18)}`;
  };
  return Array.from({ length: count }, (_, i): Write => {
    const common = {
      key: uuid(),
      accountId: `acc${random.int(0, accounts - 1)}`,
      // Every decision has a moment of its own, so that the latest pin of an account is never in doubt.
      at: new Date(Date.parse('2026-11-02T09:00:00Z') + ((i * 7919) % count) * 1000).toISOString(),
    };
    return random.chance(0.6)
      ? {
          path: '/v1/reactions',
          body: {
            ...common,
            actionKey: `rule:${i}`,
            ruleId: 'rule',
            ruleVersion: 1,
            kind: 'accepted',
            reason: `n ${i}`,
          },
        }
      : { path: '/v1/pins', body: { ...common, pinned: random.chance(0.7), reason: `n ${i}` } };
  });
}

/** Sends everything over a few connections. The answer of each acknowledged write, by key; stops at the first broken connection. */
async function sendAll(
  url: string,
  token: string,
  writes: readonly Write[],
  onAnswer: (count: number) => void = () => {},
): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  const queue = [...writes];
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    [contractHeader]: String(contractVersion),
  };
  const worker = async () => {
    for (let write = queue.shift(); write; write = queue.shift()) {
      let answer: string;
      try {
        const response = await fetch(url + write.path, { method: 'POST', headers, body: JSON.stringify(write.body) });
        answer = await response.text();
        if (!response.ok) answer = `status ${response.status}: ${answer}`;
      } catch {
        queue.length = 0;
        return;
      }
      answers.set(write.body.key, answer);
      onAnswer(answers.size);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return answers;
}

/** What was acknowledged must be there, once, with the answer that was given. */
async function checkAnswered(
  store: Store,
  writes: readonly Write[],
  answers: ReadonlyMap<string, string>,
): Promise<string[]> {
  const stored = await store.db.selectFrom('idempotency').select(['key', 'response']).execute();
  const reactions = await store.db.selectFrom('reaction').select('key').execute();
  const pins = await store.db.selectFrom('pin').select(['account_id', 'at']).execute();
  return writes.flatMap(({ path, body }) => {
    const answer = answers.get(body.key);
    if (answer === undefined) return [];
    const responses = stored.filter((row) => row.key === body.key).map((row) => row.response);
    if (responses.length !== 1 || responses[0] !== answer)
      return [`${body.key} was acknowledged with ${answer}, stored is ${responses.join(' and ') || 'nothing'}`];
    if (path === '/v1/reactions') {
      const rows = reactions.filter((row) => row.key === body.key).length;
      return rows === 1 ? [] : [`the acknowledged reaction ${body.key} is there ${rows} times`];
    }
    const pin = pins.find((row) => row.account_id === body.accountId);
    return pin && pin.at >= Date.parse(body.at) ? [] : [`the acknowledged pin ${body.key} is lost`];
  });
}

/** After everything was sent again: each reaction once, each account pinned as decided last, no key without an answer. */
async function checkComplete(store: Store, writes: readonly Write[]): Promise<string[]> {
  const faults: string[] = [];
  const keys = await store.db.selectFrom('idempotency').select(['key', 'response']).execute();
  if (keys.length !== writes.length) faults.push(`${keys.length} keys for ${writes.length} writes`);
  for (const { key, response } of keys) {
    if ((JSON.parse(response || '{}') as Partial<WriteResponse>).key !== key) faults.push(`${key} has no answer`);
  }
  const sent = writes.filter((w) => w.path === '/v1/reactions').map((w) => w.body.key);
  const reactions = (await store.db.selectFrom('reaction').select('key').execute()).map((row) => row.key);
  if (reactions.sort().join() !== sent.sort().join())
    faults.push(`${reactions.length} reactions for ${sent.length} sent`);
  const latest = new Map<string, PinRequest>();
  for (const { path, body } of writes) {
    const known = latest.get(body.accountId);
    if (path === '/v1/pins' && (!known || known.at < body.at)) latest.set(body.accountId, body);
  }
  const pins = await store.db.selectFrom('pin').selectAll().execute();
  if (pins.length !== latest.size) faults.push(`${pins.length} pins for ${latest.size} accounts`);
  for (const pin of pins) {
    const wanted = latest.get(pin.account_id);
    if (
      pin.at !== Date.parse(wanted?.at ?? '') ||
      pin.reason !== wanted?.reason ||
      pin.pinned !== Number(wanted?.pinned)
    )
      faults.push(`the pin of ${pin.account_id} is not the one decided last`);
  }
  return faults;
}
