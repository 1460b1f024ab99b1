import { setImmediate } from 'node:timers/promises';
import { keyText } from '../domain/identity/companyKey.ts';
import type { Source, SourceKey, SourceStates } from '../domain/model.ts';
import type { BudgetUse, PulledPage, RawRecord } from '../domain/ports.ts';
import { batches } from './batches.ts';
import { byKind, isAfter, isAmong } from './byKind.ts';
import type { Store } from './openStore.ts';
import { pagesOf } from './pagesOf.ts';
import { saveRows, type WrittenRecord, written } from './saveRows.ts';

/**
 * Saves one pulled page: rows first seen or newer than what is stored, and the cursor that continues after them, in the same
 * transaction. Pages over 500 rows are split; the cursor goes with the last part, so a kill in between only repeats the page.
 * Every row counts as seen, an older one too. `fullStartedAt` is when the full pass began that the page is a part of.
 */
export function savePage(
  store: Store,
  tenantId: string,
  source: Source,
  page: PulledPage,
  at: number,
  fullStartedAt: number | null = null,
): Promise<void> {
  return saveWrittenPage(store, { tenantId, source, page: writeOut(page), at, fullStartedAt });
}

/** A page to save, as data that can be handed to another thread. */
export type PageToSave = {
  tenantId: string;
  source: Source;
  page: Omit<PulledPage, 'records'> & { records: WrittenRecord[] };
  at: number;
  fullStartedAt: number | null;
};

/** The same page with its bodies as they are stored. */
export function writeOut(page: PulledPage): PageToSave['page'] {
  return { ...page, records: page.records.map(written) };
}

/** As `savePage`. */
export async function saveWrittenPage(
  store: Store,
  { tenantId, source, page, at, fullStartedAt }: PageToSave,
): Promise<void> {
  const parts = [...batches(page.records)];
  if (parts.length === 0) parts.push([]);
  for (const [index, part] of parts.entries()) {
    await store.transaction(async (trx) => {
      await saveRows(trx, tenantId, part, at);
      if (index === parts.length - 1) {
        const row = {
          cursor: page.cursor ?? page.next ?? null,
          done: page.cursor === null ? 1 : 0,
          at,
          full_started_at: fullStartedAt,
        };
        await trx
          .insertInto('source_cursor')
          .values({
            tenant_id: tenantId,
            source,
            stream: page.stream,
            full_ended_at: null,
            full_wanted_at: null,
            ...row,
          })
          .onConflict((oc) => oc.columns(['tenant_id', 'source', 'stream']).doUpdateSet(row))
          .execute();
      }
    });
  }
}

/** Where a stream was left. `done`: the last pass reached its end. `at`: when its last page was saved. Instants are epoch milliseconds. */
export type StreamPlace = {
  cursor: string | null;
  done: boolean;
  at: number;
  fullStartedAt: number | null;
  fullEndedAt: number | null;
  /** From when on a full pass is due, because something was missed. */
  fullWantedAt: number | null;
};

