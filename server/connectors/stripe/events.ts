import { advance } from '../advance.ts';
import { type ApiRequest, SourceError } from '../http.ts';
import { flag, id, integer, list, text } from '../read.ts';

type Call = (request: ApiRequest) => Promise<unknown>;

/** Where a pass over the events is: those since `fromS` (Unix seconds), newest first, on after the event `after`. */
export type EventPlace = { fromS: number; topS: number; after: string | null };

const pageRows = 100;
/** Events may appear later than they were made, so each pass begins so much before the newest event of the last one. */
const overlapS = 300;

/** Kinds whose events are not named after them. */
const eventsOf: Readonly<Record<string, string>> = {
  subscription: 'customer.subscription.*',
  dispute: 'charge.dispute.*',
};

/**
 * One page of the events about a kind: the ids of the objects that they name, each once. The events themselves are hints: they repeat,
 * come in any order and show the object as it was, so each object is fetched anew. Throws SourceError.
 */
export async function readEvents(
  call: Call,
  kind: string,
  place: EventPlace,
): Promise<{ ids: string[]; more: EventPlace | null; topS: number }> {
  const answer = await call({
    path: 'v1/events',
    query: {
      type: eventsOf[kind] ?? `${kind}.*`,
      'created[gte]': String(Math.max(0, place.fromS - overlapS)),
      limit: String(pageRows),
      ...(place.after ? { starting_after: place.after } : {}),
    },
  });
  const events = list(answer, 'data');
  const ids = new Set(events.flatMap((event) => subject(event, kind) ?? []));
  const topS = Math.max(place.topS, ...events.map((event) => integer(event, 'created') ?? 0));
  const last = id(events.at(-1), 'id');
  if (!flag(answer, 'has_more')) return { ids: [...ids], more: null, topS };
  const after = last === null ? null : advance('stripe', 'events', place.after, last);
  if (after === null) throw new SourceError('stripe', 'badAnswer', 'stripe says there are more events, but not where.');
  return { ids: [...ids], more: { ...place, topS, after }, topS };
}

/** The object of this kind that an event is about. A tax number is an object of its own, but stored with its customer. */
function subject(event: unknown, kind: string): string | null {
  const object = text(event, 'data.object.object');
  if (object === kind) return id(event, 'data.object.id');
  return object === 'tax_id' && kind === 'customer' ? id(event, 'data.object.customer') : null;
}
