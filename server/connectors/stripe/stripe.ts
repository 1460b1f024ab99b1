import * as z from 'zod/mini';
import type { Connector, ConnectorConfig, ConnectorDeps, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance, unreadableRows } from '../advance.ts';
import { placeOf } from '../cursor.ts';
import { type ApiRequest, bearer, requestJson, SourceError } from '../http.ts';
import { flag, id, list } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { readEvents } from './events.ts';
import { normaliseStripe } from './normaliseStripe.ts';
import { receiveStripe } from './webhook.ts';

/** Pinned: the shape of an object follows the version of the request, not of the account. */
const apiVersion = '2026-08-26';
const pageRows = 100;

const streams = {
  customers: { kind: 'customer', query: { 'expand[]': ['data.tax_ids'] } },
  subscriptions: { kind: 'subscription', query: { status: 'all', 'expand[]': ['data.discounts.source.coupon'] } },
  invoices: { kind: 'invoice', query: {} },
  charges: { kind: 'charge', query: {} },
  // A dispute names only its charge; the charge names the customer.
  disputes: { kind: 'dispute', query: { 'expand[]': ['data.charge'] } },
  // So does a refund.
  refunds: { kind: 'refund', query: { 'expand[]': ['data.charge'] } },
  credit_notes: { kind: 'credit_note', query: {} },
  products: { kind: 'product', query: {} },
  prices: { kind: 'price', query: {} },
} as const satisfies Record<string, { kind: string; query: Query }>;
type Query = Record<string, string | readonly string[]>;
type Stream = keyof typeof streams;
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
  kindOf: (stream) => streams[stream as Stream].kind,
  feed: { retentionMs: 29 * 86_400_000, tellsDeletes: true },

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const call = caller(config, deps);
    let place = placeOf(Place, cursor) ?? { startedS: Math.floor(deps.now() / 1000), after: null };
    while ('startedS' in place) {
      const asked = readList(call, stream, place.after, deps.now());
      const answer = await unlessHidden(dispensable.has(stream), asked);
      if (answer === null) return yield { stream, records: [], cursor: null };
      const { page, after } = answer;
      if (after === null) return yield { ...page, cursor: null, next: eventsFrom(place.startedS) };
      place = { ...place, after };
      yield { ...page, cursor: JSON.stringify(place) };
    }
    for (;;) {
      const { ids, more, topS } = await readEvents(call, streams[stream as Stream].kind, place);
      const records = await readObjects(call, stream, ids, deps.now);
      if (more === null) return yield { stream, records, cursor: null, next: eventsFrom(topS) };
      place = more;
      yield { stream, records, cursor: JSON.stringify(place) };
    }
  },

  webhooks: {
    receive: (delivery) =>
      receiveStripe(delivery, (kind) => Object.keys(streams).find((s) => streams[s as Stream].kind === kind) ?? null),
    refetch: (config, stream, ids, deps) => readObjects(caller(config, deps), stream, ids, deps.now),
  },

  normalise: normaliseStripe,
};

type Call = (request: ApiRequest) => Promise<unknown>;

function caller(config: ConnectorConfig, deps: ConnectorDeps): Call {
  const headers = { 'stripe-version': apiVersion };
  return (request) => requestJson(config, bearer, { ...request, headers }, deps);
}

function eventsFrom(fromS: number): string {
  return JSON.stringify({ fromS, topS: fromS, after: null });
}

async function readList(call: Call, stream: string, after: string | null, nowMs: number) {
  const { query } = streams[stream as Stream];
  const answer = await call({
    path: `v1/${stream}`,
    query: { ...query, limit: String(pageRows), ...(after ? { starting_after: after } : {}) },
  });
  const rows = list(answer, 'data');
  const records = rows.flatMap((body) => toRecord(stream, body, nowMs) ?? []);
  const last = flag(answer, 'has_more') ? lastId(stream, rows) : null;
  const page = { stream, records, unreadable: unreadableRows('stripe', stream, rows, records) };
  return { page, after: advance('stripe', stream, after, last) };
}

/** Objects as they are now. One that is gone is a record that was deleted. Throws SourceError. */
async function readObjects(
  call: Call,
  stream: string,
  ids: readonly string[],
  now: () => number,
): Promise<RawRecord[]> {
  const expand = ([] as string[]).concat((streams[stream as Stream].query as Query)['expand[]'] ?? []);
  const query: Query = expand.length > 0 ? { 'expand[]': expand.map((path) => path.replace(/^data\./, '')) } : {};
  const records: RawRecord[] = [];
  for (const objectId of ids) {
    const body = await unlessGone(call({ path: `v1/${stream}/${objectId}`, query }));
    const record = toRecord(stream, body ?? { id: objectId, deleted: true }, now());
    if (record) records.push(record);
  }
  return records;
}

async function unlessGone(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SourceError && error.status === 404) return null;
    throw error;
  }
}

/** Stripe has no modification time; what was just read is newer than anything stored. */
function toRecord(stream: string, body: unknown, nowMs: number): RawRecord | null {
  const recordId = id(body, 'id');
  if (recordId === null) return null;
  const { kind } = streams[stream as Stream];
  return { source: 'stripe', kind, id: recordId, modifiedAt: nowMs, deleted: flag(body, 'deleted'), body };
}

/** Where the next page starts. Without it the rest of the stream would silently be missing. */
function lastId(stream: string, rows: readonly unknown[]): string {
  const last = id(rows.at(-1), 'id');
  if (last !== null) return last;
  throw new SourceError(
    'stripe',
    'badAnswer',
    `stripe says there are more ${stream}, after a page that does not end with an id.`,
  );
}
