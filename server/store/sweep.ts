import type { Transaction } from 'kysely';
import type { Source, SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind, isAmong } from './byKind.ts';
import { markChanged } from './markChanged.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

const sweepRows = 500;
const dayMs = 86_400_000;

/** What a full pass left unseen: `swept` rows were marked; or none, because it saw `nothing` at all although rows are stored. */
export type Sweep = { swept: number; nothing: boolean };

/**
 * Ends a full pass: rows of the kind that it did not see are marked deleted, at most 500 in one transaction, and then the pass is
 * noted as complete; what was missed before it began is no longer. A kill in between is made good by calling it again. A pass that has
 * seen no row at all, where there are some, removes nothing: a source that suddenly has nothing is more likely to hide it. `startedAt` 0
 * removes nothing either.
 */
export async function endFullPass(
  store: Store,
  tenantId: string,
  stream: { source: Source; stream: string; kind: string },
  startedAt: number,
  at: number,
): Promise<Sweep> {
  const { source, kind } = stream;
  const unseen = () =>
    store.db
      .selectFrom('source_record')
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where('deleted', '=', 0)
      .where('seen_at', '<', startedAt);
  const seen = await store.db
    .selectFrom('source_record')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('kind', '=', kind)
    .where('deleted', 'in', [0, 1])
    .where('seen_at', '>=', startedAt)
    .limit(1)
    .executeTakeFirst();
  const { stored } = await unseen()
    .select((eb) => eb.fn.countAll().as('stored'))
    .executeTakeFirstOrThrow();
  const nothing = !seen && Number(stored) > 0;
  let swept = 0;
  for (let more = !nothing && Number(stored) > 0; more; ) {
    const ids = (await unseen().select('id').limit(sweepRows).execute()).map((row) => row.id);
    await markGone(
      store,
      tenantId,
      ids.map((id) => ({ source, kind, id })),
      at,
    );
    swept += ids.length;
    more = ids.length === sweepRows;
  }
  const cursor = store.db
    .updateTable('source_cursor')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('stream', '=', stream.stream);
  // Odd rows, which a pass that removes nothing has seen, would otherwise make every pass a full one.
  const wanted = startedAt === 0 ? at + dayMs : null;
  await cursor
    .set({ full_wanted_at: wanted })
    .where('full_wanted_at', '<=', startedAt === 0 ? at : startedAt)
    .execute();
  await cursor.set({ full_started_at: null, full_ended_at: at }).execute();
  return { swept, nothing };
}

/** Remembers that something of a stream was missed, so that it is read in full from then on; the earliest time holds. */
export async function wantFull(store: Store, tenantId: string, source: Source, stream: string, from: number) {
  const place = { cursor: null, done: 0, at: 0, full_started_at: null, full_ended_at: null };
  await store.db
    .insertInto('source_cursor')
    .values({ tenant_id: tenantId, source, stream, ...place, full_wanted_at: from })
    .onConflict((oc) =>
      oc
        .columns(['tenant_id', 'source', 'stream'])
        .doUpdateSet({ full_wanted_at: from })
        .where((eb) =>
          eb.or([eb('source_cursor.full_wanted_at', 'is', null), eb('source_cursor.full_wanted_at', '>', from)]),
        ),
    )
    .execute();
}

/** Marks records deleted and keeps what they were; 500 in one transaction. They come back when the source sends them again. */
export async function markGone(store: Store, tenantId: string, keys: readonly SourceKey[], at: number): Promise<void> {
  for (const part of batches(keys)) {
    await store.transaction((trx) => markRowsGone(trx, tenantId, part, at));
  }
}

/** The same inside the caller's transaction. */
export async function markRowsGone(
  trx: Transaction<Schema>,
  tenantId: string,
  keys: readonly SourceKey[],
  at: number,
): Promise<void> {
  for (const { source, kind, keys: alike } of byKind(keys)) {
    await trx
      .updateTable('source_record')
      .set({ deleted: 1, seen_at: at })
      .where(isAmong(tenantId, { source, kind, keys: alike }))
      .execute();
  }
  await markChanged(trx, tenantId, keys);
}
