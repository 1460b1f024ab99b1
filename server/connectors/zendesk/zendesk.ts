import type { Connector, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance, unreadableRows } from '../advance.ts';
import { requestJson, type Scheme, SourceError } from '../http.ts';
import { id, instant, integer, list, read, text } from '../read.ts';
import { rowsOf, saysMore } from '../rowsOf.ts';
import { breachDays, breachPage } from './breaches.ts';
import { normaliseZendesk } from './normaliseZendesk.ts';
import { receiveZendesk } from './webhook.ts';

const pageRows = 1000;
/** Zendesk refuses a start time that is more recent. */
const leastAgeMs = 5 * 60_000;
const streams = {
  organizations: { kind: 'organization' },
  users: { kind: 'user' },
  tickets: { kind: 'ticket' },
  ticket_metric_events: { kind: 'ticket_metric_event' },
} as const;
type Stream = keyof typeof streams;
/** Exports by time alone. */
const timed: ReadonlySet<string> = new Set(['organizations', 'ticket_metric_events'] satisfies Stream[]);

/** `e-mail/token:API token`, as Zendesk's basic authentication takes it. */
const basic: Scheme = (secret) => `Basic ${Buffer.from(secret).toString('base64')}`;

/**
 * Zendesk over its incremental exports. Tickets and users have cursors; organisations and metric events only time, where the rows of the
 * last second repeat and are dropped. Of the metric events only the breaches are kept. Where an export ended, the next pull goes on; deleted records come as such. Ticket metrics are side-loaded
 * and stored with the ticket under `metric_set`.
 */
export const zendesk: Connector = {
  source: 'zendesk',
  streams: Object.keys(streams),
  dispensable: new Set(['ticket_metric_events'] satisfies Stream[]),
  kindOf: (stream) => streams[stream as Stream].kind,
  feed: { retentionMs: null, tellsDeletes: true },

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const call = (path: string, query: Record<string, string>) => requestJson(config, basic, { path, query }, deps);
    const latest = Math.floor((deps.now() - leastAgeMs) / 1000);
    let after = cursor;
    let seen = new Set<string>();
    const isTimed = timed.has(stream);
    const isBreaches = stream === 'ticket_metric_events';
    const first = isBreaches ? Math.floor(deps.now() / 1000) - breachDays * 86_400 : 0;
    for (;;) {
      const answer = await (isTimed
        ? call(`api/v2/incremental/${stream}.json`, {
            start_time: String(Math.min(Number(after ?? first), latest)),
            per_page: String(pageRows),
          })
        : call(`api/v2/incremental/${stream}/cursor.json`, {
            ...(after === null ? { start_time: '0' } : { cursor: after }),
            per_page: String(pageRows),
            ...(stream === 'tickets' ? { include: 'metric_sets' } : {}),
          }));
      const rows = rowsOf('zendesk', answer, stream);
      const { ids, ...found } = isBreaches ? await breachPage(rows, seen, call) : rowPage(stream, answer, seen);
      const page = { stream, ...found };
      seen = new Set(isTimed ? ids : []);
      const given = isTimed ? integer(answer, 'end_time')?.toString() : text(answer, 'after_cursor');
      const next = given ?? after;
      // An export by time may not say whether it has ended; then it has when a page is not full.
      const isSilent = isTimed && read(answer, 'end_of_stream') === undefined;
      const ended = isSilent ? rows.length < pageRows : saysMore('zendesk', answer, 'end_of_stream');
      if (ended) return yield { ...page, cursor: null, ...(next === null ? {} : { next }) };
      if (next === null)
        throw new SourceError(
          'zendesk',
          'badAnswer',
          `zendesk says there are more ${stream}, but not where they begin.`,
        );
      after = advance('zendesk', stream, after, next);
      yield { ...page, cursor: after };
    }
  },

  async count(config, stream, deps) {
    if (stream === 'ticket_metric_events') return null;
    return integer(await requestJson(config, basic, { path: `api/v2/${stream}/count.json` }, deps), 'count.value');
  },

  webhooks: {
    receive: receiveZendesk,
    async refetch(config, stream, ids, deps) {
      const query = { ids: ids.join(','), ...(stream === 'tickets' ? { include: 'metric_sets' } : {}) };
      const path = `api/v2/${stream}/show_many.json`;
      const answer = await requestJson(config, basic, { path, query }, deps);
      const records = toRecords(stream, answer);
      return { records, unreadable: rowsOf('zendesk', answer, stream).length - records.length };
    },
  },

  normalise: normaliseZendesk,
};

/** The records of a page other than those seen before, and the ids of all. */
function rowPage(stream: string, answer: unknown, seen: ReadonlySet<string>) {
  const records = toRecords(stream, answer);
  return {
    records: records.filter((r) => !seen.has(r.id)),
    unreadable: unreadableRows('zendesk', stream, rowsOf('zendesk', answer, stream), records),
    ids: records.map((r) => r.id),
  };
}

/**
 * The rows of an answer that have an id and a time, with the metrics of tickets, wherever Zendesk has put them. Every ticket has them, so
 * where there are none they are left out, and what is stored of them stays. Throws SourceError for an answer without rows.
 */
function toRecords(stream: string, answer: unknown): RawRecord[] {
  const { kind } = streams[stream as Stream];
  const metrics = new Map(list(answer, 'metric_sets').map((m) => [id(m, 'ticket_id'), m]));
  return rowsOf('zendesk', answer, stream).flatMap((row): RawRecord[] => {
    const recordId = id(row, 'id');
    const modifiedAt = instant(row, 'updated_at');
    if (recordId === null || modifiedAt === null) return [];
    const metricSet = metrics.get(recordId) ?? read(row, 'metric_set');
    const body = stream === 'tickets' && metricSet !== undefined ? { ...(row as object), metric_set: metricSet } : row;
    const deleted =
      text(row, 'status') === 'deleted' || instant(row, 'deleted_at') !== null || read(row, 'active') === false;
    return [{ source: 'zendesk', kind, id: recordId, modifiedAt, deleted, body }];
  });
}
