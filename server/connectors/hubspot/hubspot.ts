import type { Connector, PulledPage } from '../../domain/ports.ts';
import { placeOf } from '../cursor.ts';
import { bearer, requestJson } from '../http.ts';
import { inOneCurrency } from '../oneCurrency.ts';
import { integer } from '../read.ts';
import { rowsOf } from '../rowsOf.ts';
import { takeAbsorbed } from './absorbed.ts';
import { failedInputs } from './answers.ts';
import { normaliseHubspot } from './normaliseHubspot.ts';
import { Place, readAll, readChanges } from './passes.ts';
import { openReader, type Reader } from './reader.ts';
import { apiVersion, dispensable, type Stream, streams } from './streams.ts';
import { receiveHubspot } from './webhook.ts';

/** The pages of a pass from a cursor on; everything (null) as of `nowMs`. Throws SourceError. */
async function* readPages(reader: Reader, cursor: string | null, nowMs: number): AsyncIterable<PulledPage> {
  let place = placeOf(Place, cursor) ?? { startedMs: nowMs, archived: false, after: null };
  for (;;) {
    const page: PulledPage = await ('startedMs' in place ? readAll(reader, place) : readChanges(reader, place));
    yield page;
    const next = placeOf(Place, page.cursor);
    if (next === null) return;
    place = next;
  }
}

/**
 * HubSpot's CRM on its dated paths: a full pass by list, then what has changed by search. The owner and the associated companies are
 * embedded into the stored body under `owner` and `associations`. A search does not find what was archived, nor does an association
 * that changed touch its objects; both are seen by the next full pass. The list of what is archived can be neither filtered nor ordered
 * by time, so it is not read more often than that. What was merged away is named by the record that survived.
 */
export const hubspot: Connector = {
  source: 'hubspot',
  streams: Object.keys(streams),
  dispensable,
  kindOf: (stream) => streams[stream as Stream].kind,
  feed: { retentionMs: null, tellsDeletes: false },

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const reader = await openReader(config, stream, deps, cursor);
    yield* inOneCurrency(reader.currency, cursor, (from) => readPages(reader, from, deps.now()));
  },

  async count(config, stream, deps) {
    const answer = await requestJson(
      config,
      bearer,
      { path: `crm/objects/${apiVersion}/${stream}/search`, body: { limit: 1 } },
      deps,
    );
    return integer(answer, 'total');
  },

  webhooks: {
    receive: (delivery, { instance }) => receiveHubspot(delivery, instance),
    async refetch(config, stream, ids, deps) {
      const reader = await openReader(config, stream, deps);
      const inputs = ids.map((id) => ({ id }));
      const path = `crm/objects/${apiVersion}/${stream}/batch/read`;
      const answer = await reader.call({ path, body: { inputs, properties: reader.properties } });
      const rows = rowsOf('hubspot', answer, 'results');
      const records = await reader.toRecords(rows);
      const unreadable = rows.length - records.length + failedInputs(answer);
      return { records: takeAbsorbed(reader.stream, records, new Set(ids)), unreadable };
    },
  },

  normalise: normaliseHubspot,
};
