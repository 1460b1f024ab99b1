import type { Source } from '../domain/model.ts';
import type { RawRecord, WebhookEvent } from '../domain/ports.ts';
import { batches } from './batches.ts';
import type { Store } from './openStore.ts';
import { saveRows, written } from './saveRows.ts';
import { markRowsGone } from './sweep.ts';

/** Stripe repeats a delivery for three days. */
const keptMs = 7 * 86_400_000;
const purgedRows = 500;

/**
 * Marks the records that webhook events name for the next pull, and remembers the events in the same transaction. An event that was
 * accepted before does nothing. Returns how many were new.
 */
export async function acceptEvents(
  store: Store,
  tenantId: string,
  source: Source,
  events: readonly WebhookEvent[],
  at: number,
): Promise<number> {
  const byKey = [...new Map(events.map((event) => [event.key, event])).values()];
  let accepted = 0;
  for (const part of batches(byKey)) {
    accepted += await store.transaction(async (trx) => {
      const added = await trx
        .insertInto('webhook_event')
        .values(part.map(({ key }) => ({ tenant_id: tenantId, source, key, at })))
        .onConflict((oc) => oc.columns(['tenant_id', 'source', 'key']).doNothing())
        .returning('key')
        .execute();
      const fresh = new Set(added.map((row) => row.key));
      const marks = part.filter((event) => fresh.has(event.key)).map(({ stream, id }) => ({ stream, id }));
      const once = [...new Map(marks.map((mark) => [`${mark.stream}/${mark.id}`, mark])).values()];
      if (once.length > 0) {
        await trx
          .insertInto('refetch_queue')
          .values(once.map((mark) => ({ tenant_id: tenantId, source, ...mark, at })))
          .onConflict((oc) => oc.columns(['tenant_id', 'source', 'stream', 'id']).doUpdateSet({ at }))
          .execute();
      }
      return fresh.size;
    });
  }
  const old = store.db
    .selectFrom('webhook_event')
    .select('key')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('at', '<', at - keptMs)
    .limit(purgedRows);
  await store.db
    .deleteFrom('webhook_event')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('at', '<', at - keptMs)
    .where('key', 'in', old)
    .execute();
  return accepted;
}

/** A record that waits to be fetched, and when it was named last. */
export type Mark = { id: string; at: number };

/** The next marks of a stream after an id, in order of id; without those that the source refused. */
export function readMarks(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
  after: string,
  limit: number,
): Promise<Mark[]> {
  return store.db
    .selectFrom('refetch_queue')
    .select(['id', 'at'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .where('id', '>', after)
    .where('refused_since', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Marks of a stream that the source refused, those first that were asked for longest ago. */
export function readRefusedMarks(
  store: Store,
  tenantId: string,
  source: Source,
  stream: string,
  limit: number,
): Promise<Mark[]> {
  return store.db
    .selectFrom('refetch_queue')
    .select(['id', 'at'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .where('refused_since', 'is not', null)
    .orderBy('refused_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Remembers that the source refused a marked record, and why; it stays marked. */
export async function noteRefused(
  store: Store,
  tenantId: string,
  source: Source,
  { stream, id, refusal, at }: { stream: string; id: string; refusal: string; at: number },
): Promise<void> {
  await store.db
    .updateTable('refetch_queue')
    .set((eb) => ({ refusal, refused_at: at, refused_since: eb.fn.coalesce('refused_since', eb.val(at)) }))
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .where('id', '=', id)
    .execute();
}

/** Takes all marks of a stream away. */
export async function forgetMarks(store: Store, tenantId: string, source: Source, stream: string): Promise<void> {
  await store.db
    .deleteFrom('refetch_queue')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream)
    .execute();
}

/**
 * Saves what was fetched for some marks, and takes the marks away, in one transaction; what the source no longer has is marked deleted.
 * A record that was named again meanwhile stays marked. Where rows could not be read, nobody knows which records they are: none is gone,
 * and those without a row stay marked. At most 500 marks.
 */
export function saveRefetched(
  store: Store,
  tenantId: string,
  stream: { source: Source; stream: string; kind: string },
  fetched: { records: readonly RawRecord[]; unreadable: number; marks: readonly Mark[]; at: number },
): Promise<void> {
  const { source, kind } = stream;
  const { records, unreadable, marks, at } = fetched;
  const have = new Set(records.map((r) => r.id));
  const gone = unreadable > 0 ? [] : marks.map((mark) => mark.id).filter((id) => !have.has(id));
  return store.transaction(async (trx) => {
    await saveRows(trx, tenantId, records.map(written), at);
    await markRowsGone(
      trx,
      tenantId,
      gone.map((id) => ({ source, kind, id })),
      at,
    );
    for (const mark of unreadable > 0 ? marks.filter(({ id }) => have.has(id)) : marks) {
      await trx
        .deleteFrom('refetch_queue')
        .where('tenant_id', '=', tenantId)
        .where('source', '=', source)
        .where('stream', '=', stream.stream)
        .where('id', '=', mark.id)
        .where('at', '=', mark.at)
        .execute();
    }
    // What is still marked was answered, and waits for another reason.
    await trx
      .updateTable('refetch_queue')
      .set({ refusal: null, refused_at: null, refused_since: null })
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('stream', '=', stream.stream)
      .where(
        'id',
        'in',
        marks.map((mark) => mark.id),
      )
      .where('refused_since', 'is not', null)
      .execute();
  });
}
