import { expect, onTestFinished } from 'vitest';
import type { PulledSource } from '../../server/domain/model.ts';
import type { ConnectorDeps } from '../../server/domain/ports.ts';
import { type PipelineResult, runPipeline } from '../../server/jobs/pipeline.ts';
import { type SyncOutcome, syncAll } from '../../server/jobs/syncAll.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { startSandbox } from '../../server/sandbox/startSandbox.ts';
import type { Store } from '../../server/store/openStore.ts';
import { acceptEvents } from '../../server/store/refetch.ts';
import { readSourceList } from '../../server/store/sourceStatus.ts';
import type { StoreFactory } from './stores.ts';
import { vendorDeps } from './vendorServer.ts';

export const tenantId = 't';
/** When the world of the sandbox is, and what tests count from there. Milliseconds. */
export const nowMs = Date.parse('2026-11-21T00:00:00Z');
export const hour = 3_600_000;
export const day = 24 * hour;

const vendors: readonly PulledSource[] = ['salesforce', 'hubspot', 'zendesk', 'stripe'];
const onProgress = () => undefined;

type Choice = { only?: readonly PulledSource[]; accounts?: number; oneCurrency?: string };
type Over = { only?: readonly PulledSource[]; store?: Store; deps?: Partial<ConnectorDeps>; currency?: string };

/** An empty store, and a sandbox that it pulls from at any instant a test says. Closed when the test ends. */
export async function startSandboxed(
  stores: StoreFactory,
  { only = vendors, accounts = 20, oneCurrency }: Choice = {},
) {
  const store = await stores.open();
  const sandbox = await startSandbox({ port: 0, seed: 7, accounts, nowMs, ...(oneCurrency ? { oneCurrency } : {}) });
  onTestFinished(() => sandbox.close());
  const sources = sandboxConfig(sandbox.url).sources.filter((c) => only.some((source) => source === c.source));
  const status = async (source: PulledSource, ms: number) => {
    const found = (await readSourceList(store, tenantId, sources, ms)).sources.find((s) => s.source === source);
    return found ?? expect.unreachable(`${source} is not connected`);
  };
  return {
    store,
    sandbox,
    status,
    /** What of a source drifts: stream, field, and how. */
    drift: async (source: PulledSource, ms: number) =>
      (await status(source, ms)).drift.map(({ stream, field, what }) => [stream, field, what]),
    /** Pulls, from some of the sources, into another store or with a configured currency if so said. */
    pull: (ms: number, { only: some = only, store: into = store, deps, currency }: Over = {}): Promise<SyncOutcome[]> =>
      syncAll({
        store: into,
        tenantId,
        sources: sources
          .filter((c) => some.some((source) => source === c.source))
          .map((c) => ({ ...c, ...(currency ? { currency } : {}) })),
        deps: vendorDeps({ now: () => ms, ...deps }),
        onProgress,
      }),
    /** Pulls, resolves and publishes. */
    sync: (ms: number): Promise<PipelineResult> =>
      runPipeline({ store, tenantId, sources, deps: vendorDeps({ now: () => ms }), onProgress }),
    /** What is stored of a kind, deleted rows included. */
    rows: (kind: string) =>
      store.db.selectFrom('source_record').selectAll().where('kind', '=', kind).orderBy('id').execute(),
    /** A webhook that names a record. */
    name: (source: PulledSource, stream: string, id: string, ms: number) =>
      acceptEvents(store, tenantId, source, [{ key: `${stream} ${id}`, stream, id }], ms),
  };
}
