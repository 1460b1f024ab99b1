import { keyText } from '../domain/identity/companyKey.ts';
import { compareAll } from '../domain/identity/compareAll.ts';
import { componentsOf } from '../domain/identity/components.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { addStats, countIn, Frequencies, noTotals, sortKeys, statsOf } from '../domain/identity/frequencies.ts';
import { CustomerList, CustomerPacker, type PackedCustomers } from '../domain/identity/packedCustomers.ts';
import { keyOfText } from '../domain/identity/recordNumbers.ts';
import { joinByKeys } from '../domain/identity/resolveIdentity.ts';
import { type PackedTexts, textsOf } from '../domain/linkage/packedTexts.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import type { Store } from '../store/openStore.ts';
import type { Counts } from './identityScope.ts';
import { partsOf, type TiedRecords } from './tieRecords.ts';

/** The customers of some parts, of which `records` tells the texts of the keys: of each what similarity looks at. */
export async function readCustomers(
  store: Store,
  tenantId: string,
  decisions: readonly Decision[],
  records: PackedTexts,
  parts: readonly Int32Array[],
  onDone: (records: number) => void,
): Promise<PackedCustomers> {
  const customers = new CustomerPacker();
  const textOf = textsOf(records);
  for (const part of parts) {
    const numberOf = new Map(Array.from(part, (number) => [textOf(number), number]));
    const { companies } = await readCompanies(store, tenantId, [...numberOf.keys()].map(keyOfText));
    const { graph, profiles, keys } = joinByKeys(companies, decisions);
    for (const [i, profile] of profiles.entries()) {
      const company = graph.companies[profile.nodes[0] as number];
      const first = company && numberOf.get(keyText(company.key));
      const own = keys[i];
      if (first !== undefined && own) customers.add(first, profile, own);
    }
    onDone(part.length);
  }
  return customers.packed();
}

/**
 * Parts all company records of a tenant such that each part can be decided about alone, and counts what has to be known of all for that.
 * `packs` are the customers of all parts of `tied`, which is changed.
 */
export function surveyIdentity(
  tied: TiedRecords,
  records: PackedTexts,
  packs: readonly PackedCustomers[],
  partSize: number,
): { parts: Int32Array[]; counts: Counts } {
  const customers = new CustomerList(packs);
  // In the order in which all would be compared if they were together.
  customers.sortBy(textsOf(records));
  const { profiles, keys } = customers;
  const sorted = sortKeys(keys);
  const count = countIn(sorted);
  const totals = addStats(noTotals, statsOf(profiles, count), 1);
  const frequencies = new Frequencies(totals, count);
  const { learnt, alike } = compareAll(profiles, keys, frequencies);
  for (const [i, component] of componentsOf(keys, frequencies, alike).entries())
    if (i !== component) tied.groups.join(customers.first(i), customers.first(component));
  return { parts: partsOf(tied, partSize), counts: { totals: { ...totals, learnt }, keys: sorted } };
}
