import { integer, text } from '../read.ts';
import { rowsOf } from '../rowsOf.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { type Call, readPage } from './call.ts';
import { stripeId } from './stripeId.ts';

/** Where a pass over the events is: those since `fromS` (Unix seconds), newest first, on after the event `after`. */
export type EventPlace = { fromS: number; topS: number; after: string | null };

/** Events may appear later than they were made, so each pass begins so much before the newest event of the last one. */
const overlapS = 300;

/** Kinds whose events are not named after them. */
const eventsOf: Readonly<Record<string, string>> = {
  subscription: 'customer.subscription.*',
  dispute: 'charge.dispute.*',
};

/**
 * From when on (Unix seconds) the events tell what has changed since a full pass that begins now. That is Stripe's newest event: our
 * clock may be ahead of Stripe's, and what changes during the pass would be missed. Before there is one, all that come count. A key
 * that may not read events leaves our clock. Throws SourceError.
 */
export async function readPassStart(call: Call, nowMs: number): Promise<number> {
  const nowS = Math.floor(nowMs / 1000);
  const answer = await unlessHidden(call({ path: 'v1/events', query: { limit: '1' } }));
  if (answer === null) return nowS;
  const [newest] = rowsOf('stripe', answer, 'data');
  return newest === undefined ? 0 : Math.min(nowS, integer(newest, 'created') ?? nowS);
}

/**
 * One page of the events about a kind: the ids of the objects that they name, each once. The events themselves are hints: they repeat,
 * come in any order and show the object as it was, so each object is fetched anew. Throws SourceError.
 */
export async function readEvents(
  call: Call,
  kind: string,
  place: EventPlace,
): Promise<{ ids: string[]; more: EventPlace | null; topS: number }> {
  const query = {
    type: eventsOf[kind] ?? `${kind}.*`,
    'created[gte]': String(Math.max(0, place.fromS - overlapS)),
  };
  const { rows, after } = await readPage(call, { path: 'v1/events', query, what: 'events' }, place.after);
  const ids = new Set(rows.flatMap((event) => subject(event, kind) ?? []));
  const topS = Math.max(place.topS, ...rows.map((event) => integer(event, 'created') ?? 0));
  return { ids: [...ids], more: after === null ? null : { ...place, topS, after }, topS };
}

/** The object of this kind that an event is about. A tax number is an object of its own, but stored with its customer. */
function subject(event: unknown, kind: string): string | null {
  const object = text(event, 'data.object.object');
  if (object === kind) return stripeId(event, 'data.object.id');
  return object === 'tax_id' && kind === 'customer' ? stripeId(event, 'data.object.customer') : null;
}
