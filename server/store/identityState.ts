import type { Transaction } from 'kysely';
import { noTotals, type Totals } from '../domain/identity/frequencies.ts';
import type { SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import type { Store } from './openStore.ts';
import { addMarks, clearMarks, type MarkedRecord } from './recordMarks.ts';
import type { Schema } from './schema.ts';

/** Raised whenever the same customers make another index, so that it is built anew. */
export const indexVersion = 1;

/** What the last run of identity found that nobody stores otherwise. */
export type IdentityResult = { accounts: number; cycles: string[]; totals: Totals };
export type IdentityState = {
  changes: number;
  resolved: number;
  basis: string;
  result: IdentityResult;
  /** Whether the index can be used; if not, all is decided again. */
  isIndexed: boolean;
};

const nothingYet: IdentityResult = { accounts: 0, cycles: [], totals: noTotals };

/** Null before the first run. */
export async function readIdentityState(store: Store, tenantId: string): Promise<IdentityState | null> {
  const row = await store.db
    .selectFrom('identity_state')
    .select(['changes', 'resolved', 'basis', 'result', 'indexed'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  if (!row) return null;
  const { indexed, ...state } = row;
  const result: Partial<IdentityResult> = JSON.parse(row.result);
  const totals = { ...noTotals, ...result.totals };
  return { ...state, result: { ...nothingYet, ...result, totals }, isIndexed: indexed === indexVersion };
}

/** Says that identity has to run again, and about which company records, inside the transaction that changes what it works on. */
export async function markIdentity(
  trx: Transaction<Schema>,
  tenantId: string,
  changed: readonly SourceKey[],
): Promise<void> {
  await trx
    .insertInto('identity_state')
    .values({ tenant_id: tenantId, changes: 1, resolved: 0, basis: '', result: JSON.stringify(nothingYet), indexed: 0 })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet((eb) => ({ changes: eb('identity_state.changes', '+', 1) })))
    .execute();
  await addMarks(trx, 'identity_change', tenantId, changed);
}

/** Says that identity has to run again about all company records, inside the caller's transaction. */
export async function markAll(trx: Transaction<Schema>, tenantId: string): Promise<void> {
  await markIdentity(trx, tenantId, []);
  await dropIndex(trx, tenantId);
}

/** From now on the index is not used; what is stored of it is replaced by the run that decides about all. */
export async function dropIndex(db: Pick<Store['db'], 'updateTable'>, tenantId: string): Promise<void> {
  await db.updateTable('identity_state').set({ indexed: 0 }).where('tenant_id', '=', tenantId).execute();
}

/**
 * Puts on the list what a run is about to decide about together with what changed: one that is stopped half way is made good by the next,
 * whatever has changed again by then. Returns what was added.
 */
export async function addTouched(
  store: Store,
  tenantId: string,
  touched: readonly SourceKey[],
): Promise<MarkedRecord[]> {
  for (const part of batches(touched))
    await store.transaction((trx) => addMarks(trx, 'identity_change', tenantId, part));
  // One that somebody else has just put there counts twice now, so that it stays.
  return touched.map(({ source, kind, id }) => ({ source, kind, id, marks: 1 }));
}

/** The company records about which identity has to run again. */
export async function readIdentityChanges(store: Store, tenantId: string): Promise<MarkedRecord[]> {
  return store.db
    .selectFrom('identity_change')
    .select(['source', 'kind', 'id', 'marks'])
    .where('tenant_id', '=', tenantId)
    .execute();
}

/** Notes what links rest on from now on. */
export async function saveBasis(store: Store, tenantId: string, basis: string): Promise<void> {
  await store.db.updateTable('identity_state').set({ basis }).where('tenant_id', '=', tenantId).execute();
}

/**
 * Notes that identity ran for everything up to the change `resolved`, and that the index is that of the run, inside the transaction that
 * makes it so. Takes `changes` off the list, except those that were said again since they were read.
 */
export async function saveResolved(
  trx: Transaction<Schema>,
  tenantId: string,
  { resolved, result, changes }: { resolved: number; result: IdentityResult; changes: readonly MarkedRecord[] },
): Promise<void> {
  await trx
    .updateTable('identity_state')
    .set({ resolved, result: JSON.stringify(result), indexed: indexVersion })
    .where('tenant_id', '=', tenantId)
    .execute();
  await clearMarks(trx, 'identity_change', tenantId, changes);
}
