import type { CompanyKey } from '../domain/identity/companyKey.ts';
import { maxFamily, maxShared, roundedCount } from '../domain/identity/frequencies.ts';
import { allKeys, ownDomainKey, type ProfileKeys } from '../domain/identity/profileKeys.ts';
import { countHolders, type IndexedProfile } from '../store/identityIndex.ts';
import type { Store } from '../store/openStore.ts';

/** Whether a domain has holders outside. In the end only that of an agency has: all others are ties. */
export async function heldOutside(
  store: Store,
  tenantId: string,
  companies: readonly CompanyKey[],
  before: readonly IndexedProfile[],
): Promise<(domain: string) => boolean> {
  const keys = [...new Set(companies.flatMap((c) => c.domains))].map(ownDomainKey);
  const stored = await countHolders(store, tenantId, keys);
  for (const { keys: own } of before) for (const key of own.domains) stored.set(key, (stored.get(key) ?? 0) - 1);
  return (domain) => (stored.get(ownDomainKey(domain)) ?? 0) > 0;
}

export type TouchedCounts = {
  /** How many customers of the tenant have a key now. */
  count: (key: number) => number;
  /** Keys that became common, or are not any more: those that have them are compared again. */
  crossing: number[];
  /** Whether a common value occurs so much more or less often than before that it weighs otherwise for whoever has it. */
  isOtherwise: boolean;
};

/** Counts the keys of the customers that are touched, as they are now. */
export async function countTouched(
  store: Store,
  tenantId: string,
  before: readonly IndexedProfile[],
  now: readonly ProfileKeys[],
): Promise<TouchedCounts> {
  const change = new Map<number, number>();
  const add = (keys: ProfileKeys, n: number) => {
    for (const key of allKeys(keys)) change.set(key, (change.get(key) ?? 0) + n);
  };
  for (const { keys } of before) add(keys, -1);
  for (const keys of now) add(keys, 1);
  const stored = await countHolders(store, tenantId, [...change.keys()]);
  const was = (key: number) => stored.get(key) ?? 0;
  const count = (key: number) => was(key) + (change.get(key) ?? 0);
  const differing = [...change].filter(([, n]) => n !== 0).map(([key]) => key);
  const all = [...before.map((p) => p.keys), ...now];
  const domains = new Set(all.flatMap((keys) => keys.domains));
  const weighing = new Set([...domains, ...all.flatMap((keys) => keys.values)]);
  const limit = (key: number) => (domains.has(key) ? maxFamily : maxShared);
  const isCrossing = (key: number) => was(key) > limit(key) !== count(key) > limit(key);
  return {
    count,
    crossing: differing.filter(isCrossing),
    isOtherwise: differing.some(
      (key) =>
        weighing.has(key) &&
        !isCrossing(key) &&
        was(key) > limit(key) &&
        roundedCount(was(key)) !== roundedCount(count(key)),
    ),
  };
}
