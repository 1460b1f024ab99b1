import { connectors } from '../connectors/registry.ts';
import type { Source } from '../domain/model.ts';
import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import { sourceCredentials } from '../oauth/credentials.ts';
import type { Store } from '../store/openStore.ts';
import { markSource } from '../store/records.ts';
import type { OnProgress } from './progress.ts';
import type { ShardPool } from './shardPool.ts';
import { syncSource } from './syncSource.ts';

/** How the pull of each source went. */
export type SyncOutcome = { source: Source; rows: number; error: string | null };

/** Pulls all sources side by side. One that fails is recorded with its reason and does not stop the others. */
export async function syncAll(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  deps: ConnectorDeps;
  onProgress: OnProgress;
  /** Saves the pages of a large pull in a thread. */
  pool?: ShardPool;
}): Promise<SyncOutcome[]> {
  const { store, tenantId, sources, onProgress, pool } = options;
  const deps = { credentials: sourceCredentials(store, tenantId), ...options.deps };
  return Promise.all(
    sources.map(async (config): Promise<SyncOutcome> => {
      const { source } = config;
      try {
        const rows = await syncSource({
          store,
          tenantId,
          config,
          connector: connectors[source],
          deps,
          onProgress,
          pool,
        });
        await markSource(store, tenantId, source, { successAt: deps.now() }, deps.budget?.used(source));
        return { source, rows, error: null };
      } catch (error) {
        deps.signal?.throwIfAborted();
        const message = error instanceof Error ? error.message : String(error);
        await markSource(store, tenantId, source, { error: message, at: deps.now() }, deps.budget?.used(source));
        return { source, rows: 0, error: message };
      }
    }),
  );
}
