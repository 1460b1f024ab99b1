import * as z from 'zod/mini';
import type { PulledPage } from '../../domain/ports.ts';
import { advance } from '../advance.ts';
import { SourceError } from '../http.ts';
import { id } from '../read.ts';
import { rowsOf } from '../rowsOf.ts';
import { takeAbsorbed } from './absorbed.ts';
import { nextAfter } from './answers.ts';
import { modifiedTime, type Reader } from './reader.ts';
import { apiVersion, modifiedOf } from './streams.ts';

const listRows = 100;
const searchRows = 200;
/** The search index lags behind, so each pass begins so much before the end of the last one. */
const overlapMs = 5 * 60_000;

/** A full pass: the live objects, then the archived ones. `startedMs` is where the changes to come begin. */
const FullPlace = z.object({ startedMs: z.number(), archived: z.boolean(), after: z.nullable(z.string()) });
/**
 * A pass over changes: objects modified at `fromMs` or later; with an id, those of exactly that instant with a greater id. `topMs` is
 * the latest instant seen. `fromMs` null: the pass has not begun.
 */
const ChangesPlace = z.object({ fromMs: z.nullable(z.number()), id: z.nullable(z.string()), topMs: z.number() });
export const Place = z.union([FullPlace, ChangesPlace]);
type Full = z.infer<typeof FullPlace>;
type Changes = z.infer<typeof ChangesPlace>;

/** One page of a full pass. Throws SourceError. */
export async function readAll(reader: Reader, place: Full): Promise<PulledPage> {
  const { stream } = reader;
  const answer = await reader.call({
    path: `crm/objects/${apiVersion}/${stream}`,
    query: {
      limit: String(listRows),
      properties: reader.properties.join(','),
      ...(place.archived ? { archived: 'true' } : {}),
      ...(place.after ? { after: place.after } : {}),
    },
  });
  const page = await reader.toPage(rowsOf('hubspot', answer, 'results'));
  const after = advance('hubspot', stream, place.after, nextAfter(answer, stream));
  if (after !== null) return { ...page, cursor: cursor({ ...place, after }) };
  if (!place.archived) return { ...page, cursor: cursor({ ...place, archived: true, after: null }) };
  return { ...page, cursor: null, next: cursor({ fromMs: null, id: null, topMs: place.startedMs }) };
}

/**
 * One page of changes by search. A search ends after 10,000 results, and its pages shift when an object changes meanwhile; so no second
 * page is ever asked for: the next request begins at the last instant. Where one instant fills a page, its objects go by id.
 * Throws SourceError.
 */
export async function readChanges(reader: Reader, place: Changes): Promise<PulledPage> {
  const { stream } = reader;
  const fromMs = place.fromMs ?? place.topMs - overlapMs;
  const property = modifiedOf(stream);
  const filter = (propertyName: string, operator: string, value: string) => ({ propertyName, operator, value });
  const filters =
    place.id === null
      ? [filter(property, 'GTE', String(fromMs))]
      : [filter(property, 'EQ', String(fromMs)), filter('hs_object_id', 'GT', place.id)];
  const sort = { propertyName: place.id === null ? property : 'hs_object_id', direction: 'ASCENDING' };
  const answer = await reader.call({
    path: `crm/objects/${apiVersion}/${stream}/search`,
    body: { filterGroups: [{ filters }], sorts: [sort], limit: searchRows, properties: reader.properties },
  });
  const rows = rowsOf('hubspot', answer, 'results');
  const found = await reader.toPage(rows);
  const page = { ...found, records: takeAbsorbed(stream, found.records) };
  const lastMs = rows.length > 0 ? modifiedTime(rows.at(-1), stream) : fromMs;
  const lastId = id(rows.at(-1), 'id');
  if (lastMs === null || (rows.length > 0 && (lastId === null || lastMs < fromMs))) {
    throw new SourceError('hubspot', 'badAnswer', `hubspot sent ${stream} in another order than was asked for.`);
  }
  const topMs = rows.length > 0 ? Math.max(place.topMs, lastMs) : place.topMs;
  const isFull = rows.length >= searchRows;
  if (!isFull && place.id === null) {
    return { ...page, cursor: null, next: cursor({ fromMs: null, id: null, topMs }) };
  }
  if (!isFull) return { ...page, cursor: cursor({ fromMs: fromMs + 1, id: null, topMs }) };
  if (place.id !== null) {
    return { ...page, cursor: cursor({ fromMs, id: advance('hubspot', stream, place.id, lastId), topMs }) };
  }
  return { ...page, cursor: cursor({ fromMs: lastMs, id: lastMs === fromMs ? '0' : null, topMs }) };
}

function cursor(place: Full | Changes): string {
  return JSON.stringify(place);
}
