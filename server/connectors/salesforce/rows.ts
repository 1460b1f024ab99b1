import type { ConnectorConfig, ConnectorDeps, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance, unreadableRows } from '../advance.ts';
import { type ApiRequest, bearer, requestJson, SourceError } from '../http.ts';
import { flag, instant, text } from '../read.ts';
import { rowsOf, saysMore } from '../rowsOf.ts';
import { apiVersion } from './fields.ts';
import { salesforceRef } from './salesforceRef.ts';

const pageRows = 2000;
/** Rows become visible in another order than their stamps say, so each pass begins so much before the end of the last one. */
const overlapMs = 5 * 60_000;

type Pull = { config: ConnectorConfig; deps: ConnectorDeps };

/**
 * The rows of an object, deleted ones included, by keyset on (SystemModstamp, Id): on from a cursor, and with the last page the cursor
 * of the next pass. Throws SourceError.
 */
export async function* readRows(
  { config, deps }: Pull,
  object: string,
  fields: readonly string[],
  cursor: string | null,
): AsyncIterable<PulledPage> {
  let after = cursor;
  for (;;) {
    const soql = `SELECT ${fields.join(', ')} FROM ${object}${where(after)} ORDER BY SystemModstamp, Id LIMIT ${pageRows}`;
    const rows = await query({ config, deps }, 'queryAll', soql, pageRows);
    const records = rows.flatMap((body) => toRecord(object, body) ?? []);
    const unreadable = unreadableRows('salesforce', object, rows, records);
    const last = cursorAfter(records.at(-1)) ?? after;
    const page = { stream: object, records, unreadable };
    if (rows.length < pageRows) return yield { ...page, cursor: null, ...nextFrom(last) };
    after = advance('salesforce', object, after, last);
    yield { ...page, cursor: after };
  }
}

/** `since <SystemModstamp>` of the row changed last, as a cursor: what changed after it. Null without rows. Throws SourceError. */
export async function newest(pull: Pull, object: string): Promise<string | null> {
  const soql = `SELECT Id, SystemModstamp FROM ${object} ORDER BY SystemModstamp DESC, Id LIMIT 1`;
  const [row] = await query(pull, 'queryAll', soql, 1);
  const at = instant(row, 'SystemModstamp');
  return at === null ? null : `since ${new Date(at).toISOString()}`;
}

/**
 * All rows that a query finds, in every batch of the server; reading ends once there are `enough`. `queryAll` finds deleted ones, too.
 * Throws SourceError, also for an answer that does not say whether and where there are more: rows that were not read would be taken for gone.
 */
export async function query(
  { config, deps }: Pull,
  path: 'query' | 'queryAll',
  soql: string,
  enough = Number.POSITIVE_INFINITY,
): Promise<unknown[]> {
  const rows: unknown[] = [];
  let request: ApiRequest = { path: `services/data/${apiVersion}/${path}`, query: { q: soql } };
  while (rows.length < enough) {
    const answer: unknown = await requestJson(config, bearer, request, deps);
    rows.push(...rowsOf('salesforce', answer, 'records'));
    if (saysMore('salesforce', answer, 'done')) break;
    // A limit above the server's batch size arrives in several batches.
    const next = advance('salesforce', 'a query', request.path, text(answer, 'nextRecordsUrl'));
    if (next === null)
      throw new SourceError(
        'salesforce',
        'badAnswer',
        'salesforce says there are more rows, but not where they begin.',
      );
    request = { path: next };
  }
  return rows;
}

/** A row as a record; null without id or stamp. */
export function toRecord(kind: string, body: unknown): RawRecord | null {
  const recordId = salesforceRef(body, 'Id');
  const modifiedAt = instant(body, 'SystemModstamp');
  if (recordId === null || modifiedAt === null) return null;
  // One that was merged away names its survivor: it stays, so that what leads to it leads on.
  const deleted = flag(body, 'IsDeleted') && salesforceRef(body, 'MasterRecordId') === null;
  return { source: 'salesforce', kind, id: recordId, modifiedAt, deleted, body };
}

/** `<SystemModstamp>|<Id>` of the last readable row. */
function cursorAfter(last: RawRecord | undefined): string | null {
  return last ? `${new Date(last.modifiedAt).toISOString()}|${last.id}` : null;
}

const form = /^(since )?(\d{4}-[\d:.TZ-]+)(?:\|([A-Za-z0-9]{18}))?$/;

/** `since <SystemModstamp>`: where the next pass begins. Nothing for a stream without rows; it is read again. */
function nextFrom(cursor: string | null): { next?: string } {
  const at = form.exec(cursor ?? '')?.[2];
  return at ? { next: `since ${at}` } : {};
}

/** A cursor that cannot be read starts the stream again: rows are saved by id, so nothing is doubled. */
function where(cursor: string | null): string {
  const [, since, at = '', lastId] = form.exec(cursor ?? '') ?? [];
  if (since) return ` WHERE SystemModstamp >= ${new Date(Date.parse(at) - overlapMs).toISOString()}`;
  return lastId ? ` WHERE SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${lastId}')` : '';
}
