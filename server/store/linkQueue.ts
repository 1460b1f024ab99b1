import type { Transaction } from 'kysely';
import { companyKinds, personKinds } from '../domain/identity/companyKey.ts';
import type { SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind, isAfter, isAmong } from './byKind.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import { pagesOf } from './pagesOf.ts';
import { addMarks, clearMarks, type MarkedRecord } from './recordMarks.ts';
import type { Schema } from './schema.ts';

/** Companies are linked all together, people before what they asked for, then the rest. */
export type Rank = 'company' | 'person' | 'rest';

const kindsOf: Record<Exclude<Rank, 'rest'>, readonly string[]> = {
  company: [...new Set(Object.values(companyKinds))],
  person: [...new Set(Object.values(personKinds))].filter((kind) => kind !== ''),
};
const ranked = [...kindsOf.company, ...kindsOf.person];

/** Says that records changed, inside the transaction that changes them. */
export async function enqueue(
  trx: Transaction<Schema>,
  tenantId: string,
  records: readonly SourceKey[],
): Promise<void> {
  await addMarks(trx, 'link_queue', tenantId, records);
}

/** Takes linked records off the queue. */
export async function clearQueue(
  trx: Transaction<Schema>,
  tenantId: string,
  linked: readonly MarkedRecord[],
): Promise<void> {
  await clearMarks(trx, 'link_queue', tenantId, linked);
}

/** Says that every record of these accounts is to be linked again that comes after `rank`, inside the transaction that changed a link of that rank. */
export async function enqueueOfAccounts(
  trx: Transaction<Schema>,
  tenantId: string,
  accountIds: Iterable<string>,
  rank: Exclude<Rank, 'rest'>,
): Promise<void> {
  const before = rank === 'company' ? kindsOf.company : ranked;
  for (const part of batches([...accountIds].sort())) {
    const found = await trx
      .selectFrom('record_link')
      .select(['source', 'kind', 'id'])
      .where('tenant_id', '=', tenantId)
      .where('account_id', 'in', part)
      .where('kind', 'not in', before)
      .execute();
    await enqueue(trx, tenantId, found);
  }
}

/** Says that the records are to be linked again whose link rests on one of these keys, inside the transaction that changed what the keys stand for. */
export async function enqueueDependents(
  trx: Transaction<Schema>,
  tenantId: string,
  keys: readonly string[],
): Promise<void> {
  for (const part of batches([...new Set(keys)].sort())) {
    const found = await trx
      .selectFrom('link_dependency')
      .select(['source', 'kind', 'id'])
      .distinct()
      .where('tenant_id', '=', tenantId)
      .where('on_key', 'in', part)
      .execute();
    await enqueue(trx, tenantId, found);
  }
}

/** Says it of every stored and every linked record, a transaction for each 500. */
export async function enqueueAll(store: Store, tenantId: string): Promise<void> {
  for (const table of ['source_record', 'record_link'] as const) {
    const pages = pagesOf<SourceKey>(500, (after, size) => {
      const query = store.db
        .selectFrom(table)
        .select(['source', 'kind', 'id'])
        .where('tenant_id', '=', tenantId)
        .orderBy('source')
        .orderBy('kind')
        .orderBy('id')
        .limit(size);
      return (after ? query.where(isAfter(after)) : query).execute();
    });
    for await (const page of pages) await store.transaction((trx) => enqueue(trx, tenantId, page));
  }
}

/** The next records of a rank after `after`, in key order. */
export async function readQueue(
  store: Store,
  tenantId: string,
  rank: Rank,
  after: SourceKey | undefined,
  limit: number,
): Promise<MarkedRecord[]> {
  let query = store.db
    .selectFrom('link_queue')
    .select(['source', 'kind', 'id', 'marks'])
    .where('tenant_id', '=', tenantId)
    .orderBy('source')
    .orderBy('kind')
    .orderBy('id')
    .limit(limit);
  query = rank === 'rest' ? query.where('kind', 'not in', ranked) : query.where('kind', 'in', [...kindsOf[rank]]);
  return (after ? query.where(isAfter(after)) : query).execute();
}

/** How many records wait. */
export async function countQueue(store: Store, tenantId: string): Promise<number> {
  const { n } = await store.db
    .selectFrom('link_queue')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/**
 * Makes what the links of these records rest on what it is now, inside the transaction that saves the links. `former` are those of them
 * that may rest on something already, and those that have no link any more.
 */
export async function saveDependencies(
  trx: Transaction<Schema>,
  tenantId: string,
  links: readonly (SourceKey & { dependsOn: readonly string[] })[],
  former: readonly SourceKey[],
): Promise<void> {
  for (const group of byKind(former)) await trx.deleteFrom('link_dependency').where(isAmong(tenantId, group)).execute();
  const rows = links.flatMap(({ source, kind, id, dependsOn }) =>
    dependsOn.map((on_key) => ({ tenant_id: tenantId, source, kind, id, on_key })),
  );
  for (const part of batches(rows))
    await insertRows(trx, part, (values) => trx.insertInto('link_dependency').values(values));
}
