import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import { createPairingCode, pair } from '../../server/auth/tokens.ts';
import { saveAccounts } from '../../server/store/accounts.ts';
import { saveUsers } from '../../server/store/credentials.ts';
import { saveLinks } from '../../server/store/links.ts';
import type { Store } from '../../server/store/openStore.ts';
import { withStore } from '../drill/dump.ts';
import { testConfig } from '../support/app.ts';
import type { Backend } from '../support/backend.ts';
import { putDocuments } from '../support/publishing.ts';
import { startServe } from '../support/runCli.ts';
import { onEngines } from './onEngines.ts';
import { type Figure, percentile } from './statistics.ts';

const accounts = 100_000;
const perBatch = 200;
const starts = 5;
const reads = 1000;
export const rounds = 2 * (starts + 1);
const tenantId = testConfig.tenant.id;
const [instance, object] = [testConfig.sources[0]?.instance ?? '', 'Account'];

/**
 * `alongside serve` over the documents of 100,000 customers, each as large as a real one: from the start of the process to the first
 * answered context, and its memory then and after reads of 1,000 customers. The median of five starts; the files are in the system's cache.
 * Measured without the program, a SQLite file of as many contexts opens in 4 ms and takes 73 MB, and PostgreSQL's client takes 97 MB. The
 * rest is Node and the program, and later the answers that are kept, at most 64 MB of them (`server/contextCache.ts`).
 */
export function measureColdStart(backend: Backend, onRound: () => void): Promise<Figure[]> {
  return onEngines(async ({ engine, database, folder }) => {
    const config = join(folder, 'alongside.json');
    writeFileSync(config, JSON.stringify(testConfig));
    const body = await realBody(backend.store);
    const token = await withStore(database, (store) => fill(store, body));
    onRound();
    const headers = { authorization: `Bearer ${token}`, [contractHeader]: String(contractVersion) };
    const read = async (url: string, n: number) => {
      const ref = new URLSearchParams({ system: 'salesforce', instance, object, id: recordId(n) });
      const answer = await fetch(`${url}/v1/context?${ref}`, { headers });
      const text = await answer.text();
      if (answer.status !== 200 || text.length < body.length)
        throw new Error(`The server answered ${answer.status}: ${text.slice(0, 200)}`);
    };
    const found = { firstMs: [] as number[], startMb: [] as number[], laterMb: [] as number[] };
    for (let start = 0; start < starts; start++) {
      const startedAt = performance.now();
      const server = await startServe(['--config', config, '--database', database, '--every', '0']);
      try {
        await read(server.url, start);
        found.firstMs.push(performance.now() - startedAt);
        found.startMb.push(residentMb(server.child.pid));
        for (let i = 0; i < reads; i++) await read(server.url, (i * 7919 + start) % accounts);
        found.laterMb.push(residentMb(server.child.pid));
      } finally {
        server.child.kill();
        await server.result;
      }
      onRound();
    }
    const median = (values: readonly number[]) => percentile(values, 0.5);
    const group = `cold start, ${accounts.toLocaleString('en')} customers, ${engine}`;
    return [
      { group, name: 'to the first context', value: median(found.firstMs), unit: 'ms', limit: 1000 },
      { group, name: 'memory then', value: median(found.startMb), unit: 'MB', limit: 200 },
      { group, name: `memory after ${reads} reads`, value: median(found.laterMb), unit: 'MB', limit: 250 },
      { group, name: 'a document', value: body.length / 1000, unit: 'kB' },
    ];
  });
}

/** The document of a sandbox's customer whose size is in the middle. */
async function realBody(store: Store): Promise<string> {
  const rows = await store.db.selectFrom('context_document').select('body').where('mask', '=', 'full').execute();
  const bodies = rows.map((row) => row.body).sort((a, b) => a.length - b.length);
  return bodies[Math.floor(bodies.length / 2)] ?? '';
}

const recordId = (n: number) => `001Qy00000${String(n).padStart(8, '0')}`;

/** Stores the accounts with a record and a document each, and a person who may read them. */
async function fill(store: Store, body: string): Promise<string> {
  await saveUsers(store, tenantId, testConfig.users);
  const resolution = { confidence: 'verified' as const, chain: [], evidence: [], candidates: [], others: [] };
  for (let from = 0; from < accounts; from += perBatch) {
    const batch = Array.from({ length: perBatch }, (_, i) => ({ n: from + i, id: `acc_${from + i}` }));
    await saveAccounts(
      store,
      tenantId,
      batch.map(({ id }) => ({ id, name: id, domains: [] })),
      1,
    );
    const links = batch.map(({ n, id }) => ({
      source: 'salesforce' as const,
      kind: object,
      id: recordId(n),
      accountId: id,
      resolution,
    }));
    await saveLinks(store, tenantId, { rank: 'company', links }, 1);
    const documents = batch.map(({ n, id }) => ({
      accountId: id,
      mask: 'full' as const,
      version: 1,
      etag: `etag-${n}`,
      body: JSON.stringify({ ...JSON.parse(body), accountId: id }),
      summary: {
        name: id,
        domain: null,
        band: 'watch' as const,
        score: 60,
        renewsAt: null,
        arr: [],
        openTickets: 0,
        overdueInvoices: 0,
        disputes: 0,
        url: null,
      },
      terms: [],
    }));
    await putDocuments(store, tenantId, documents, 1);
  }
  const { code } = await createPairingCode(store, tenantId, 'rep', Date.now());
  return (await pair(store, tenantId, { code, device: 'bench' }, Date.now()))?.token ?? '';
}

/** Memory of a process that is in use, as Linux counts it. */
function residentMb(pid: number | undefined): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1000;
}
