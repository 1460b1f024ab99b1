import type { Decision } from '../domain/identity/decisions.ts';
import { noTotals } from '../domain/identity/frequencies.ts';
import { clearIndex, saveIndexKeys } from '../store/identityIndexWrites.ts';
import type { IdentityResult } from '../store/identityState.ts';
import type { Store } from '../store/openStore.ts';
import type { Part } from './decideParts.ts';
import { removeStrays } from './decideScope.ts';
import type { Counts } from './identityScope.ts';
import type { OnProgress } from './progress.ts';
import type { Shard } from './shard.ts';
import { runShards, type ShardPool } from './shardPool.ts';
import type { ShardResult, ShardTask, Work } from './shardTask.ts';
import { surveyIdentity } from './surveyIdentity.ts';
import { partsOf, tieRecords } from './tieRecords.ts';

/** More company records than this are decided about in parts of about so many, so that memory does not grow with them. */
const recordsOfPart = 2_000;

export type IdentifyOptions = {
  /** For tests. */
  partSize?: number | undefined;
  /** Does everything in threads, when everything is decided about. */
  pool?: ShardPool | undefined;
  onProgress?: OnProgress;
};

/** Decides about all company records, in threads as far as there are some: a look at everything first, then the parts, which nothing connects. */
export async function identifyAll(
  store: Store,
  tenantId: string,
  decisions: readonly Decision[],
  nowMs: number,
  { partSize = recordsOfPart, pool, onProgress = () => undefined }: IdentifyOptions,
): Promise<IdentityResult> {
  const tied = await tieRecords(store, tenantId, decisions);
  const total = tied.records.length;
  /** Each thread gets every so many parts. */
  const inThreads = <K extends Work, P>(
    phase: string,
    parts: readonly P[],
    taskOf: (parts: readonly P[]) => ShardTask<K>,
  ): Promise<ShardResult<K>[]> => {
    let done = 0;
    const onDone = (records: number) => {
      done += records;
      onProgress({ phase, done, total });
    };
    const taskFor = ({ index, count }: Shard) => taskOf(parts.filter((_, i) => i % count === index));
    onDone(0);
    return runShards(store, pool, parts.length > 1 ? total : 0, taskFor, onDone);
  };
  let parts = [tied.records];
  let counts: Counts | null = null;
  if (total > partSize) {
    const customers = await inThreads('survey', partsOf(tied, partSize), (some) => ({
      kind: 'survey',
      tenantId,
      decisions,
      parts: some,
    }));
    ({ parts, counts } = surveyIdentity(tied, customers.flat(), partSize));
  }
  await clearIndex(store, tenantId);
  let firstProfile = 1;
  const numbered = parts.map((records): Part => {
    const part = { records, firstProfile };
    firstProfile += records.length;
    return part;
  });
  const decided = await inThreads('identify', numbered, (some) => ({
    kind: 'decide',
    tenantId,
    decisions,
    counts,
    parts: some,
    nowMs,
  }));
  const inUse = new Set(decided.flatMap(({ accountIds }) => accountIds));
  await removeStrays(store, tenantId, inUse, (record) => tied.numberOf.has(record));
  await saveIndexKeys(
    store,
    tenantId,
    decided.map(({ keys }) => keys),
  );
  return {
    accounts: inUse.size,
    cycles: decided.flatMap(({ cycles }) => cycles).sort(),
    totals: counts?.totals ?? decided[0]?.totals ?? noTotals,
  };
}
