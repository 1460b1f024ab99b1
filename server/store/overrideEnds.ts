import type { Store } from './openStore.ts';
import { followRedirects } from './redirects.ts';

/** Accounts with an override that ended by itself later than `after` and not later than `until` (epoch ms), each once, in id order; of one that was merged, the survivor. */
export async function accountsWithOverrideEnded(
  store: Store,
  tenantId: string,
  after: number,
  until: number,
): Promise<string[]> {
  const rows = await store.db
    .selectFrom('health_override')
    .select('account_id as id')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('removed_at', 'is', null)
    .where('expires_at', '>', after)
    .where('expires_at', '<=', until)
    .orderBy('id')
    .execute();
  const survivors = await followRedirects(
    store,
    tenantId,
    rows.map(({ id }) => id),
  );
  return [...new Set(rows.map(({ id }) => survivors.get(id) ?? id))].sort();
}
