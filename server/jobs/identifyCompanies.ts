import { keyText } from '../domain/identity/companyKey.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { noTotals } from '../domain/identity/frequencies.ts';
import { readDecisionsInForce } from '../store/decisions.ts';
import { NewIndex } from '../store/identityIndexWrites.ts';
import {
  addTouched,
  dropIndex,
  type IdentityResult,
  type IdentityState,
  readIdentityChanges,
  saveResolved,
} from '../store/identityState.ts';
import type { Store } from '../store/openStore.ts';
import { decideScope, removeStrays } from './decideScope.ts';
import { readScope, readTouched } from './identityScope.ts';
import { indexOf, indexTouched } from './indexIdentity.ts';
import { surveyIdentity } from './surveyIdentity.ts';
import { tieRecords } from './tieRecords.ts';

/** More company records than `atOnce` are decided about in parts of about `partSize`, so that memory does not grow with them. */
const sizes = { atOnce: 10_000, partSize: 2_000 };

/**
 * Decides which company records are one customer, from what is kept of them, and links them: those that changed with all that they may
 * have to do with, or all when that is not known. A run that is killed is made good by the next one. Returns whether only what was touched
 * was decided about.
 */
export async function identifyCompanies(
  store: Store,
  tenantId: string,
  state: IdentityState,
  nowMs: number,
  { atOnce, partSize } = sizes,
): Promise<'part' | 'whole'> {
  // Before what they are about is read: what changes meanwhile stays on the list.
  const changes = await readIdentityChanges(store, tenantId);
  const decisions = await readDecisionsInForce(store, tenantId);
  const touched = state.isIndexed ? await readTouched(store, tenantId, changes, decisions, state.result) : null;
  if (touched) {
    const listed = new Set(changes.map(keyText));
    const others = touched.records.filter((r) => !listed.has(keyText(r)));
    changes.push(...(await addTouched(store, tenantId, others)));
    const decided = await decideScope(store, tenantId, touched, nowMs);
    const { before, membersBefore } = touched;
    await indexTouched(store, tenantId, { ...decided, state, changes, before, membersBefore });
    return 'part';
  }
  await dropIndex(store.db, tenantId);
  const result = await decideAll(store, tenantId, decisions, nowMs, { atOnce, partSize });
  await store.transaction((trx) => saveResolved(trx, tenantId, { resolved: state.changes, result, changes }));
  return 'whole';
}

async function decideAll(
  store: Store,
  tenantId: string,
  decisions: readonly Decision[],
  nowMs: number,
  { atOnce, partSize }: typeof sizes,
): Promise<IdentityResult> {
  const tied = await tieRecords(store, tenantId, decisions);
  const { parts, counts } =
    tied.records.length <= atOnce
      ? { parts: [tied.records], counts: null }
      : await surveyIdentity(store, tenantId, decisions, tied, partSize);
  const index = await NewIndex.begin(store, tenantId);
  const inUse = new Set<string>();
  const cycles: string[] = [];
  let totals = noTotals;
  let customers = 0;
  for (const records of parts) {
    const scope = await readScope(store, tenantId, records, decisions, counts);
    const decided = await decideScope(store, tenantId, scope, nowMs);
    const { profiles, members } = indexOf(decided, customers + 1);
    await index.add({ profiles, members });
    for (const { id } of decided.identity.accounts) inUse.add(id);
    for (const { stats } of profiles) cycles.push(...stats.cycles);
    customers += profiles.length;
    totals = scope.counted.totals;
  }
  await removeStrays(store, tenantId, inUse, (record) => tied.numberOf.has(record));
  await index.end();
  return { accounts: inUse.size, cycles: cycles.sort(), totals };
}
