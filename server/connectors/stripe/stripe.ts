import * as z from 'zod/mini';
import type { Connector, ConnectorConfig, ConnectorDeps, PulledPage } from '../../domain/ports.ts';
import { placeOf } from '../cursor.ts';
import { bearer, requestJson } from '../http.ts';
import type { Call } from './call.ts';
import { readEvents, readPassStart } from './events.ts';
import { normaliseStripe } from './normaliseStripe.ts';
import { readList, readObjects } from './objects.ts';
import { type Stream, streams } from './streams.ts';
import { receiveStripe } from './webhook.ts';

/** Pinned: the shape of an object follows the version of the request, not of the account. Since 2024-09-30 a version is a day and a name. */
const apiVersion = '2026-08-26.dahlia';

/** What a restricted key may not be allowed to read; the rest is of use without it. */
const dispensable: ReadonlySet<string> = new Set(['refunds', 'credit_notes', 'products', 'prices'] satisfies Stream[]);

const FullPlace = z.object({ startedS: z.number(), after: z.nullable(z.string()) });
const EventsPlace = z.object({ fromS: z.number(), topS: z.number(), after: z.nullable(z.string()) });
const Place = z.union([EventsPlace, FullPlace]);

/**
 * Stripe over its v1 list endpoints with a restricted, read-only key: pages continue after the last id. After a full pass, its events
 * (kept 30 days) say which objects have changed, and those are fetched.
 */
export const stripe: Connector = {
  source: 'stripe',
  streams: Object.keys(streams),
  dispensable,
  kindOf: (stream) => streams[stream as Stream].kind,
  feed: { retentionMs: 29 * 86_400_000, tellsDeletes: true },

  async *pull(config, name, cursor, deps): AsyncIterable<PulledPage> {
    const stream = name as Stream;
    const call = caller(config, deps);
    let place = placeOf(Place, cursor) ?? { startedS: await readPassStart(call, deps.now()), after: null };
    while ('startedS' in place) {
      const { page, after } = await readList(call, stream, place.after, deps.now());
      if (after === null) return yield { ...page, cursor: null, next: eventsFrom(place.startedS) };
      place = { ...place, after };
      yield { ...page, cursor: JSON.stringify(place) };
    }
    for (;;) {
      const { ids, more, topS } = await readEvents(call, streams[stream].kind, place);
      const records = await readObjects(call, stream, ids, deps.now);
      if (more === null) return yield { stream, records, cursor: null, next: eventsFrom(topS) };
      place = more;
      yield { stream, records, cursor: JSON.stringify(place) };
    }
  },

  webhooks: {
    receive: receiveStripe,
    refetch: async (config, stream, ids, deps) => {
      const records = await readObjects(caller(config, deps), stream as Stream, ids, deps.now);
      return { records, unreadable: ids.length - records.length };
    },
  },

  normalise: normaliseStripe,
};

function caller(config: ConnectorConfig, deps: ConnectorDeps): Call {
  const headers = { 'stripe-version': apiVersion };
  return (request) => requestJson(config, bearer, { ...request, headers }, deps);
}

function eventsFrom(fromS: number): string {
  return JSON.stringify({ fromS, topS: fromS, after: null });
}
