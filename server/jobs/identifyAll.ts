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
import { partsOf, type TiedRecords, tieRecords } from './tieRecords.ts';

/** More company records than this are decided about in parts of about so many, so that memory does not grow with them. */
const recordsOfPart = 2_000;
/** To decide about a company record takes as long as to link so many records. */
const recordsWorth = 6;

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
  const records = tied.records.packed();
  const total = tied.records.length;
  /** Each thread gets every so many parts. */
  const inThreads: InThreads = (phase, parts, taskOf) => {
    let done = 0;
    const onDone = (some: number) => {
      done += some;
      onProgress({ phase, done, total });
    };
    const taskFor = ({ index, count }: Shard) => taskOf(parts.filter((_, i) => i % count === index));
    onDone(0);
    return runShards(store, pool, parts.length > 1 ? total * recordsWorth : 0, taskFor, onDone);
  };
  const { parts, counts } =
    total > partSize
      ? await survey(tied, { tenantId, decisions, records }, partSize, inThreads)
      : { parts: [Int32Array.from({ length: total }, (_, i) => i)], counts: null };
  await clearIndex(store, tenantId);
  let firstProfile = 1;
  const numbered = parts.map((part): Part => {
    const first = firstProfile;
    firstProfile += part.length;
    return { records: part, firstProfile: first };
  });
  const decided = await inThreads('identify', numbered, (some) => ({
    kind: 'decide',
    tenantId,
    decisions,
    records,
    counts,
    parts: some,
    nowMs,
  }));
  const inUse = new Set(decided.flatMap(({ accountIds }) => accountIds));
  await removeStrays(store, tenantId, inUse, (record) => tied.records.has(record));
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

type InThreads = <K extends Work, P>(
  phase: string,
  parts: readonly P[],
  taskOf: (parts: readonly P[]) => ShardTask<K>,
) => Promise<ShardResult<K>[]>;

/** A look at everything. A function of its own, so that nothing of what it has read is kept while the parts are decided about. */
async function survey(
  tied: TiedRecords,
  given: Pick<ShardTask<'survey'>, 'tenantId' | 'decisions' | 'records'>,
  partSize: number,
  inThreads: InThreads,
): Promise<{ parts: Int32Array[]; counts: Counts }> {
  const packs = await inThreads('survey', partsOf(tied, partSize), (parts) => ({ kind: 'survey', ...given, parts }));
  return surveyIdentity(tied, given.records, packs, partSize);
}
