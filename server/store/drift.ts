import type { Transaction } from 'kysely';
import type { DriftReport } from '../../lib/contract/api.ts';
import type { CrmSystem } from '../../lib/contract/record.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

const keptDays = 30;
/** Packs have a dozen hints; a tenant that reports more different ones in a day reports nonsense. */
export const maxHintsPerDay = 500;

/** The sums of one hint of one pack over the days that are kept. `firstDay` is a UTC day, `lastAt` epoch milliseconds. */
export type DriftSum = {
  system: CrmSystem;
  pack: string;
  hint: string;
  found: number;
  missed: number;
  firstDay: string;
  lastAt: number;
};

/**
 * Adds one browser's count to the sums of today and drops days that are too old. False, and nothing is stored, when the tenant has
 * reported too many different hints today.
 */
export function addDrift(store: Store, tenantId: string, report: DriftReport, now: number): Promise<boolean> {
  const { system, pack, hint, found, missed } = report;
  const day = dayOf(now);
  return store.transaction(async (trx) => {
    const known = await trx
      .updateTable('drift')
      .set((eb) => ({ found: eb('found', '+', found), missed: eb('missed', '+', missed), last_at: now }))
      .where('tenant_id', '=', tenantId)
      .where('day', '=', day)
      .where('system', '=', system)
      .where('pack', '=', pack)
      .where('hint', '=', hint)
      .returning('hint')
      .executeTakeFirst();
    if (known) return true;
    await trx.deleteFrom('drift').where('tenant_id', '=', tenantId).where('day', '<', oldestDay(now)).execute();
    await takeTurn(trx, tenantId);
    const { count } = await trx
      .selectFrom('drift')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('tenant_id', '=', tenantId)
      .where('day', '=', day)
      .executeTakeFirstOrThrow();
    if (Number(count) >= maxHintsPerDay) return false;
    await trx
      .insertInto('drift')
      .values({ tenant_id: tenantId, day, system, pack, hint, found, missed, last_at: now })
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'day', 'system', 'pack', 'hint']).doUpdateSet((eb) => ({
          found: eb('drift.found', '+', found),
          missed: eb('drift.missed', '+', missed),
          last_at: now,
        })),
      )
      .execute();
    return true;
  });
}

/** The sums of the last 30 days, by system, pack and hint. */
export async function readDrift(store: Store, tenantId: string, now: number): Promise<DriftSum[]> {
  const rows = await store.read
    .selectFrom('drift')
    .select((eb) => [
      'system',
      'pack',
      'hint',
      eb.fn.sum<number | string>('found').as('found'),
      eb.fn.sum<number | string>('missed').as('missed'),
      eb.fn.min('day').as('firstDay'),
      eb.fn.max('last_at').as('lastAt'),
    ])
    .where('tenant_id', '=', tenantId)
    .where('day', '>=', oldestDay(now))
    .groupBy(['system', 'pack', 'hint'])
    .orderBy('system')
    .orderBy('pack')
    .orderBy('hint')
    .execute();
  // PostgreSQL adds whole numbers up to a decimal one, which is read as text.
  return rows.map((r) => ({ ...r, found: Number(r.found), missed: Number(r.missed) }));
}

/** New hints of a tenant are counted one after the other; the tenant's counter row is what writers of a tenant wait for. */
async function takeTurn(trx: Transaction<Schema>, tenantId: string): Promise<void> {
  await trx
    .insertInto('tenant_counter')
    .values({ tenant_id: tenantId, seq: 0 })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet((eb) => ({ seq: eb.ref('tenant_counter.seq') })))
    .execute();
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function oldestDay(now: number): string {
  return dayOf(now - (keptDays - 1) * 86_400_000);
}
