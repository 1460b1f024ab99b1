import { modelVersion } from '../domain/identity/similarityModel.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import { markAll, readIdentityState, saveBasis } from '../store/identityState.ts';
import { countQueue, enqueueAll } from '../store/linkQueue.ts';
import { hasLinks } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { identifyCompanies } from './identifyCompanies.ts';
import type { OnProgress } from './progress.ts';
import { runShards, type ShardPool } from './shardPool.ts';

/** Raised whenever the same records make other links, so that every one is linked again. */
const linkVersion = 2;

export type Resolved = {
  accounts: number;
  /** Records that were linked in this run. */
  linked: number;
  /** Records that their system calls a parent, in a circle: `salesforce/Account/001…`. They are not believed. */
  cycles: string[];
  /** Whether it was decided which company records are one: about all, about those that changed and what they have to do with, or not at all. */
  identified: 'part' | 'whole' | null;
};

/**
 * Decides which customer each record belongs to that changed, or whose link rests on one that did: company records first, with
 * all that they may have to do with, then people, then the rest. All records when `all` is set, and when a source or the rules
 * changed. A kill at any point leaves the rest on the queue.
 */
export async function resolveAccounts(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  /** E-mail domains of our own people, which identify no customer. */
  internalDomains?: readonly string[];
  nowMs: number;
  onProgress: OnProgress;
  all?: boolean;
  /** Does large parts of the work in threads. */
  pool?: ShardPool;
}): Promise<Resolved> {
  const { store, tenantId, sources, internalDomains: ownDomains = [], nowMs, onProgress, pool } = options;
  const basis = basisOf(sources, ownDomains);
  const before = await readIdentityState(store, tenantId);
  if (options.all || before?.basis !== basis) {
    await store.transaction((trx) => markAll(trx, tenantId));
    // After a first pull everything waits already.
    const isFirst = !(await hasLinks(store, tenantId)) && (await countQueue(store, tenantId)) > 0;
    if (options.all || !isFirst) await enqueueAll(store, tenantId);
    // After the queue: a kill before this queues everything again.
    await saveBasis(store, tenantId, basis);
  }
  const total = await countQueue(store, tenantId);
  let linked = 0;
  const onPage = (records: number) => {
    linked += records;
    onProgress({ phase: 'resolve', done: linked, total: Math.max(total, linked) });
  };
  onPage(0);
  const isIndexed = (await readIdentityState(store, tenantId))?.isIndexed ?? false;
  const names = sources.map(({ source, instance }) => ({ source, instance }));
  await runShards(
    store,
    pool,
    total,
    () => ({ kind: 'absorb', tenantId, sources: names, ownDomains, isIndexed }),
    onPage,
  );
  const state = await readIdentityState(store, tenantId);
  const isDue = state !== null && state.changes !== state.resolved;
  const identified = isDue ? await identifyCompanies(store, tenantId, state, nowMs, { pool, onProgress }) : null;
  for (const rank of ['person', 'rest'] as const)
    await runShards(
      store,
      pool,
      total,
      () => ({ kind: 'link', rank, tenantId, sources: names, ownDomains, nowMs }),
      onPage,
    );
  onProgress({ phase: 'resolve', done: linked, total: linked });
  const { accounts = 0, cycles = [] } = (await readIdentityState(store, tenantId))?.result ?? {};
  return { accounts, linked, cycles, identified };
}

/**
 * What every link rests on beside the records: which sources are connected and under which addresses their pages are, our own domains, and
 * the rules.
 */
function basisOf(sources: readonly ConnectorConfig[], ownDomains: readonly string[]): string {
  const instances = sources.map((s) => `${s.source}@${s.instance}`).sort();
  return [
    `link ${linkVersion}`,
    `model ${modelVersion}`,
    ...instances,
    ...[...ownDomains].sort().map((domain) => `own ${domain}`),
  ].join(', ');
}
