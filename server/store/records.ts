import type { Source, SourceStates } from '../domain/model.ts';
import type { PulledPage, RawRecord } from '../domain/ports.ts';
import { batches } from './batches.ts';
import type { Store } from './openStore.ts';

/**
 * Saves one pulled page: rows first seen or newer than what is stored, and the cursor that continues after them, in the same
 * transaction. Pages over 500 rows are split; the cursor goes with the last part, so a kill in between only repeats the page.
 */
export async function savePage(
  store: Store,
  tenantId: string,
  source: Source,
  page: PulledPage,
  at: number,
): Promise<void> {
  const parts = batches(page.records);
  if (parts.length === 0) parts.push([]);
  for (const [index, part] of parts.entries()) {
    await store.transaction(async (trx) => {
      if (part.length > 0) {
        await trx
          .insertInto('source_record')
          .values(
            part.map((r) => ({
              tenant_id: tenantId,
              source: r.source,
              kind: r.kind,
              id: r.id,
              modified_at: r.modifiedAt,
              deleted: r.deleted ? 1 : 0,
              body: JSON.stringify(r.body),
              seen_at: at,
            })),
          )
          .onConflict((oc) =>
            oc
              .columns(['tenant_id', 'source', 'kind', 'id'])
              .doUpdateSet((eb) => ({
                modified_at: eb.ref('excluded.modified_at'),
                deleted: eb.ref('excluded.deleted'),
                body: eb.ref('excluded.body'),
                seen_at: eb.ref('excluded.seen_at'),
              }))
              .whereRef('excluded.modified_at', '>=', 'source_record.modified_at'),
          )
          .execute();
      }
      if (index === parts.length - 1) {
        const row = { cursor: page.cursor, done: page.cursor === null ? 1 : 0, at };
        await trx
          .insertInto('source_cursor')
          .values({ tenant_id: tenantId, source, stream: page.stream, ...row })
          .onConflict((oc) => oc.columns(['tenant_id', 'source', 'stream']).doUpdateSet(row))
          .execute();
      }
    });
  }
}

/** Where a stream was left: null when it has never been read. `done` means the last pull reached its end. */
export async function readCursor(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
): Promise<{ cursor: string | null; done: boolean } | null> {
  const row = await store.db
    .selectFrom('source_cursor')
    .select(['cursor', 'done'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .executeTakeFirst();
  return row ? { cursor: row.cursor, done: row.done === 1 } : null;
}

/** Records the outcome of a pull. A success clears the last error; an error keeps the last success, so that its data can be shown with its age. */
export async function markSource(
  store: Store,
  tenantId: string,
  source: Source,
  outcome: { successAt: number } | { error: string; at: number },
): Promise<void> {
  const change =
    'successAt' in outcome
      ? { last_success_at: outcome.successAt, last_error: null, last_error_at: null }
      : { last_error: outcome.error, last_error_at: outcome.at };
  await store.db
    .insertInto('source_state')
    .values({ tenant_id: tenantId, source, last_success_at: null, ...change })
    .onConflict((oc) => oc.columns(['tenant_id', 'source']).doUpdateSet(change))
    .execute();
}

/** How each connected source stands; a source that is not in `connected` is null. */
export async function readSourceStates(
  store: Store,
  tenantId: string,
  connected: readonly Source[],
): Promise<SourceStates> {
  const rows = await store.db.selectFrom('source_state').selectAll().where('tenant_id', '=', tenantId).execute();
  const states: SourceStates = { salesforce: null, hubspot: null, zendesk: null, stripe: null, file: null };
  // Files are not configured: what was imported is there.
  const all = rows.some((r) => r.source === 'file') ? [...connected, 'file' as const] : connected;
  for (const source of all) {
    const row = rows.find((r) => r.source === source);
    states[source] = { lastSuccessAt: row?.last_success_at ?? null, lastError: row?.last_error ?? null };
  }
  return states;
}

type RecordRow = { source: Source; kind: string; id: string; modified_at: number; deleted: number; body: string };

/** All stored records in key order, a page at a time, deleted ones included. */
export async function* eachRecord(
  store: Store,
  tenantId: string,
  filter: { source?: Source; kinds?: readonly string[] } = {},
  pageSize = 500,
): AsyncIterable<RawRecord> {
  let after: RecordRow | undefined;
  for (;;) {
    let query = store.db
      .selectFrom('source_record')
      .select(['source', 'kind', 'id', 'modified_at', 'deleted', 'body'])
      .where('tenant_id', '=', tenantId)
      .orderBy('source')
      .orderBy('kind')
      .orderBy('id')
      .limit(pageSize);
    if (filter.source) query = query.where('source', '=', filter.source);
    if (filter.kinds) query = query.where('kind', 'in', [...filter.kinds]);
    if (after) {
      const { source, kind, id } = after;
      query = query.where((eb) => eb(eb.refTuple('source', 'kind', 'id'), '>', eb.tuple(source, kind, id)));
    }
    const rows: RecordRow[] = await query.execute();
    for (const row of rows) yield toRecord(row);
    if (rows.length < pageSize) return;
    after = rows.at(-1);
  }
}

/** Every live record that is linked to the account. */
export async function readRecordsOfAccount(store: Store, tenantId: string, accountId: string): Promise<RawRecord[]> {
  const rows = await store.db
    .selectFrom('record_link as l')
    .innerJoin('source_record as r', (join) =>
      join
        .onRef('r.tenant_id', '=', 'l.tenant_id')
        .onRef('r.source', '=', 'l.source')
        .onRef('r.kind', '=', 'l.kind')
        .onRef('r.id', '=', 'l.id'),
    )
    .select(['r.source', 'r.kind', 'r.id', 'r.modified_at', 'r.deleted', 'r.body'])
    .where('l.tenant_id', '=', tenantId)
    .where('l.account_id', '=', accountId)
    .where('r.deleted', '=', 0)
    .orderBy('r.source')
    .orderBy('r.kind')
    .orderBy('r.id')
    .execute();
  return rows.map(toRecord);
}

function toRecord(row: RecordRow): RawRecord {
  return {
    source: row.source,
    kind: row.kind,
    id: row.id,
    modifiedAt: row.modified_at,
    deleted: row.deleted === 1,
    body: JSON.parse(row.body),
  };
}
