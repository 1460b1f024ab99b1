import type { Transaction } from 'kysely';
import { type Decision, DecisionRefused, orderedPair, refuseContradiction } from '../domain/identity/decisions.ts';
import type { SourceKey } from '../domain/model.ts';
import { markIdentity } from './identityState.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';
import { once, type WriteOutcome } from './writes.ts';

/** A decision as it is listed; `undoneAt` is null while it is in force. */
export type StoredDecision = Decision & { undoneAt: number | null; undoneBy: string | null };

type Asked = { key: string; verdict: Decision['verdict']; a: SourceKey; b: SourceKey; reason: string };

/** Every decision in force, in no particular order. */
export async function readDecisionsInForce(store: Store, tenantId: string): Promise<Decision[]> {
  return inForce(store.db, tenantId);
}

/** Decisions, the newest first, those undone included; those before the one with the id `before`. */
export async function readDecisions(
  store: Store,
  tenantId: string,
  { limit, before }: { limit: number; before?: string },
): Promise<StoredDecision[]> {
  let query = store.read.selectFrom('steward_decision').selectAll().where('tenant_id', '=', tenantId);
  if (before !== undefined) {
    const last = await store.read
      .selectFrom('steward_decision')
      .select(['at', 'id'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', before)
      .executeTakeFirst();
    if (!last) return [];
    query = query.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(last.at, last.id)));
  }
  const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({ ...toDecision(row), undoneAt: row.undone_at, undoneBy: row.undone_by }));
}

/**
 * Stores a decision; its id is the key of the write. Throws DecisionRefused when it contradicts one in force. The same verdict about the
 * same two records again changes nothing (`applied: false`).
 */
export function saveDecision(
  store: Store,
  tenantId: string,
  actor: string,
  { key, verdict, a: one, b: two, reason }: Asked,
  now: number,
): Promise<WriteOutcome> {
  const { a, b } = orderedPair(one, two);
  return once(store, tenantId, actor, { key, verdict, a: text(a), b: text(b), reason }, now, async (trx) => {
    await lockTenant(trx, tenantId);
    const known = await inForce(trx, tenantId);
    refuseContradiction(known, { verdict, a, b });
    if (known.some((d) => d.verdict === verdict && text(d.a) === text(a) && text(d.b) === text(b))) return false;
    const added = await trx
      .insertInto('steward_decision')
      .values({
        tenant_id: tenantId,
        id: key,
        verdict,
        a_source: a.source,
        a_kind: a.kind,
        a_id: a.id,
        b_source: b.source,
        b_kind: b.kind,
        b_id: b.id,
        reason,
        actor,
        at: now,
        undone_at: null,
        undone_by: null,
      })
      .onConflict((oc) => oc.columns(['tenant_id', 'id']).doNothing())
      .returning('id')
      .execute();
    if (added.length === 0) throw new DecisionRefused('This key was already used by somebody else. Make a new key.');
    await markIdentity(trx, tenantId, [a, b]);
    return true;
  });
}

/** Takes a decision back. False when there is none with this id; one that was undone before stays as it is. */
export async function undoDecision(
  store: Store,
  tenantId: string,
  actor: string,
  id: string,
  now: number,
): Promise<boolean> {
  return store.transaction(async (trx) => {
    const found = await trx
      .selectFrom('steward_decision')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (!found) return false;
    await trx
      .updateTable('steward_decision')
      .set({ undone_at: now, undone_by: actor })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where('undone_at', 'is', null)
      .execute();
    const { a, b } = toDecision(found);
    await markIdentity(trx, tenantId, [a, b]);
    return true;
  });
}

/** Two stewards at once must not contradict each other, so they take turns at the row that numbers the tenant's changes. */
async function lockTenant(trx: Transaction<Schema>, tenantId: string): Promise<void> {
  await trx
    .insertInto('tenant_counter')
    .values({ tenant_id: tenantId, seq: 0 })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet((eb) => ({ seq: eb.ref('tenant_counter.seq') })))
    .execute();
}

async function inForce(db: Pick<Store['db'], 'selectFrom'>, tenantId: string): Promise<Decision[]> {
  const rows = await db
    .selectFrom('steward_decision')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('undone_at', 'is', null)
    .execute();
  return rows.map(toDecision);
}

const text = ({ source, kind, id }: SourceKey) => `${source}/${kind}/${id}`;

function toDecision(row: Schema['steward_decision']): Decision {
  return {
    id: row.id,
    verdict: row.verdict,
    a: { source: row.a_source, kind: row.a_kind, id: row.a_id },
    b: { source: row.b_source, kind: row.b_kind, id: row.b_id },
    reason: row.reason,
    actor: row.actor,
    at: row.at,
  };
}
