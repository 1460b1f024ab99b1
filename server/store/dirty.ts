import type { Transaction } from 'kysely';
import type { SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind, isAmong } from './byKind.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** An account whose document is to be built again, and how often that was said. */
export type DirtyAccount = { accountId: string; marks: number };

/**
 * Marks accounts inside the transaction that changes what their documents say. Many marks are one row. Null stands for "no account",
 * and is left out.
 */
export async function markDirty(
  trx: Transaction<Schema>,
  tenantId: string,
  accountIds: Iterable<string | null>,
): Promise<void> {
  const ids = [...new Set(accountIds)].filter((id) => id !== null).sort();
  for (const part of batches(ids)) {
    const rows = part.map((id) => ({ tenant_id: tenantId, account_id: id, marks: 1 }));
    await insertRows(trx, rows, (values) =>
      trx
        .insertInto('dirty_account')
        .values(values)
        .onConflict((oc) =>
          oc.columns(['tenant_id', 'account_id']).doUpdateSet((eb) => ({ marks: eb('dirty_account.marks', '+', 1) })),
        ),
    );
  }
}

/** Marks the accounts that records are linked to. A record without a link gets one first, which marks. */
export async function markDirtyByRecords(
  trx: Transaction<Schema>,
  tenantId: string,
  records: readonly SourceKey[],
): Promise<void> {
  for (const { source, kind, keys } of byKind(records)) {
    for (const part of batches(keys)) {
      const links = await trx
        .selectFrom('record_link')
        .select('account_id')
        .distinct()
        .where(isAmong(tenantId, { source, kind, keys: part }))
        .execute();
      await markDirty(
        trx,
        tenantId,
        links.map((l) => l.account_id),
      );
    }
  }
}

/** Marks every account of the tenant, a transaction for each 500. */
export async function markAllDirty(store: Store, tenantId: string): Promise<void> {
  for (let after = ''; ; ) {
    const ids = await store.transaction(async (trx) => {
      const rows = await trx
        .selectFrom('account')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('id', '>', after)
        .orderBy('id')
        .limit(500)
        .execute();
      const found = rows.map((r) => r.id);
      await markDirty(trx, tenantId, found);
      return found;
    });
    const last = ids.at(-1);
    if (last === undefined || ids.length < 500) return;
    after = last;
  }
}

/** The next accounts to publish after `after`, in id order. */
export async function readDirty(store: Store, tenantId: string, after: string, limit: number): Promise<DirtyAccount[]> {
  const rows = await store.db
    .selectFrom('dirty_account')
    .select(['account_id', 'marks'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', '>', after)
    .orderBy('account_id')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ accountId: r.account_id, marks: r.marks }));
}

export async function countDirty(store: Store, tenantId: string): Promise<number> {
  const { n } = await store.db
    .selectFrom('dirty_account')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/**
 * Takes accounts off the list inside the transaction that publishes them, and returns which: not those that were marked again since they
 * were read, or that somebody else has published meanwhile. What was built of those may be out of date.
 */
export async function claimDirty(
  trx: Transaction<Schema>,
  tenantId: string,
  built: readonly DirtyAccount[],
): Promise<Set<string>> {
  const claimed = new Set<string>();
  for (const part of batches(built)) {
    for (const [marks, accounts] of Map.groupBy(part, (a) => a.marks)) {
      const ids = accounts.map((a) => a.accountId);
      const rows = await trx
        .deleteFrom('dirty_account')
        .where('tenant_id', '=', tenantId)
        .where('account_id', 'in', ids)
        .where('marks', '=', marks)
        .returning('account_id')
        .execute();
      for (const row of rows) claimed.add(row.account_id);
    }
  }
  return claimed;
}
