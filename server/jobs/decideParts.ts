import type { Decision } from '../domain/identity/decisions.ts';
import type { Totals } from '../domain/identity/frequencies.ts';
import { keyOfText } from '../domain/identity/recordNumbers.ts';
import { type PackedTexts, textsOf } from '../domain/linkage/packedTexts.ts';
import { addToIndex, IndexKeys } from '../store/identityIndexWrites.ts';
import type { Store } from '../store/openStore.ts';
import { decideScope } from './decideScope.ts';
import { type Counts, readScope } from './identityScope.ts';
import { indexOf } from './indexIdentity.ts';

/**
 * Company records that are decided about together, by number. Its customers get numbers from `firstProfile` on, of which it needs no more
 * than it has records.
 */
export type Part = { records: Int32Array; firstProfile: number };

/** What was decided about some parts: the accounts that are in use, and what the index says of all together. */
export type DecidedParts = { accountIds: string[]; cycles: string[]; totals: Totals | null; keys: Float64Array };

/** Decides about parts that nothing connects, one after the other, stores it, and adds their customers to an index that is made anew. */
export async function decideParts(
  options: {
    store: Store;
    tenantId: string;
    decisions: readonly Decision[];
    /** The texts of the keys of all records. */
    records: PackedTexts;
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
  const textOf = textsOf(options.records);
  for (const { records, firstProfile } of parts) {
    const part = Array.from(records, (number) => keyOfText(textOf(number)));
    const scope = await readScope(store, tenantId, part, decisions, counts);
    const decided = await decideScope(store, tenantId, scope, nowMs);
    const { profiles, members } = indexOf(decided, firstProfile);
    await addToIndex(store, tenantId, { profiles, members });
    keys.add(profiles);
    for (const { id } of decided.identity.accounts) accountIds.push(id);
    for (const { stats } of profiles) cycles.push(...stats.cycles);
    totals = scope.counted.totals;
    onDone(records.length);
  }
  return { accountIds, cycles, totals, keys: keys.sorted() };
}
