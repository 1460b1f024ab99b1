import type { Transaction } from 'kysely';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** One change: a published document, or links that moved (then every cached answer of the tenant is suspect). */
export type OutboxRow = { seq: number; kind: 'document' | 'links'; accountId: string; version: number };

/**
 * Appends changes inside the caller's transaction. The counter row is locked until commit, so `seq` has no gaps and becomes
 * visible in order: a reader that polls `seq > last` misses nothing.
 */
export async function appendOutbox(
  trx: Transaction<Schema>,
  tenantId: string,
  changes: readonly Omit<OutboxRow, 'seq'>[],
  at: number,
): Promise<void> {
  if (changes.length === 0) return;
  const { seq } = await trx
    .insertInto('tenant_counter')
    .values({ tenant_id: tenantId, seq: changes.length })
    .onConflict((oc) =>
      oc.column('tenant_id').doUpdateSet((eb) => ({ seq: eb('tenant_counter.seq', '+', changes.length) })),
    )
    .returning('seq')
    .executeTakeFirstOrThrow();
  const first = seq - changes.length + 1;
  const rows = changes.map((c, i) => ({
    tenant_id: tenantId,
    seq: first + i,
    kind: c.kind,
    account_id: c.accountId,
    version: c.version,
    at,
  }));
  await insertRows(trx, rows, (values) => trx.insertInto('outbox').values(values));
}

/** Changes after `seq`, oldest first, at most `limit`. */
export async function readOutbox(store: Store, tenantId: string, seq: number, limit = 500): Promise<OutboxRow[]> {
  const rows = await store.read
    .selectFrom('outbox')
    .select(['seq', 'kind', 'account_id', 'version'])
    .where('tenant_id', '=', tenantId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ seq: r.seq, kind: r.kind, accountId: r.account_id, version: r.version }));
}

/** The number of the newest change, 0 when there is none. */
export async function readOutboxHead(store: Store, tenantId: string): Promise<number> {
  const row = await store.read
    .selectFrom('tenant_counter')
    .select('seq')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
