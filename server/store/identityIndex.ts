import type { ProfileStats } from '../domain/identity/frequencies.ts';
import type { ProfileKeys } from '../domain/identity/profileKeys.ts';
import type { SourceKey } from '../domain/model.ts';
import { inBatches } from './batches.ts';
import { byKind, isAmong } from './byKind.ts';
import type { Store } from './openStore.ts';

/** What a customer adds to the totals, and what was found of it: accounts are counted, and circles named, at their first customer. */
export type IndexStats = ProfileStats & { accounts: number; cycles: string[] };
/** A customer as keys left it, by number, in its component, which is the lowest number of those that are decided about together. */
export type IndexedProfile = { profile: number; component: number; keys: ProfileKeys; stats: IndexStats };
/** A company record and the customer that it is part of. */
export type IndexedMember = SourceKey & { profile: number };

/** The number after the highest that a customer has. */
export async function readNextProfile(store: Store, tenantId: string): Promise<number> {
  const row = await store.db
    .selectFrom('identity_profile')
    .select((eb) => eb.fn.max('profile').as('last'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

/** The components of customers with one of these numbers. */
export async function readComponents(store: Store, tenantId: string, profiles: readonly number[]): Promise<number[]> {
  const components = store.db.selectFrom('identity_profile').select('component').where('tenant_id', '=', tenantId);
  const rows = await inBatches(profiles, (part) => components.where('profile', 'in', part).execute());
  return [...new Set(rows.map((row) => row.component))];
}

/** The customers with one of these numbers, or of these components. */
export async function readProfiles(
  store: Store,
  tenantId: string,
  by: 'profile' | 'component',
  numbers: readonly number[],
): Promise<IndexedProfile[]> {
  const profiles = store.db
    .selectFrom('identity_profile')
    .select(['profile', 'component', 'keys', 'stats'])
    .where('tenant_id', '=', tenantId);
  const rows = await inBatches(numbers, (part) => profiles.where(by, 'in', part).execute());
  return rows.map((row) => ({ ...row, keys: JSON.parse(row.keys), stats: JSON.parse(row.stats) }));
}

/** Which of these company records are part of which customer. */
export async function readPlaces(
  store: Store,
  tenantId: string,
  records: readonly SourceKey[],
): Promise<IndexedMember[]> {
  const members = store.db.selectFrom('identity_member').select(['source', 'kind', 'id', 'profile']);
  return inBatches(records, async (part) => {
    const found = [];
    for (const group of byKind(part)) found.push(await members.where(isAmong(tenantId, group)).execute());
    return found.flat();
  });
}

/** The company records of these customers. */
export async function readMembers(
  store: Store,
  tenantId: string,
  profiles: readonly number[],
): Promise<IndexedMember[]> {
  const members = store.db
    .selectFrom('identity_member')
    .select(['source', 'kind', 'id', 'profile'])
    .where('tenant_id', '=', tenantId);
  return inBatches(profiles, (part) => members.where('profile', 'in', part).execute());
}

/** How many customers have each of these keys; one that nobody has is left out. */
export async function countHolders(
  store: Store,
  tenantId: string,
  keys: readonly number[],
): Promise<Map<number, number>> {
  const counts = store.db
    .selectFrom('identity_key')
    .select((eb) => ['key', eb.fn.countAll<number>().as('n')])
    .where('tenant_id', '=', tenantId)
    .groupBy('key');
  const rows = await inBatches(keys, (part) => counts.where('key', 'in', part).execute());
  return new Map(rows.map(({ key, n }) => [key, Number(n)]));
}

/** The numbers of the customers that have one of these keys. */
export async function readHolders(store: Store, tenantId: string, keys: readonly number[]): Promise<number[]> {
  const holders = store.db.selectFrom('identity_key').select('profile').distinct().where('tenant_id', '=', tenantId);
  const rows = await inBatches(keys, (part) => holders.where('key', 'in', part).execute());
  return [...new Set(rows.map((row) => row.profile))];
}
