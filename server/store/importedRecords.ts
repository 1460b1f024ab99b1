import type { ImportKind } from '../domain/import/kinds.ts';
import type { RowRecord } from '../intake/mapping.ts';
import { batches } from './batches.ts';
import { markChanged } from './markChanged.ts';
import type { Store } from './openStore.ts';

const pageRows = 500;

/** How a record of a file compares with what is stored: `before` is the stored body where that differs. */
export type Compared = { record: RowRecord; change: 'added' | 'changed' | 'unchanged'; before: unknown };

/** Compares records with what is stored of them, in order. At most 500 at once. */
export async function compareImported(
  store: Store,
  tenantId: string,
  records: readonly RowRecord[],
): Promise<Compared[]> {
  const stored = new Map<string, { body: string; modified_at: number }>();
  for (const [kind, some] of Map.groupBy(records, (r) => r.kind)) {
    const rows = await store.db
      .selectFrom('source_record')
      .select(['id', 'body', 'modified_at'])
      .where('tenant_id', '=', tenantId)
      .where('source', '=', 'file')
      .where('kind', '=', kind)
      .where(
        'id',
        'in',
        some.map((r) => r.id),
      )
      .where('deleted', '=', 0)
      .execute();
    for (const row of rows) stored.set(`${kind} ${row.id}`, row);
  }
  return records.map((record): Compared => {
    const known = stored.get(`${record.kind} ${record.id}`);
    if (!known) return { record, change: 'added', before: null };
    const same =
      known.body === JSON.stringify(record.body) &&
      (record.modifiedAt === null || record.modifiedAt === known.modified_at);
    return { record, change: same ? 'unchanged' : 'changed', before: same ? null : JSON.parse(known.body) };
  });
}

/** Stores records of a file as they are in it. What a file says now replaces what one said before. */
export async function saveImported(
  store: Store,
  tenantId: string,
  records: readonly RowRecord[],
  at: number,
): Promise<void> {
  for (const part of batches(records)) {
    const rows = part.map((r) => ({
      tenant_id: tenantId,
      source: 'file' as const,
      kind: r.kind,
      id: r.id,
      modified_at: r.modifiedAt ?? at,
      deleted: 0,
      body: JSON.stringify(r.body),
      seen_at: at,
    }));
    await store.transaction(async (trx) => {
      await markChanged(trx, tenantId, rows);
      await trx
        .insertInto('source_record')
        .values(rows)
        .onConflict((oc) =>
          oc.columns(['tenant_id', 'source', 'kind', 'id']).doUpdateSet((eb) => ({
            modified_at: eb.ref('excluded.modified_at'),
            deleted: eb.ref('excluded.deleted'),
            body: eb.ref('excluded.body'),
            seen_at: eb.ref('excluded.seen_at'),
          })),
        )
        .execute();
    });
  }
}

/** Ids of a set's records of one kind that are stored and not `kept`, a page at a time. */
export async function* missingPages(
  store: Store,
  tenantId: string,
  what: { set: string; kind: ImportKind; kept(id: string): boolean },
): AsyncIterable<string[]> {
  let after = '';
  for (;;) {
    const rows = await store.db
      .selectFrom('source_record')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('source', '=', 'file')
      .where('kind', '=', what.kind)
      .where('id', 'like', `${what.set}:%`)
      .where('id', '>', after)
      .where('deleted', '=', 0)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    const missing = rows.map((r) => r.id).filter((id) => !what.kept(id));
    if (missing.length > 0) yield missing;
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.id ?? '';
  }
}

/** Marks records as deleted and forgets what they held. */
export async function removeImported(
  store: Store,
  tenantId: string,
  kind: ImportKind,
  ids: readonly string[],
  at: number,
): Promise<void> {
  await store.transaction(async (trx) => {
    await markChanged(
      trx,
      tenantId,
      ids.map((id) => ({ source: 'file', kind, id })),
    );
    await trx
      .updateTable('source_record')
      .set({ deleted: 1, body: '{}', modified_at: at, seen_at: at })
      .where('tenant_id', '=', tenantId)
      .where('source', '=', 'file')
      .where('kind', '=', kind)
      .where('id', 'in', [...ids])
      .execute();
  });
}
