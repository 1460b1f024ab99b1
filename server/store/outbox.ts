import type { Transaction } from 'kysely';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** So many changes are kept: more than a reader misses who was away for a while, and not a row for each document of each hour for ever. */
const keptChanges = 10_000;
const pruned = 500;

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

/**
 * Changes after `seq`, oldest first, at most `limit`. Where those that come next are no longer kept, links that moved stand for them:
 * anything may have changed.
 */
export async function readOutbox(store: Store, tenantId: string, seq: number, limit = 500): Promise<OutboxRow[]> {
  const rows = await store.read
    .selectFrom('outbox')
    .select(['seq', 'kind', 'account_id', 'version'])
    .where('tenant_id', '=', tenantId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const changes = rows.map(
    (r): OutboxRow => ({ seq: r.seq, kind: r.kind, accountId: r.account_id, version: r.version }),
  );
  const before = (changes[0]?.seq ?? seq + 1) - 1;
  return before > seq ? [{ seq: before, kind: 'links', accountId: '', version: 0 }, ...changes] : changes;
}

/** Drops all but the newest changes, a part in one transaction. Who has not heard of them by then is told that anything may have changed. */
export async function pruneOutbox(store: Store, tenantId: string, kept = keptChanges): Promise<void> {
  const rows = store.db.selectFrom('outbox').where('tenant_id', '=', tenantId);
  const { first, newest } = await rows
    .select((eb) => [eb.fn.min('seq').as('first'), eb.fn.max('seq').as('newest')])
    .executeTakeFirstOrThrow();
  const last = Number(newest) - kept;
  for (let from = Number(first); from <= last; from += pruned) {
    const to = Math.min(from + pruned - 1, last);
    await store.transaction((trx) =>
      trx
        .deleteFrom('outbox')
        .where('tenant_id', '=', tenantId)
        .where('seq', '>=', from)
        .where('seq', '<=', to)
        .execute(),
    );
  }
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
