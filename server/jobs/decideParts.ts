import type { Decision } from '../domain/identity/decisions.ts';
import type { Totals } from '../domain/identity/frequencies.ts';
import type { SourceKey } from '../domain/model.ts';
import { addToIndex, IndexKeys } from '../store/identityIndexWrites.ts';
import type { Store } from '../store/openStore.ts';
import { decideScope } from './decideScope.ts';
import { type Counts, readScope } from './identityScope.ts';
import { indexOf } from './indexIdentity.ts';

/** Company records that are decided about together. Its customers get numbers from `firstProfile` on, of which it needs no more than it has records. */
export type Part = { records: readonly SourceKey[]; firstProfile: number };

/** What was decided about some parts: the accounts that are in use, and what the index says of all together. */
export type DecidedParts = { accountIds: string[]; cycles: string[]; totals: Totals | null; keys: Float64Array };

/** Decides about parts that nothing connects, one after the other, stores it, and adds their customers to an index that is made anew. */
export async function decideParts(
  options: {
    store: Store;
    tenantId: string;
    decisions: readonly Decision[];
    /** Null where the only part is everything. */
    counts: Counts | null;
    nowMs: number;
  },
  parts: readonly Part[],
  onDone: (records: number) => void,
): Promise<DecidedParts> {
  const { store, tenantId, decisions, counts, nowMs } = options;
  const keys = new IndexKeys();
  const accountIds: string[] = [];
  const cycles: string[] = [];
  let totals: Totals | null = null;
  for (const { records, firstProfile } of parts) {
    const scope = await readScope(store, tenantId, records, decisions, counts);
    const decided = await decideScope(store, tenantId, scope, nowMs);
    const { profiles, members } = indexOf(decided, firstProfile);
    await addToIndex(store, tenantId, { profiles, members });
    keys.add(profiles);
    for (const { id } of decided.identity.accounts) accountIds.push(id);
    for (const { stats } of profiles) cycles.push(...stats.cycles);
    totals = scope.counted.totals;
    onDone(records.length);
  }
  return { accountIds, cycles, totals, keys: keys.packed() };
}
