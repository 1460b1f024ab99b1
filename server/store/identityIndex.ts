import type { ProfileStats } from '../domain/identity/frequencies.ts';
import type { ProfileKeys } from '../domain/identity/profileKeys.ts';
import type { SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
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
  const found = new Set<number>();
  for (const part of batches(profiles)) {
    const rows = await store.db
      .selectFrom('identity_profile')
      .select('component')
      .where('tenant_id', '=', tenantId)
      .where('profile', 'in', part)
      .execute();
    for (const row of rows) found.add(row.component);
  }
  return [...found];
}

/** The customers with one of these numbers, or of these components. */
export async function readProfiles(
  store: Store,
  tenantId: string,
  by: 'profile' | 'component',
  numbers: readonly number[],
): Promise<IndexedProfile[]> {
  const found: IndexedProfile[] = [];
  for (const part of batches(numbers)) {
    const rows = await store.db
      .selectFrom('identity_profile')
      .select(['profile', 'component', 'keys', 'stats'])
      .where('tenant_id', '=', tenantId)
      .where(by, 'in', part)
      .execute();
    for (const row of rows) found.push({ ...row, keys: JSON.parse(row.keys), stats: JSON.parse(row.stats) });
  }
  return found;
}

/** Which of these company records are part of which customer. */
export async function readPlaces(
  store: Store,
  tenantId: string,
  records: readonly SourceKey[],
): Promise<IndexedMember[]> {
  const found: IndexedMember[] = [];
  for (const part of batches(records))
    for (const group of byKind(part))
      found.push(
        ...(await store.db
          .selectFrom('identity_member')
          .select(['source', 'kind', 'id', 'profile'])
          .where(isAmong(tenantId, group))
          .execute()),
      );
  return found;
}

/** The company records of these customers. */
export async function readMembers(
  store: Store,
  tenantId: string,
  profiles: readonly number[],
): Promise<IndexedMember[]> {
  const found: IndexedMember[] = [];
  for (const part of batches(profiles))
    found.push(
      ...(await store.db
        .selectFrom('identity_member')
        .select(['source', 'kind', 'id', 'profile'])
        .where('tenant_id', '=', tenantId)
        .where('profile', 'in', part)
        .execute()),
    );
  return found;
}

/** How many customers have each of these keys; one that nobody has is left out. */
export async function countHolders(
  store: Store,
  tenantId: string,
  keys: readonly number[],
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (const part of batches(keys)) {
    const rows = await store.db
      .selectFrom('identity_key')
      .select((eb) => ['key', eb.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenantId)
      .where('key', 'in', part)
      .groupBy('key')
      .execute();
    for (const { key, n } of rows) found.set(key, Number(n));
  }
  return found;
}

/** The numbers of the customers that have one of these keys. */
export async function readHolders(store: Store, tenantId: string, keys: readonly number[]): Promise<number[]> {
  const found = new Set<number>();
  for (const part of batches(keys)) {
    const rows = await store.db
      .selectFrom('identity_key')
      .select('profile')
      .distinct()
      .where('tenant_id', '=', tenantId)
      .where('key', 'in', part)
      .execute();
    for (const row of rows) found.add(row.profile);
  }
  return [...found];
}
