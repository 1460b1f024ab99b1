import type { Source } from '../domain/model.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** How a field that is relied on stands. `*` is the stream as a whole. Instants are epoch milliseconds. */
export type FieldState = Omit<Schema['source_drift'], 'tenant_id' | 'source' | 'stream'>;

/** The fields of a stream that have been seen, by name. */
export async function readFields(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
): Promise<Map<string, FieldState>> {
  const rows = await store.db
    .selectFrom('source_drift')
    .select(['field', 'what', 'since', 'last_good_at'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .execute();
  return new Map(rows.map((row) => [row.field, row]));
}

/** Stores how fields stand now. */
export async function saveFields(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
  fields: readonly FieldState[],
): Promise<void> {
  if (fields.length === 0) return;
  await store.db
    .insertInto('source_drift')
    .values(fields.map((field) => ({ tenant_id: tenantId, source, stream, ...field })))
    .onConflict((oc) =>
      oc.columns(['tenant_id', 'source', 'stream', 'field']).doUpdateSet((eb) => ({
        what: eb.ref('excluded.what'),
        since: eb.ref('excluded.since'),
        last_good_at: eb.ref('excluded.last_good_at'),
      })),
    )
    .execute();
}

/** Whether something of a kind is stored and not deleted. */
export async function hasLive(store: Store, tenantId: string, source: Source, kind: string): Promise<boolean> {
  const row = await store.db
    .selectFrom('source_record')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('kind', '=', kind)
    .where('deleted', '=', 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The stored bodies of some records of a kind, by id; at most 500 in one query. */
export async function readBodies(
  store: Store,
  tenantId: string,
  source: Source,
  kind: string,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  const bodies = new Map<string, unknown>();
  for (let i = 0; i < ids.length; i += 500) {
    const rows = await store.db
      .selectFrom('source_record')
      .select(['id', 'body'])
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where('id', 'in', ids.slice(i, i + 500))
      .execute();
    for (const row of rows) bodies.set(row.id, JSON.parse(row.body));
  }
  return bodies;
}
