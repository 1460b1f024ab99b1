import type { Transaction } from 'kysely';
import { keyText } from '../domain/identity/companyKey.ts';
import type { SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind, isAmong } from './byKind.ts';
import { insertRows } from './insertRows.ts';
import type { Schema } from './schema.ts';

/** A record on a list of what is still to be done, and how often that was said. */
export type MarkedRecord = SourceKey & { marks: number };

/** Lists of records. Said often, a record is one row that counts. */
type List = 'link_queue' | 'identity_change';

/** Puts records on a list, inside the transaction that is the reason. */
export async function addMarks(
  trx: Transaction<Schema>,
  list: List,
  tenantId: string,
  records: readonly SourceKey[],
): Promise<void> {
  const distinct = [...new Map(records.map((r) => [keyText(r), r])).values()];
  for (const part of batches(distinct)) {
    const rows = part.map(({ source, kind, id }) => ({ tenant_id: tenantId, source, kind, id, marks: 1 }));
    await insertRows(trx, rows, (values) =>
      trx
        .insertInto(list)
        .values(values)
        .onConflict((oc) =>
          oc
            .columns(['tenant_id', 'source', 'kind', 'id'])
            .doUpdateSet((eb) => ({ marks: eb(eb.ref(`${list}.marks`), '+', 1) })),
        ),
    );
  }
}

/** Takes records off a list, except those that were said again since they were read, inside the transaction that has done it. */
export async function clearMarks(
  trx: Transaction<Schema>,
  list: List,
  tenantId: string,
  done: readonly MarkedRecord[],
): Promise<void> {
  for (const part of batches(done))
    for (const group of byKind(part))
      for (const [marks, keys] of Map.groupBy(group.keys, (k) => k.marks))
        await trx
          .deleteFrom(list)
          .where(isAmong(tenantId, { ...group, keys }))
          .where('marks', '=', marks)
          .execute();
}
