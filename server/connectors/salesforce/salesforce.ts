import type { Connector, ConnectorConfig, ConnectorDeps, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance, unreadableRows } from '../advance.ts';
import { type ApiRequest, bearer, requestJson, SourceError } from '../http.ts';
import { flag, instant, integer, list, read, text } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { apiVersion, dispensable, type Kind, kinds, selectFields } from './fields.ts';
import { normaliseSalesforce, salesforceRef } from './normaliseSalesforce.ts';

const pageRows = 2000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Rows become visible in another order than their stamps say, so each pass begins so much before the end of the last one. */
const overlapMs = 5 * 60_000;

/**
 * Salesforce over REST and SOQL. Pages by keyset on (SystemModstamp, Id), so that any page can be the start after a kill, and the
 * next pass goes on from the last stamp. SystemModstamp, because LastModifiedDate misses changes made by the system. `queryAll` also
 * brings what was deleted or merged, as long as it is in the recycle bin: 15 days.
 */
export const salesforce: Connector = {
  source: 'salesforce',
  streams: kinds,
  kindOf: (stream) => stream,
  feed: { retentionMs: 14 * dayMs, tellsDeletes: true },
  // An assignment that was deleted is not in the recycle bin; it can be queried for twelve hours. And neither a territory that is renamed
  // nor a model that is activated touches its assignments, so they are read in full every week.
  feedOf: { ObjectTerritory2Association: { retentionMs: 11 * hourMs, tellsDeletes: false } },

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const kind = stream as Kind;
    const selected = await unlessHidden(dispensable.has(kind), selectFields(config, kind, deps));
    if (selected === null) return yield { stream, records: [], cursor: null };
    let after = cursor;
    for (;;) {
      const soql = `SELECT ${selected.join(', ')} FROM ${kind}${where(after)} ORDER BY SystemModstamp, Id LIMIT ${pageRows}`;
      let answer = await query(config, { path: `services/data/${apiVersion}/queryAll`, query: { q: soql } }, deps);
      const rows = [...answer.records];
      // A limit above the server's batch size arrives in several batches.
      while (answer.next !== null && rows.length < pageRows) {
        answer = await query(config, { path: answer.next }, deps);
        rows.push(...answer.records);
      }
      const records = rows.flatMap((body) => toRecord(kind, body) ?? []);
      const unreadable = unreadableRows('salesforce', stream, rows, records);
      const last = cursorAfter(records.at(-1)) ?? after;
      if (rows.length < pageRows) return yield { stream, records, unreadable, cursor: null, ...nextFrom(last) };
      after = advance('salesforce', stream, after, last);
      yield { stream, records, unreadable, cursor: after };
    }
  },

  async count(config, stream, deps) {
    const soql = `SELECT COUNT() FROM ${stream}`;
    const path = `services/data/${apiVersion}/query`;
    const asked = requestJson(config, bearer, { path, query: { q: soql } }, deps);
    return integer(await unlessHidden(dispensable.has(stream as Kind), asked), 'totalSize');
  },

  normalise: normaliseSalesforce,
};

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

async function query(
  config: ConnectorConfig,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<{ records: unknown[]; next: string | null }> {
  const answer = await requestJson(config, bearer, request, deps);
  if (!Array.isArray(read(answer, 'records')))
    throw new SourceError('salesforce', 'badAnswer', 'salesforce sent a query answer without records.');
  return {
    records: list(answer, 'records'),
    next: read(answer, 'done') === false ? text(answer, 'nextRecordsUrl') : null,
  };
}

function toRecord(kind: Kind, body: unknown): RawRecord | null {
  const recordId = salesforceRef(body, 'Id');
  const modifiedAt = instant(body, 'SystemModstamp');
  if (recordId === null || modifiedAt === null) return null;
  // One that was merged away names its survivor: it stays, so that what leads to it leads on.
  const deleted = flag(body, 'IsDeleted') && salesforceRef(body, 'MasterRecordId') === null;
  return { source: 'salesforce', kind, id: recordId, modifiedAt, deleted, body };
}
