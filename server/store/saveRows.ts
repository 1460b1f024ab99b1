import type { Transaction } from 'kysely';
import { keyText } from '../domain/identity/companyKey.ts';
import type { Source, SourceKey } from '../domain/model.ts';
import type { RawRecord } from '../domain/ports.ts';
import { byKind, isAmong } from './byKind.ts';
import { insertRows } from './insertRows.ts';
import { markChanged } from './markChanged.ts';
import type { Schema } from './schema.ts';

/** A record whose body is the JSON that is stored of it. */
export type WrittenRecord = Omit<RawRecord, 'body'> & { body: string };

export const written = (record: RawRecord): WrittenRecord => ({ ...record, body: JSON.stringify(record.body) });

type Stored = SourceKey & { deleted: number; body: string };

/**
 * Stripe does not say when a record was changed: its `modifiedAt` is when it was read, by a clock of ours that may be set back. It is
 * read by one at a time, so the last answer is the newest.
 */
const undated: Source = 'stripe';

/** Inserts rows or updates them where they are not older than what is stored; at most 500. */
export async function saveRows(
  trx: Transaction<Schema>,
  tenantId: string,
  records: readonly WrittenRecord[],
  at: number,
): Promise<void> {
  // One statement may not touch a row twice. The last one is the newest.
  const rows = [...new Map(records.map((r) => [`${r.kind}/${r.id}`, r])).values()].map((r) => ({
    tenant_id: tenantId,
    source: r.source,
    kind: r.kind,
    id: r.id,
    modified_at: r.modifiedAt,
    deleted: r.deleted ? 1 : 0,
    body: r.body,
    seen_at: at,
  }));
  const added = await insertRows(trx, rows, (values) =>
    trx
      .insertInto('source_record')
      .values(values)
      .onConflict((oc) => oc.columns(['tenant_id', 'source', 'kind', 'id']).doNothing())
      .returning(['source', 'kind', 'id']),
  );
  const isNew = new Set(added.map(keyText));
  const known = rows.filter((row) => !isNew.has(keyText(row)));
  await markChanged(trx, tenantId, [...added, ...(await differing(trx, tenantId, known))]);
  await insertRows(trx, known, (values) =>
    trx
      .insertInto('source_record')
      .values(values)
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'source', 'kind', 'id']).doUpdateSet((eb) => {
          const isNewest = eb.or([
            eb('excluded.source', '=', undated),
            eb('excluded.modified_at', '>=', eb.ref('source_record.modified_at')),
          ]);
          const newest = <C extends 'modified_at' | 'deleted' | 'body'>(column: C) =>
            eb
              .case()
              .when(isNewest)
              .then(eb.ref(`excluded.${column}`))
              .else(eb.ref(`source_record.${column}`))
              .end();
          return {
            modified_at: newest('modified_at'),
            deleted: newest('deleted'),
            body: newest('body'),
            seen_at: eb.ref('excluded.seen_at'),
          };
        }),
      ),
  );
}

/** Of these rows, which are stored in an earlier state, those that say something else. */
async function differing(trx: Transaction<Schema>, tenantId: string, records: readonly Stored[]): Promise<Stored[]> {
  const differ: Stored[] = [];
  for (const { source, kind, keys } of byKind(records)) {
    const rows = await trx
      .selectFrom('source_record')
      .select(['id', 'body', 'deleted'])
      .where(isAmong(tenantId, { source, kind, keys }))
      .execute();
    const stored = new Map(rows.map((row) => [row.id, row]));
    for (const r of keys) {
      const row = stored.get(r.id);
      if (row?.deleted !== r.deleted || row.body !== r.body) differ.push(r);
    }
  }
  return differ;
}
