import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import { countQueue } from '../store/linkQueue.ts';
import type { Store } from '../store/openStore.ts';
import { ensureStatistics } from '../store/statistics.ts';
import type { OnProgress } from './progress.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';
import { resolveActivity } from './resolveActivity.ts';
import { ShardPool } from './shardPool.ts';
import { type SyncOutcome, syncAll } from './syncAll.ts';

export type PipelineResult = {
  sources: SyncOutcome[];
  accounts: number;
  /** Records that were linked, those that did not change left out. */
  linked: number;
  changed: number;
  cycles: string[];
};

export type PipelineOptions = {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  /** E-mail domains of our own people: they identify no customer, and their activity counts for none. */
  internalDomains?: readonly string[];
  deps: ConnectorDeps;
  onProgress: OnProgress;
};

/** Pull, resolve, publish. A source that fails leaves its last good data in place, labelled; the others go on. */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const pool = new ShardPool(options.store);
  try {
    const sources = await syncAll({ ...options, pool });
    return { sources, ...(await rebuild({ ...options, pool, nowMs: options.deps.now() })) };
  } finally {
    await pool.close();
  }
}

/**
 * What follows a change of records, wherever they came from: resolve, find whose activity it is, publish what changed; with `all`
 * everything, after an upgrade, a restored backup, or a doubt.
 */
export async function rebuild(
  options: Omit<PipelineOptions, 'deps'> & { nowMs: number; all?: boolean; pool?: ShardPool },
): Promise<Omit<PipelineResult, 'sources'>> {
  const pool = options.pool ?? new ShardPool(options.store);
  pool.prepare(await countQueue(options.store, options.tenantId));
  try {
    await ensureStatistics(options.store);
    const { accounts, linked, cycles } = await resolveAccounts({ ...options, pool });
    await resolveActivity({ internalDomains: [], ...options });
    await ensureStatistics(options.store);
    const { changed } = await publishAccounts({ ...options, pool });
    return { accounts, linked, changed, cycles };
  } finally {
    if (pool !== options.pool) await pool.close();
  }
}
