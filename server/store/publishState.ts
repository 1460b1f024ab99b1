import type { Store } from './openStore.ts';

/** What the last publication of everything rested on, and the JSON of the ranking it computed; null before the first. */
export async function readPublishState(
  store: Store,
  tenantId: string,
): Promise<{ basis: string; ranking: string } | null> {
  const row = await store.db
    .selectFrom('publish_state')
    .select(['basis', 'ranking'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row ?? null;
}

export async function savePublishState(
  store: Store,
  tenantId: string,
  state: { basis: string; ranking: string },
): Promise<void> {
  await store.db
    .insertInto('publish_state')
    .values({ tenant_id: tenantId, ...state })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet(state))
    .execute();
}
