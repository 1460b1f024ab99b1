import type { Transaction } from 'kysely';
import type { OverrideRequest, RemoveOverrideRequest } from '../../lib/contract/overrides.ts';
import type { PastOverride } from '../domain/health/computeHealth.ts';
import { markDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { readFormerIds, readSurvivor } from './redirects.ts';
import type { Schema } from './schema.ts';
import { once, type WriteOutcome } from './writes.ts';

/**
 * Stores what a person says of an account's health, once per key; what was said before ends with it, also of accounts that were merged into
 * this one. Of an account that was merged into another one it is said of the survivor.
 */
export function saveOverride(
  store: Store,
  tenantId: string,
  userId: string,
  request: OverrideRequest,
  now: number,
): Promise<WriteOutcome> {
  const { key, band, reason, expiresAt } = request;
  return once(store, tenantId, userId, request, now, async (trx) => {
    const [accountId, former] = await readSurvivor(trx, tenantId, request.accountId);
    await end(trx, tenantId, [accountId, ...former], now);
    await trx
      .insertInto('health_override')
      .values({
        tenant_id: tenantId,
        account_id: accountId,
        key,
        user_id: userId,
        band,
        reason,
        at: now,
        expires_at: Date.parse(expiresAt),
        removed_at: null,
      })
      .execute();
    await markDirty(trx, tenantId, [accountId]);
    return true;
  });
}

/**
 * Takes an override back, under whichever id of those that were merged it was given; without one nothing changes (`applied: false`).
 */
export function removeOverride(
  store: Store,
  tenantId: string,
  userId: string,
  request: RemoveOverrideRequest,
  now: number,
): Promise<WriteOutcome> {
  return once(store, tenantId, userId, request, now, async (trx) => {
    const [accountId, former] = await readSurvivor(trx, tenantId, request.accountId);
    const ended = await end(trx, tenantId, [accountId, ...former], now);
    await markDirty(trx, tenantId, [accountId]);
    return ended > 0;
  });
}

/** Ends what holds now of these accounts. Returns how many that were. */
async function end(
  trx: Transaction<Schema>,
  tenantId: string,
  accountIds: readonly string[],
  now: number,
): Promise<number> {
  const ended = await trx
    .updateTable('health_override')
    .set({ removed_at: now })
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', accountIds)
    .where('removed_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('key')
    .execute();
  return ended.length;
}

/**
 * What people said of some accounts since an instant, oldest first, with the name of who said it; of those that were merged into them, too.
 * Where that leaves several that hold, the newest counts, and an older one again when that has run out. They stay stored under the id
 * that they were given for, so when a merge is undone each account has its own again.
 */
export async function readOverrides(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
  sinceMs: number,
): Promise<Map<string, PastOverride[]>> {
  const found = new Map<string, PastOverride[]>();
  if (accountIds.length === 0) return found;
  const former = await readFormerIds(store, tenantId, accountIds);
  const rows = await store.db
    .selectFrom('health_override as o')
    .leftJoin('app_user as u', (join) => join.onRef('u.tenant_id', '=', 'o.tenant_id').onRef('u.id', '=', 'o.user_id'))
    .select(['o.account_id', 'o.band', 'o.reason', 'o.at', 'o.expires_at', 'o.removed_at', 'o.user_id', 'u.name'])
    .where('o.tenant_id', '=', tenantId)
    .where('o.account_id', 'in', [...accountIds, ...former.keys()])
    .where('o.at', '>', sinceMs)
    .orderBy('o.at')
    .orderBy('o.key')
    .execute();
  for (const row of rows) {
    const accountId = former.get(row.account_id) ?? row.account_id;
    const list = found.get(accountId) ?? [];
    found.set(accountId, list);
    list.push({
      band: row.band,
      reason: row.reason,
      by: row.name ?? row.user_id,
      at: new Date(row.at).toISOString(),
      expiresAt: new Date(row.expires_at).toISOString(),
      removedAt: row.removed_at === null ? null : new Date(row.removed_at).toISOString(),
    });
  }
  return found;
}
