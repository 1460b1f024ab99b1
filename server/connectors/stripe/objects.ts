import type { PulledPage, RawRecord } from '../../domain/ports.ts';
import { unreadableRows } from '../advance.ts';
import { flag } from '../read.ts';
import { type Call, type Query, readPage, unlessGone } from './call.ts';
import { type Stream, streams } from './streams.ts';
import { pathPart, stripeId } from './stripeId.ts';
import { withWholeLists } from './wholeLists.ts';

/** One page of a stream's list after an id, and the id to go on after; null at the end. Throws SourceError. */
export async function readList(
  call: Call,
  stream: Stream,
  after: string | null,
  nowMs: number,
): Promise<{ page: Omit<PulledPage, 'cursor'>; after: string | null }> {
  const { query } = streams[stream];
  const found = await readPage(call, { path: `v1/${stream}`, query, what: stream }, after);
  const records: RawRecord[] = [];
  for (const row of found.rows) {
    const record = toRecord(stream, await withWholeLists(call, stream, row), nowMs);
    if (record) records.push(record);
  }
  const unreadable = unreadableRows('stripe', stream, found.rows, records);
  return { page: { stream, records, unreadable }, after: found.after };
}

/** Objects as they are now. One that is gone is a record that was deleted. Throws SourceError. */
export async function readObjects(
  call: Call,
  stream: Stream,
  ids: readonly string[],
  now: () => number,
): Promise<RawRecord[]> {
  const expand = ([] as string[]).concat((streams[stream].query as Query)['expand[]'] ?? []);
  const query: Query = expand.length > 0 ? { 'expand[]': expand.map((path) => path.replace(/^data\./, '')) } : {};
  const records: RawRecord[] = [];
  for (const id of ids) {
    const found = await unlessGone(call({ path: `v1/${stream}/${pathPart(id)}`, query }));
    const body = found === null ? { id, deleted: true } : await withWholeLists(call, stream, found);
    const record = toRecord(stream, body, now());
    if (record) records.push(record);
  }
  return records;
}

/** Stripe has no modification time; what was just read is newer than anything stored. */
function toRecord(stream: Stream, body: unknown, nowMs: number): RawRecord | null {
  const id = stripeId(body, 'id');
  if (id === null) return null;
  const { kind } = streams[stream];
  return { source: 'stripe', kind, id, modifiedAt: nowMs, deleted: flag(body, 'deleted'), body };
}
