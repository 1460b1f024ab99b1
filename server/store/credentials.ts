import type { Role } from '../../lib/contract/api.ts';
import type { Store } from './openStore.ts';

export type StoredUser = { id: string; name: string; email: string; role: Role };

/** Adds the configured users or updates them; users that are no longer configured keep no role and cannot sign in. */
export async function saveUsers(store: Store, tenantId: string, users: readonly StoredUser[]): Promise<void> {
  const ids = users.map((u) => u.id);
  await store.transaction(async (trx) => {
    await trx
      .deleteFrom('app_user')
      .where('tenant_id', '=', tenantId)
      .$if(ids.length > 0, (query) => query.where('id', 'not in', ids))
      .execute();
    if (users.length === 0) return;
    // Not deleted and inserted anew: a server that starts and `alongside pair` may do this at the same moment.
    await trx
      .insertInto('app_user')
      .values([...users].sort((a, b) => (a.id < b.id ? -1 : 1)).map((u) => ({ tenant_id: tenantId, ...u })))
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'id']).doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          email: eb.ref('excluded.email'),
          role: eb.ref('excluded.role'),
        })),
      )
      .execute();
  });
}

/** Stores the hash of a one-time pairing code. `expiresAt` is epoch milliseconds. */
export async function savePairingCode(
  store: Store,
  tenantId: string,
  code: { hash: string; userId: string; expiresAt: number },
): Promise<void> {
  await store.db
    .insertInto('pairing_code')
    .values({ tenant_id: tenantId, hash: code.hash, user_id: code.userId, expires_at: code.expiresAt, used_at: null })
    .execute();
}

/**
 * Exchanges a code for a device token in one transaction: the code is marked used and the token's hash is stored together.
 * Null when the code is unknown, used, expired, or its user is gone.
 */
export async function exchangePairingCode(
  store: Store,
  tenantId: string,
  exchange: { codeHash: string; tokenHash: string; device: string; now: number },
): Promise<StoredUser | null> {
  return store.transaction(async (trx) => {
    const used = await trx
      .updateTable('pairing_code')
      .set({ used_at: exchange.now })
      .where('tenant_id', '=', tenantId)
      .where('hash', '=', exchange.codeHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', exchange.now)
      .returning('user_id')
      .executeTakeFirst();
    if (!used) return null;
    const user = await trx
      .selectFrom('app_user')
      .select(['id', 'name', 'email', 'role'])
      .where('tenant_id', '=', tenantId)
      .where('id', '=', used.user_id)
      .executeTakeFirst();
    if (!user) return null;
    await trx
      .insertInto('device_token')
      .values({
        tenant_id: tenantId,
        hash: exchange.tokenHash,
        user_id: user.id,
        device: exchange.device,
        created_at: exchange.now,
        revoked_at: null,
      })
      .execute();
    return { ...user, role: user.role as Role };
  });
}

/** The user a live token belongs to, or null when it is unknown or revoked. */
export async function readTokenUser(store: Store, tenantId: string, tokenHash: string): Promise<StoredUser | null> {
  const row = await store.read
    .selectFrom('device_token as t')
    .innerJoin('app_user as u', (join) => join.onRef('u.tenant_id', '=', 't.tenant_id').onRef('u.id', '=', 't.user_id'))
    .select(['u.id', 'u.name', 'u.email', 'u.role'])
    .where('t.tenant_id', '=', tenantId)
    .where('t.hash', '=', tokenHash)
    .where('t.revoked_at', 'is', null)
    .executeTakeFirst();
  return row ? { ...row, role: row.role as Role } : null;
}

/** Revokes a token; a second time changes nothing. */
export async function revokeToken(store: Store, tenantId: string, tokenHash: string, now: number): Promise<void> {
  await store.db
    .updateTable('device_token')
    .set({ revoked_at: now })
    .where('tenant_id', '=', tenantId)
    .where('hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .execute();
}
