import { keyText } from '../domain/identity/companyKey.ts';
import { readDecisionsInForce } from '../store/decisions.ts';
import {
  addTouched,
  dropIndex,
  type IdentityState,
  readIdentityChanges,
  saveResolved,
} from '../store/identityState.ts';
import type { Store } from '../store/openStore.ts';
import { decideScope } from './decideScope.ts';
import { type IdentifyOptions, identifyAll } from './identifyAll.ts';
import { readTouched } from './identityScope.ts';
import { indexTouched } from './indexIdentity.ts';

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
  options: IdentifyOptions = {},
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
  const result = await identifyAll(store, tenantId, decisions, nowMs, options);
  await store.transaction((trx) => saveResolved(trx, tenantId, { resolved: state.changes, result, changes }));
  return 'whole';
}
