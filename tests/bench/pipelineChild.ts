import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRateBudget } from '../../server/connectors/rateBudget.ts';
import type { ConnectorConfig } from '../../server/domain/ports.ts';
import { processDeps, rebuild } from '../../server/jobs/pipeline.ts';
import { publishAccounts } from '../../server/jobs/publish.ts';
import { resolveAccounts } from '../../server/jobs/resolve.ts';
import { syncAll } from '../../server/jobs/syncAll.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { readDocument } from '../../server/store/documents.ts';
import { openStore, type Store } from '../../server/store/openStore.ts';
import { eachRecord, savePage } from '../../server/store/records.ts';
import { percentile } from './statistics.ts';

/** What one run of the pipeline took, in milliseconds. */
export type PipelineTimes = {
  records: number;
  syncMs: number;
  resolveMs: number;
  publishMs: number;
  /** The same rows put into an empty database, 500 in a transaction, by one statement each. */
  bareMs: number;
  changeMs: number;
  readP99Ms: number;
  maxRssMb: number;
};

const tenantId = 'bench';
const readEveryMs = 10;
const onProgress = (): void => undefined;

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const startedAt = performance.now();
  const result = await work();
  return [performance.now() - startedAt, result];
}

/** Reads a document now and then on the same event loop, as a request would, and keeps how long that took from when it was due. */
function readMeanwhile(store: Store, accountId: string): { stop(): number } {
  const waits: number[] = [];
  let dueAt = performance.now() + readEveryMs;
  const timer = setInterval(async () => {
    const due = dueAt;
    dueAt = Math.max(performance.now(), due) + readEveryMs;
    await readDocument(store, tenantId, accountId, 'full');
    waits.push(performance.now() - due);
  }, readEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return percentile(waits, 0.99);
    },
  };
}

async function measure(accounts: number, path: string): Promise<PipelineTimes> {
  const sandbox = fork(new URL('./sandboxChild.ts', import.meta.url), [String(accounts)]);
  const [url] = (await once(sandbox, 'message')) as [string];
  const store = await openStore(`sqlite:${path}`);
  const sources = sandboxConfig(url).sources.map(
    (s): ConnectorConfig => ({
      source: s.source,
      baseUrl: s.baseUrl,
      instance: s.instance,
      secret: String(s.secret),
    }),
  );
  const deps = { ...processDeps(), budget: createRateBudget(() => performance.now()) };
  const common = { store, tenantId, sources, onProgress };
  const [syncMs, outcomes] = await timed(() => syncAll({ ...common, deps }));
  const failed = outcomes.find((o) => o.error !== null);
  if (failed) throw new Error(failed.error ?? '');
  const records = outcomes.reduce((sum, o) => sum + o.rows, 0);
  const [resolveMs] = await timed(() => resolveAccounts({ ...common, nowMs: Date.now() }));
  const [publishMs] = await timed(() => publishAccounts({ ...common, nowMs: Date.now() }));
  const maxRssMb = process.resourceUsage().maxRSS / 1024;

  const ticket = await firstTicket(store);
  const [changeMs] = await timed(async () => {
    const at = Date.now();
    const changed = { ...ticket, modifiedAt: at, body: { ...(ticket.body as object), subject: 'Changed' } };
    await savePage(store, tenantId, 'zendesk', { stream: 'tickets', records: [changed], cursor: null }, at);
    await rebuild({ ...common, nowMs: at });
  });
  const account = await store.db.selectFrom('context_document').select('account_id').executeTakeFirstOrThrow();
  const reading = readMeanwhile(store, account.account_id);
  await rebuild({ ...common, nowMs: Date.now(), all: true });
  const readP99Ms = reading.stop();
  const bareMs = await bareInsert(store, `${path}.bare`);
  await store.close();
  sandbox.kill();
  return { records, syncMs, resolveMs, publishMs, bareMs, changeMs, readP99Ms, maxRssMb };
}

async function firstTicket(store: Store) {
  for await (const record of eachRecord(store, tenantId, { source: 'zendesk', kinds: ['ticket'] })) return record;
  throw new Error('The sandbox has no ticket.');
}

async function bareInsert(store: Store, path: string): Promise<number> {
  const other = await openStore(`sqlite:${path}`);
  let ms = 0;
  let rows: object[] = [];
  const flush = async () => {
    const part = rows;
    rows = [];
    if (part.length === 0) return;
    const [took] = await timed(() =>
      other.transaction(async (trx) => {
        await trx
          .insertInto('source_record')
          .values(part as never)
          .execute();
      }),
    );
    ms += took;
  };
  for await (const { source, kind, id, modifiedAt, body } of eachRecord(store, tenantId)) {
    const row = { tenant_id: tenantId, source, kind, id, modified_at: modifiedAt, deleted: 0, seen_at: 0 };
    rows.push({ ...row, body: JSON.stringify(body) });
    if (rows.length === 500) await flush();
  }
  await flush();
  await other.close();
  return ms;
}

const [accounts = '', path = ''] = process.argv.slice(2);
process.send?.(await measure(Number(accounts), path));
