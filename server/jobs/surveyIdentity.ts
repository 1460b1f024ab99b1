import { Clusters } from '../domain/identity/clusters.ts';
import { compareKeys, keyText } from '../domain/identity/companyKey.ts';
import { componentsOf } from '../domain/identity/components.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { addStats, countKeys, Frequencies, noTotals, statsOf } from '../domain/identity/frequencies.ts';
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

/** A customer as keys left it, and the number of its first record. */
type Customer = { first: number; profile: Profile; keys: ProfileKeys };

/**
 * Parts all company records of a tenant such that each part can be decided about alone, and counts what has to be known of all for that.
 * Holds of each customer what similarity looks at, and of its records nothing but their keys.
 */
export async function surveyIdentity(
  store: Store,
  tenantId: string,
  decisions: readonly Decision[],
  tied: TiedRecords,
  partSize: number,
): Promise<{ parts: SourceKey[][]; counts: Counts }> {
  const { records, numberOf, groups } = tied;
  const customers: Customer[] = [];
  for (const part of partsOf(tied, partSize)) {
    const { companies } = await readCompanies(store, tenantId, part);
    const { graph, profiles, keys } = joinByKeys(companies, decisions);
    for (const [i, profile] of profiles.entries()) {
      const company = graph.companies[profile.nodes[0] as number];
      const first = company && numberOf.get(keyText(company.key));
      if (first !== undefined) customers.push({ first, profile, keys: keys[i] as ProfileKeys });
    }
  }
  // In the order in which all would be compared if they were together.
  const keyAt = ({ first }: Customer) => records[first] as SourceKey;
  customers.sort((a, b) => compareKeys(keyAt(a), keyAt(b)));
  const [profiles, keys] = [customers.map((c) => c.profile), customers.map((c) => c.keys)];
  const count = countKeys(keys);
  const totals = addStats(noTotals, statsOf(profiles, count), 1);
  const frequencies = new Frequencies(totals, count);
  const similarity = new Similarity(new Clusters([]), profiles, frequencies);
  const alike: [number, number][] = [];
  visitSimilar(keys, frequencies, (a, b) => {
    if (similarity.isAlike(profiles[a] as Profile, profiles[b] as Profile)) alike.push([a, b]);
  });
  for (const [i, component] of componentsOf(keys, frequencies, alike).entries())
    groups.join((customers[i] as Customer).first, (customers[component] as Customer).first);
  return { parts: partsOf(tied, partSize), counts: { totals, count } };
}
