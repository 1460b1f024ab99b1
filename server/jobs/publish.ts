import { hash } from 'node:crypto';
import { rulesVersion } from '../domain/health/computeHealth.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import { accountsWithActivitySince, activitySources } from '../store/activity.ts';
import { countDirty, markAllDirty, markDirty } from '../store/dirty.ts';
import type { Store } from '../store/openStore.ts';
import { pruneOutbox } from '../store/outbox.ts';
import { accountsWithOverrideEnded } from '../store/overrideEnds.ts';
import { readPublishState, savePublishState } from '../store/publishState.ts';
import { readSourceStates } from '../store/records.ts';
import type { PublishContext } from './buildBatch.ts';
import { readCatalogue } from './catalogue.ts';
import { coarse, freshnessOf, sourceBasis } from './freshness.ts';
import { normaliser } from './normaliser.ts';
import type { OnProgress } from './progress.ts';
import { parseRanking, rankingText, readRanking } from './ranking.ts';
import { runShards, type ShardPool } from './shardPool.ts';

/** Raised whenever the same facts make another document, so that every stored one is built again. */
const documentVersion = 6;
/** Windows end now and ages grow, so every document is built again once in so long, whether its records changed or not. */
const restateAfterMs = 3_600_000;

export type PublishOptions = {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  /** E-mail domains of our own people. */
  internalDomains?: readonly string[];
  nowMs: number;
  onProgress: OnProgress;
  /** Builds every document, not only those whose records changed. */
  all?: boolean;
  /** Does large parts of the work in threads. */
  pool?: ShardPool;
};

/**
 * Builds and stores the documents of the accounts that changed: facts, metrics, health, actions, bytes for each mask, and what they are
 * found by. Also of those whose override has ended since the last run; and all of them when `all` is set, once an hour, and when a
 * source, the rules, the catalogue, our own domains, what tells of activity or the form of the document changed. Content that did not change keeps its
 * version and ETag, so that nobody is told to fetch it again. Accounts without records lose their document. A kill at any point leaves
 * the rest on the list. Of the changes that were told, only the newest are kept. Returns how many were built, and how many of them differ.
 */
export async function publishAccounts(options: PublishOptions): Promise<{ accounts: number; changed: number }> {
  const { store, tenantId, nowMs, onProgress, pool } = options;
  const context = await readContext(options);
  const total = await countDirty(store, tenantId);
  let accounts = 0;
  const onDone = (done: number) => {
    accounts += done;
    onProgress({ phase: 'publish', done: accounts, total: Math.max(total, accounts) });
  };
  onDone(0);
  const { states, freshness, ranking, activityFrom, catalogue, ownDomains } = context;
  const sources = options.sources.map(({ source, instance }) => ({ source, instance }));
  const basis = { states, freshness, ranking, activityFrom, catalogue, ownDomains };
  // An account takes as long to publish as a dozen records to link.
  const task = { kind: 'publish', basis, tenantId, sources, nowMs } as const;
  const parts = await runShards(store, pool, total * 12, () => task, onDone);
  const changed = parts.reduce((sum, n) => sum + n, 0);
  await pruneOutbox(store, tenantId);
  onProgress({ phase: 'publish', done: accounts, total: accounts });
  return { accounts, changed };
}

/** What every document of this run rests on. Marks every account when that is no longer what the stored ones rest on. */
async function readContext({ internalDomains, ...options }: PublishOptions): Promise<PublishContext> {
  const { store, tenantId, sources, nowMs, all } = options;
  const ownDomains = [...(internalDomains ?? [])].sort();
  const toFact = normaliser(sources);
  const connected = sources.map((s) => s.source);
  const states = coarse(await readSourceStates(store, tenantId, connected));
  const activityFrom = await activitySources(store, tenantId);
  const catalogue = await readCatalogue(store, tenantId, toFact);
  const basis = [
    `document ${documentVersion}`,
    `rules ${rulesVersion}`,
    `hour ${Math.floor(nowMs / restateAfterMs)}`,
    sourceBasis(states, nowMs),
    `offers, activity and own domains ${hash('sha256', JSON.stringify({ catalogue, activityFrom, ownDomains }), 'base64url').slice(0, 16)}`,
  ].join(', ');
  const stored = await readPublishState(store, tenantId);
  for await (const ids of accountsWithActivitySince(store, tenantId, stored?.publishedAt ?? 0))
    await store.transaction((trx) => markDirty(trx, tenantId, ids));
  const isStale = all === true || stored?.basis !== basis;
  // An override that held when its document was built, and no longer does: nothing else tells that it has ended.
  const ended = isStale ? [] : await accountsWithOverrideEnded(store, tenantId, stored.publishedAt, nowMs);
  if (ended.length > 0) await store.transaction((trx) => markDirty(trx, tenantId, ended));
  const ranking = isStale ? await readRanking(store, tenantId, toFact) : parseRanking(stored.ranking);
  if (isStale) {
    await markAllDirty(store, tenantId);
    // After the marks: a kill before this marks everything again.
    await savePublishState(store, tenantId, { basis, ranking: rankingText(ranking), publishedAt: nowMs });
  } else await savePublishState(store, tenantId, { ...stored, publishedAt: nowMs });
  return {
    store,
    tenantId,
    toFact,
    states,
    freshness: freshnessOf(states, nowMs),
    ranking,
    activityFrom,
    catalogue,
    ownDomains,
    nowMs,
  };
}
