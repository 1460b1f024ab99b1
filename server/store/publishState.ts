import type { Store } from './openStore.ts';

/** What the last publication of everything rested on, the JSON of the ranking it computed, and when the last one of anything began. */
export type PublishState = { basis: string; ranking: string; publishedAt: number };

/** Null before the first publication. */
export async function readPublishState(store: Store, tenantId: string): Promise<PublishState | null> {
  const row = await store.db
    .selectFrom('publish_state')
    .select(['basis', 'ranking', 'published_at as publishedAt'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row ?? null;
}

export async function savePublishState(
  store: Store,
  tenantId: string,
  { basis, ranking, publishedAt }: PublishState,
): Promise<void> {
  const row = { basis, ranking, published_at: publishedAt };
  await store.db
    .insertInto('publish_state')
    .values({ tenant_id: tenantId, ...row })
    .onConflict((oc) => oc.column('tenant_id').doUpdateSet(row))
    .execute();
}
