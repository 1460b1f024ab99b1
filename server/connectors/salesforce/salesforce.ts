import type { Connector, ConnectorConfig, ConnectorDeps, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance } from '../advance.ts';
import { type ApiRequest, requestJson, SourceError } from '../http.ts';
import { flag, instant, integer, list, read, text } from '../read.ts';
import { apiVersion, dispensable, type Kind, kinds, selectFields } from './fields.ts';
import { normaliseSalesforce, salesforceRef } from './normaliseSalesforce.ts';

const pageRows = 2000;

/**
 * Salesforce over REST and SOQL. Pages by keyset on (SystemModstamp, Id), so that any page can be the start after a kill, and the
 * same cursor continues incrementally. SystemModstamp, because LastModifiedDate misses changes made by the system.
 */
export const salesforce: Connector = {
  source: 'salesforce',
  streams: kinds,

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const kind = stream as Kind;
    const selected = await unlessHidden(kind, selectFields(config, kind, deps));
    if (selected === null) return yield { stream, records: [], cursor: null };
    let after = cursor;
    for (;;) {
      const soql = `SELECT ${selected.join(', ')} FROM ${kind}${where(after)} ORDER BY SystemModstamp, Id LIMIT ${pageRows}`;
      let answer = await query(config, { path: `services/data/${apiVersion}/query`, query: { q: soql } }, deps);
      const rows = [...answer.records];
      // A limit above the server's batch size arrives in several batches.
      while (answer.next !== null && rows.length < pageRows) {
        answer = await query(config, { path: answer.next }, deps);
        rows.push(...answer.records);
      }
      const records = rows.flatMap((body) => toRecord(kind, body) ?? []);
      after = advance('salesforce', stream, after, rows.length >= pageRows ? cursorAfter(kind, rows.at(-1)) : null);
      yield { stream, records, cursor: after };
      if (after === null) return;
    }
  },

  async count(config, stream, deps) {
    const soql = `SELECT COUNT() FROM ${stream}`;
    const path = `services/data/${apiVersion}/query`;
    const asked = requestJson(config, `Bearer ${config.secret}`, { path, query: { q: soql } }, deps);
    return integer(await unlessHidden(stream as Kind, asked), 'totalSize');
  },

  normalise: normaliseSalesforce,
};

/** What was asked, or null for an object that can be done without and that the org does not have or show. */
async function unlessHidden<T>(kind: Kind, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const isHidden = error instanceof SourceError && (error.kind === 'refused' || error.kind === 'forbidden');
    if (isHidden && dispensable.has(kind)) return null;
    throw error;
  }
}

/** `<SystemModstamp>|<Id>` of the last row of a full page. */
function cursorAfter(kind: Kind, last: unknown): string {
  const record = toRecord(kind, last);
  if (record !== null) return `${new Date(record.modifiedAt).toISOString()}|${record.id}`;
  throw new SourceError('salesforce', 'badAnswer', `salesforce sent a ${kind} without Id and SystemModstamp.`);
}

/** A cursor that cannot be read starts the stream again: rows are saved by id, so nothing is doubled. */
function where(cursor: string | null): string {
  const [, at, lastId] = /^([\d:.TZ-]+)\|([A-Za-z0-9]{18})$/.exec(cursor ?? '') ?? [];
  return at && lastId ? ` WHERE SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${lastId}')` : '';
}

async function query(
  config: ConnectorConfig,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<{ records: unknown[]; next: string | null }> {
  const answer = await requestJson(config, `Bearer ${config.secret}`, request, deps);
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
  return { source: 'salesforce', kind, id: recordId, modifiedAt, deleted: flag(body, 'IsDeleted'), body };
}
