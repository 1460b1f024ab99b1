import { hostname } from 'node:os';
import type { Store } from './openStore.ts';

/** How long a lease lasts without being renewed, milliseconds. */
export const leaseMs = 120_000;

/** What a lease row says. Instants are epoch milliseconds. */
export type Lease = { holder: string; until: number; nextAt: number | null };

/** A name for this process that another one on the same machine can check. */
export function processHolder(): string {
  return `${hostname()}:${process.pid}:${crypto.randomUUID()}`;
}

/**
 * Takes the lease or renews it: null when it is ours now, else what the row of the other holder says. A holder on this machine whose
 * process has ended holds nothing, so that a kill does not block the next start.
 */
export async function takeLease(
  store: Store,
  tenantId: string,
  name: string,
  holder: string,
  now: number,
): Promise<Lease | null> {
  return store.transaction(async (trx) => {
    const mine = { holder, until_at: now + leaseMs };
    const added = await trx
      .insertInto('lease')
      .values({ tenant_id: tenantId, name, next_at: null, ...mine })
      .onConflict((oc) => oc.columns(['tenant_id', 'name']).doNothing())
      .returning('name')
      .executeTakeFirst();
    if (added) return null;
    const row = await trx
      .selectFrom('lease')
      .select(['holder', 'until_at', 'next_at'])
      .where('tenant_id', '=', tenantId)
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    const lease = { holder: row.holder, until: row.until_at, nextAt: row.next_at };
    if (row.holder !== holder && isHeld(lease, now)) return lease;
    // Only if nobody else was faster.
    const taken = await trx
      .updateTable('lease')
      .set(mine)
      .where('tenant_id', '=', tenantId)
      .where('name', '=', name)
      .where('holder', '=', row.holder)
      .where('until_at', '=', row.until_at)
      .returning('name')
      .executeTakeFirst();
    return taken ? null : lease;
  });
}

/** Gives the lease back. */
export async function releaseLease(store: Store, tenantId: string, name: string, holder: string): Promise<void> {
  await store.db
    .updateTable('lease')
    .set({ until_at: 0 })
    .where('tenant_id', '=', tenantId)
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute();
}

/** Says when the lease will be taken next, epoch milliseconds; null: nobody has planned to. Changes nothing about its holder. */
export async function planLease(store: Store, tenantId: string, name: string, nextAt: number | null): Promise<void> {
  await store.db
    .insertInto('lease')
    .values({ tenant_id: tenantId, name, holder: '', until_at: 0, next_at: nextAt })
    .onConflict((oc) => oc.columns(['tenant_id', 'name']).doUpdateSet({ next_at: nextAt }))
    .execute();
}

/** The lease as it stands; null when it was never taken. */
export async function readLease(store: Store, tenantId: string, name: string): Promise<Lease | null> {
  const row = await store.read
    .selectFrom('lease')
    .select(['holder', 'until_at', 'next_at'])
    .where('tenant_id', '=', tenantId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row ? { holder: row.holder, until: row.until_at, nextAt: row.next_at } : null;
}

/** Whether somebody holds it now. */
export function isHeld(lease: Lease, now: number): boolean {
  return lease.until > now && isAlive(lease.holder);
}

/** False only for a process of this machine that has ended. */
function isAlive(holder: string): boolean {
  const [host, pid] = holder.split(':');
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
