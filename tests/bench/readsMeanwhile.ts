import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import { createPairingCode, pair } from '../../server/auth/tokens.ts';
import { saveUsers } from '../../server/store/credentials.ts';
import { openStore } from '../../server/store/openStore.ts';
import { startServe } from '../support/runCli.ts';
import { benchConfig } from './pipelineChild.ts';
import { percentile } from './statistics.ts';

const readEveryMs = 10;
/** A server that has just started compiles what it runs; that has nothing to do with the pull. */
const warmUpMs = 1_000;

/** Of fewer reads than this the 99th percentile is one read: a small pull is done again until there are so many. */
const enoughReads = 1_000;
const maxPulls = 20;

/** A database that was filled, the vendors it was filled from, and where a configuration may be written. */
export type Place = { database: string; sandbox: string; configPath: string };

/**
 * Starts a server on a database that was filled before and makes it pull and publish everything again, and meanwhile asks for a context
 * every 10 ms, whether the last one was answered or not, but for the first second. As often as it takes for enough reads. The 99th
 * percentiles, ms, of how long each answer took and of how late it was asked for, which is what this process waits for a processor, and
 * how many there were.
 */
export async function readMeanwhile(place: Place): Promise<{ p99Ms: number; lateP99Ms: number; reads: number }> {
  const reads: Read[] = [];
  for (let pulls = 0; pulls < maxPulls && reads.length < enoughReads; pulls++) reads.push(...(await readDuring(place)));
  const p99 = (of: (read: Read) => number) => percentile(reads.map(of), 0.99);
  return { p99Ms: p99((r) => r.tookMs), lateP99Ms: p99((r) => r.lateMs), reads: reads.length };
}

type Read = { tookMs: number; lateMs: number };

/** The reads of one server. */
async function readDuring({ database, sandbox, configPath }: Place): Promise<Read[]> {
  const config = benchConfig(sandbox);
  writeFileSync(configPath, JSON.stringify(config));
  const { token, accountIds } = await prepare(database, config.tenant.id, config.users);
  const server = await startServe(['--config', configPath, '--database', database]);
  let log = '';
  const pulled = new Promise<void>((resolve, reject) => {
    server.child.stderr?.on('data', (chunk) => {
      log += chunk;
      if (log.includes('"msg":"pulled"')) resolve();
    });
    server.result.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}`, [contractHeader]: String(contractVersion) };
  const reads: Read[] = [];
  let failure: Error | null = null;
  let asked = 0;
  const startedAt = performance.now();
  let dueAt = startedAt + readEveryMs;
  const timer = setInterval(() => {
    const due = dueAt;
    dueAt = Math.max(performance.now(), due) + readEveryMs;
    const askedAt = performance.now();
    const account = accountIds[asked++ % accountIds.length];
    get(`${server.url}/v1/context?account=${account}`, { agent, headers }, (response) => {
      response.resume().on('end', () => {
        if (due > startedAt + warmUpMs) reads.push({ tookMs: performance.now() - askedAt, lateMs: askedAt - due });
      });
      if (response.statusCode !== 200) failure ??= new Error(`The server answered ${response.statusCode}.`);
    }).on('error', (error) => {
      failure ??= error;
    });
  }, readEveryMs);
  try {
    await pulled;
    if (failure) throw failure;
    return reads;
  } finally {
    clearInterval(timer);
    agent.destroy();
    server.child.kill('SIGTERM');
    await server.result;
  }
}

/** Signs a user in, chooses accounts to ask for, and lets the last pull be long ago and without cursors. */
async function prepare(database: string, tenantId: string, users: Parameters<typeof saveUsers>[2]) {
  const store = await openStore(database);
  try {
    await saveUsers(store, tenantId, users);
    const { code } = await createPairingCode(store, tenantId, users[0]?.id ?? '', Date.now());
    const paired = await pair(store, tenantId, { code, device: 'bench' }, Date.now());
    if (!paired) throw new Error('pairing failed');
    const accounts = await store.db.selectFrom('account').select('id').limit(500).execute();
    await store.db.deleteFrom('source_cursor').execute();
    await store.db.updateTable('source_state').set({ last_success_at: 1 }).execute();
    await store.db.deleteFrom('publish_state').execute();
    return { token: paired.token, accountIds: accounts.map((a) => a.id) };
  } finally {
    await store.close();
  }
}
