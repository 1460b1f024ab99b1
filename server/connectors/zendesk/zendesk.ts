import type { Connector, ConnectorConfig, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance } from '../advance.ts';
import { requestJson } from '../http.ts';
import { id, instant, integer, list, read, text } from '../read.ts';
import { normaliseZendesk } from './normaliseZendesk.ts';

const pageRows = 1000;
const streams = {
  organizations: { kind: 'organization' },
  users: { kind: 'user' },
  tickets: { kind: 'ticket' },
} as const;
type Stream = keyof typeof streams;

function authorization(config: ConnectorConfig): string {
  return `Basic ${Buffer.from(config.secret).toString('base64')}`;
}

/**
 * Zendesk over its incremental exports. Tickets and users have cursors; organisations only time, where the rows of the last second
 * repeat and are dropped. Ticket metrics are side-loaded and stored with the ticket under `metric_set`.
 */
export const zendesk: Connector = {
  source: 'zendesk',
  streams: Object.keys(streams),

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const { kind } = streams[stream as Stream];
    const call = (path: string, query: Record<string, string>) =>
      requestJson(config, authorization(config), { path, query }, deps);
    let after = cursor;
    let seen = new Set<string>();
    do {
      const answer =
        stream === 'organizations'
          ? await call('api/v2/incremental/organizations.json', {
              start_time: after ?? '0',
              per_page: String(pageRows),
            })
          : await call(`api/v2/incremental/${stream}/cursor.json`, {
              ...(after === null ? { start_time: '0' } : { cursor: after }),
              per_page: String(pageRows),
              ...(stream === 'tickets' ? { include: 'metric_sets' } : {}),
            });
      const metrics = new Map(list(answer, 'metric_sets').map((m) => [id(m, 'ticket_id'), m]));
      const records = list(answer, stream).flatMap((row): RawRecord[] => {
        const recordId = id(row, 'id');
        const modifiedAt = instant(row, 'updated_at');
        if (recordId === null || modifiedAt === null || seen.has(recordId)) return [];
        const body = stream === 'tickets' ? { ...(row as object), metric_set: metrics.get(recordId) ?? null } : row;
        const deleted =
          text(row, 'status') === 'deleted' || instant(row, 'deleted_at') !== null || read(row, 'active') === false;
        return [{ source: 'zendesk', kind, id: recordId, modifiedAt, deleted, body }];
      });
      seen = new Set(stream === 'organizations' ? records.map((r) => r.id) : []);
      const next = stream === 'organizations' ? integer(answer, 'end_time') : text(answer, 'after_cursor');
      // Not every export says whether it has ended; one that does not has ended when a page is not full.
      const ended = read(answer, 'end_of_stream') ?? list(answer, stream).length < pageRows;
      after = advance('zendesk', stream, after, ended === true || next === null ? null : String(next));
      yield { stream, records, cursor: after };
    } while (after !== null);
  },

  async count(config, stream, deps) {
    return integer(
      await requestJson(config, authorization(config), { path: `api/v2/${stream}/count.json` }, deps),
      'count.value',
    );
  },

  normalise: normaliseZendesk,
};
