import { Clusters } from '../domain/identity/clusters.ts';
import { compareKeys, keyText } from '../domain/identity/companyKey.ts';
import { componentsOf } from '../domain/identity/components.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { addStats, countIn, Frequencies, noTotals, sortKeys, statsOf } from '../domain/identity/frequencies.ts';
import type { ProfileKeys } from '../domain/identity/profileKeys.ts';
import type { Profile } from '../domain/identity/profiles.ts';
import { joinByKeys } from '../domain/identity/resolveIdentity.ts';
import { visitSimilar } from '../domain/identity/similarBlocks.ts';
import { Similarity } from '../domain/identity/similarity.ts';
import type { SourceKey } from '../domain/model.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import type { Store } from '../store/openStore.ts';
import type { Counts } from './identityScope.ts';
import { partsOf, type TiedRecords } from './tieRecords.ts';

/** A customer as keys left it, and its first record. */
export type SurveyedCustomer = { first: SourceKey; profile: Profile; keys: ProfileKeys };

/** The customers of some parts, of each what similarity looks at. Plain data, which another thread can be given. */
export async function readCustomers(
  store: Store,
  tenantId: string,
  decisions: readonly Decision[],
  parts: readonly (readonly SourceKey[])[],
  onDone: (records: number) => void,
): Promise<SurveyedCustomer[]> {
  const customers: SurveyedCustomer[] = [];
  for (const part of parts) {
    const { companies } = await readCompanies(store, tenantId, part);
    const { graph, profiles, keys } = joinByKeys(companies, decisions);
    for (const [i, profile] of profiles.entries()) {
      const company = graph.companies[profile.nodes[0] as number];
      if (company) customers.push({ first: company.key, profile, keys: keys[i] as ProfileKeys });
    }
    onDone(part.length);
  }
  return customers;
}

/**
 * Parts all company records of a tenant such that each part can be decided about alone, and counts what has to be known of all for that.
 * `customers` are those of all parts of `tied`, in any order, which is changed.
 */
export function surveyIdentity(
  tied: TiedRecords,
  customers: SurveyedCustomer[],
  partSize: number,
): { parts: SourceKey[][]; counts: Counts } {
  const { numberOf, groups } = tied;
  // In the order in which all would be compared if they were together.
  customers.sort((a, b) => compareKeys(a.first, b.first));
  const [profiles, keys] = [customers.map((c) => c.profile), customers.map((c) => c.keys)];
  const sorted = sortKeys(keys);
  const count = countIn(sorted);
  const totals = addStats(noTotals, statsOf(profiles, count), 1);
  const frequencies = new Frequencies(totals, count);
  const similarity = new Similarity(new Clusters([]), profiles, frequencies);
  const alike: [number, number][] = [];
  visitSimilar(keys, frequencies, (a, b) => {
    if (similarity.isAlike(profiles[a] as Profile, profiles[b] as Profile)) alike.push([a, b]);
  });
  const numberAt = (i: number) => numberOf.get(keyText((customers[i] as SurveyedCustomer).first)) as number;
  for (const [i, component] of componentsOf(keys, frequencies, alike).entries())
    if (i !== component) groups.join(numberAt(i), numberAt(component));
  return { parts: partsOf(tied, partSize), counts: { totals, keys: sorted } };
}
