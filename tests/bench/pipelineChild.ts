import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { ConnectorConfig, RawRecord } from '../../server/domain/ports.ts';
import { rebuild, runPipeline } from '../../server/jobs/pipeline.ts';
import { processDeps } from '../../server/jobs/processDeps.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { keepHeapsSmall } from '../../server/smallHeaps.ts';
import { openStore, type Store } from '../../server/store/openStore.ts';
import { eachRecord, savePage } from '../../server/store/records.ts';

/** What one run of the pipeline took, in milliseconds. */
export type PipelineTimes = {
  /** Of the sandbox, which goes on. */
  url: string;
  records: number;
  syncMs: number;
  resolveMs: number;
  publishMs: number;
  /** The same rows put into an empty database of the same engine, 500 in a transaction, by one statement each. */
  bareMs: number;
  /** From a changed record to its document: of a ticket, and of a company, whose name identity works on. */
  ticketMs: number;
  companyMs: number;
  maxRssMb: number;
};
export type PipelineOrder = { accounts: number; database: string; bare: string };

const tenantId = 'bench';

/** The tenant and the sources as a configuration has them. */
export const benchConfig = (url: string) => ({
  ...sandboxConfig(url),
  tenant: { id: tenantId, name: 'Bench' },
});

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const startedAt = performance.now();
  const result = await work();
  return [performance.now() - startedAt, result];
}

async function measure({ accounts, database, bare }: PipelineOrder): Promise<PipelineTimes> {
  const sandbox = fork(new URL('./sandboxChild.ts', import.meta.url), [String(accounts)]);
  // The one who asked has gone, or has had enough.
  process.once('disconnect', () => process.exit());
  process.once('exit', () => sandbox.kill());
  const [url] = (await once(sandbox, 'message')) as [string];
  const store = await openStore(database);
  const sources = benchConfig(url).sources as ConnectorConfig[];
  const began = new Map<string, number>();
  const onProgress = ({ phase }: { phase: string }) => {
    if (!began.has(phase)) began.set(phase, performance.now());
  };
  const common = { store, tenantId, sources, onProgress };
  const startedAt = performance.now();
  const { sources: outcomes } = await runPipeline({ ...common, deps: processDeps() });
  const endedAt = performance.now();
  const failed = outcomes.find((o) => o.error !== null);
  if (failed) throw new Error(failed.error ?? '');
  const maxRssMb = process.resourceUsage().maxRSS / 1024;
  const [resolveAt = 0, publishAt = 0] = [began.get('resolve'), began.get('publish')];
  const ticketMs = await change(common, 'zendesk', 'ticket', { subject: 'Changed' });
  const companyMs = await change(common, 'salesforce', 'Account', { Name: 'Changed Company' });
  const bareMs = await bareInsert(store, bare);
  await store.close();
  // Vendors do not compute on the machine that answers requests.
  if (sandbox.pid !== undefined) setPriority(sandbox.pid, constants.priority.PRIORITY_LOW);
  return {
    url,
    records: outcomes.reduce((sum, o) => sum + o.rows, 0),
    syncMs: resolveAt - startedAt,
    resolveMs: publishAt - resolveAt,
    publishMs: endedAt - publishAt,
    bareMs,
    ticketMs,
    companyMs,
    maxRssMb,
  };
}

/** Records of which one is in a document: old tickets are counted there, not listed. */
const maxTried = 50;

/** Changes one record as a pull would, and times until its document is published. */
async function change(
  common: Omit<Parameters<typeof rebuild>[0], 'nowMs'>,
  source: 'zendesk' | 'salesforce',
  kind: string,
  values: object,
): Promise<number> {
  const { store } = common;
  for (const record of await firstOf(store, source, kind)) {
    const at = Date.now();
    const records = [{ ...record, modifiedAt: at, body: { ...(record.body as object), ...values } }];
    const [ms, { changed }] = await timed(async () => {
      await savePage(store, tenantId, source, { stream: 'bench', records, cursor: null }, at);
      return rebuild({ ...common, nowMs: at });
    });
    if (changed > 0) return ms;
  }
  throw new Error(`The change of a ${kind} changed no document.`);
}

async function firstOf(store: Store, source: 'zendesk' | 'salesforce', kind: string): Promise<RawRecord[]> {
  const found: RawRecord[] = [];
  for await (const record of eachRecord(store, tenantId, { source, kinds: [kind] })) {
    found.push(record);
    if (found.length === maxTried) break;
  }
  return found;
}

async function bareInsert(store: Store, database: string): Promise<number> {
  const other = await openStore(database);
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

if (process.send) {
  // As the command line does.
  keepHeapsSmall();
  process.send(await measure(JSON.parse(process.argv[2] ?? '')));
}
