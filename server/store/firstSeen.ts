import type { Store } from './openStore.ts';

/** When accounts were first stored, epoch ms, by account. Days before can only be reconstructed. */
export async function readFirstSeen(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await store.db
    .selectFrom('account')
    .select(['id', 'created_at'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', accountIds)
    .execute();
  return new Map(rows.map((r) => [r.id, r.created_at]));
}
