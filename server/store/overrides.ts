import type { OverrideRequest, RemoveOverrideRequest } from '../../lib/contract/overrides.ts';
import type { PastOverride } from '../domain/health/computeHealth.ts';
import { markDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { once, type WriteOutcome } from './writes.ts';

/** Stores what a person says of an account's health, once per key; what was said before ends with it. */
export function saveOverride(
  store: Store,
  tenantId: string,
  userId: string,
  request: OverrideRequest,
  now: number,
): Promise<WriteOutcome> {
  const { accountId, key, band, reason, expiresAt } = request;
  return once(store, tenantId, userId, request, now, async (trx) => {
    await trx
      .updateTable('health_override')
      .set({ removed_at: now })
      .where('tenant_id', '=', tenantId)
      .where('account_id', '=', accountId)
      .where('removed_at', 'is', null)
      .where('expires_at', '>', now)
      .execute();
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

/** Takes an override back; without one nothing changes (`applied: false`). */
export function removeOverride(
  store: Store,
  tenantId: string,
  userId: string,
  request: RemoveOverrideRequest,
  now: number,
): Promise<WriteOutcome> {
  return once(store, tenantId, userId, request, now, async (trx) => {
    const ended = await trx
      .updateTable('health_override')
      .set({ removed_at: now })
      .where('tenant_id', '=', tenantId)
      .where('account_id', '=', request.accountId)
      .where('removed_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('key')
      .execute();
    await markDirty(trx, tenantId, [request.accountId]);
    return ended.length > 0;
  });
}

/** What people said of some accounts since an instant, oldest first, with the name of who said it. */
export async function readOverrides(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
  sinceMs: number,
): Promise<Map<string, PastOverride[]>> {
  const found = new Map<string, PastOverride[]>();
  if (accountIds.length === 0) return found;
  const rows = await store.db
    .selectFrom('health_override as o')
    .leftJoin('app_user as u', (join) => join.onRef('u.tenant_id', '=', 'o.tenant_id').onRef('u.id', '=', 'o.user_id'))
    .select(['o.account_id', 'o.band', 'o.reason', 'o.at', 'o.expires_at', 'o.removed_at', 'o.user_id', 'u.name'])
    .where('o.tenant_id', '=', tenantId)
    .where('o.account_id', 'in', [...accountIds])
    .where('o.at', '>', sinceMs)
    .orderBy('o.at')
    .orderBy('o.key')
    .execute();
  for (const row of rows) {
    const list = found.get(row.account_id) ?? [];
    found.set(row.account_id, list);
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