/** Where a stream was left; null when it has never been read. */
export async function readCursor(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
): Promise<StreamPlace | null> {
  const row = await store.db
    .selectFrom('source_cursor')
    .select(['cursor', 'done', 'at', 'full_started_at', 'full_ended_at', 'full_wanted_at'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .executeTakeFirst();
  if (!row) return null;
  return {
    cursor: row.cursor,
    done: row.done === 1,
    at: row.at,
    fullStartedAt: row.full_started_at,
    fullEndedAt: row.full_ended_at,
    fullWantedAt: row.full_wanted_at,
  };
}

/** Records the outcome of a pull. A success clears the last error; an error keeps the last success, so that its data can be shown with its age. */
export async function markSource(
  store: Store,
  tenantId: string,
  source: Source,
  outcome: { successAt: number } | { error: string; at: number },
  budget: BudgetUse | null = null,
): Promise<void> {
  const used = {
    budget_used: budget?.used ?? null,
    budget_limit: budget?.limit ?? null,
    budget_window_ms: budget?.windowMs ?? null,
  };
  const change =
    'successAt' in outcome
      ? { last_success_at: outcome.successAt, last_error: null, last_error_at: null, ...used }
      : { last_error: outcome.error, last_error_at: outcome.at, ...used };
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

const recordColumns = ['source', 'kind', 'id', 'modified_at', 'deleted', 'body'] as const;
type RecordRow = { source: Source; kind: string; id: string; modified_at: number; deleted: number; body: string };

/** All stored records in key order, a page at a time, deleted ones included. */
export async function* eachRecord(
  store: Store,
  tenantId: string,
  filter: { source?: Source; kinds?: readonly string[] } = {},
  pageSize = 200,
): AsyncIterable<RawRecord> {
  const { source, kinds } = filter;
  const pages = pagesOf<RecordRow>(pageSize, (after, size) => {
    let query = store.db
      .selectFrom('source_record')
      .select(recordColumns)
      .where('tenant_id', '=', tenantId)
      .orderBy('source')
      .orderBy('kind')
      .orderBy('id')
      .limit(size);
    if (source) query = query.where('source', '=', source);
    if (kinds) query = query.where('kind', 'in', [...kinds]);
    return (after ? query.where(isAfter(after)) : query).execute();
  });
  for await (const page of pages) {
    for (const row of page) yield toRecord(row);
    // Requests of the same process get their turn.
    await setImmediate();
  }
}

/** Those of these records that are stored, deleted ones included, in no particular order. */
export async function readRecords(store: Store, tenantId: string, keys: readonly SourceKey[]): Promise<RawRecord[]> {
  const found: RawRecord[] = [];
  for (const group of byKind(keys)) {
    const rows = await store.db
      .selectFrom('source_record')
      .select(recordColumns)
      .where(isAmong(tenantId, group))
      .execute();
    for (const row of rows) found.push(toRecord(row));
  }
  return found;
}

/** Every live record that is linked to one of the accounts, by account, in key order. */
export async function readRecordsOfAccounts(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, RawRecord[]>> {
  const read = store.engine === 'sqlite' ? readJoined : readInTwoSteps;
  const records = new Map<string, RawRecord[]>();
  for (const { accountId, record } of await read(store, tenantId, accountIds)) {
    const of = records.get(accountId);
    if (of) of.push(record);
    else records.set(accountId, [record]);
  }
  // Here and not there: a database that sorts them copies every body.
  for (const of of records.values()) of.sort(inKeyOrder);
  return records;
}

type RecordOfAccount = { accountId: string; record: RawRecord };

/** SQLite follows the links in any case, and this is one statement. */
async function readJoined(store: Store, tenantId: string, accountIds: readonly string[]): Promise<RecordOfAccount[]> {
  const rows = await store.db
    .selectFrom('record_link as l')
    .innerJoin('source_record as r', (join) =>
      join
        .onRef('r.tenant_id', '=', 'l.tenant_id')
        .onRef('r.source', '=', 'l.source')
        .onRef('r.kind', '=', 'l.kind')
        .onRef('r.id', '=', 'l.id'),
    )
    .select(['l.account_id', 'r.source', 'r.kind', 'r.id', 'r.modified_at', 'r.deleted', 'r.body'])
    .where('l.tenant_id', '=', tenantId)
    .where('l.account_id', 'in', accountIds)
    .where('r.deleted', '=', 0)
    .execute();
  return rows.map(({ account_id, ...row }) => ({ accountId: account_id ?? '', record: toRecord(row) }));
}

/** PostgreSQL joins a table that was just filled, and of which it has no statistics yet, by reading all of its records. */
async function readInTwoSteps(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<RecordOfAccount[]> {
  const links = await store.db
    .selectFrom('record_link')
    .select(['account_id', 'source', 'kind', 'id'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', accountIds)
    .execute();
  const accountOf = new Map(links.map((link) => [keyText(link), link.account_id ?? '']));
  const found: RecordOfAccount[] = [];
  for (const { keys } of byKind(links))
    for (const part of batches(keys))
      for (const record of await readRecords(store, tenantId, part))
        if (!record.deleted) found.push({ accountId: accountOf.get(keyText(record)) ?? '', record });
  return found;
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const inKeyOrder = (a: SourceKey, b: SourceKey) =>
  order(a.source, b.source) || order(a.kind, b.kind) || order(a.id, b.id);

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
