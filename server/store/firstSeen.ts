import type { Store } from './openStore.ts';

/** When an account was first stored, epoch ms; `otherwise` for an account that is not. Days before it can only be reconstructed. */
export async function readFirstSeen(
  store: Store,
  tenantId: string,
  accountId: string,
  otherwise: number,
): Promise<number> {
  const row = await store.db
    .selectFrom('account')
    .select('created_at')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row?.created_at ?? otherwise;
}
