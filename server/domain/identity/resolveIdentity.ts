import { Clusters } from './clusters.ts';
import { type CompanyKey, compareKeys } from './companyKey.ts';
import { joinByCrossIds, joinByDomain, joinByTaxIds } from './joinCompanies.ts';
import { addLookalikes, nameAccounts, type ResolvedAccount } from './nameAccounts.ts';

/**
 * Decides which company records are the same customer, in the order of evidence: cross-ids that exist, tax ids, then a domain
 * together with the name. A domain alone joins records only when it cannot mean two customers; a name alone never joins.
 * `existing` maps record keys to the account ids they had: ids survive, the oldest use wins.
 */
export function resolveIdentity(
  companies: readonly CompanyKey[],
  existing: ReadonlyMap<string, string>,
): ResolvedAccount[] {
  const sorted = [...companies].sort((a, b) => compareKeys(a.key, b.key));
  const graph = new Clusters(sorted);
  joinByCrossIds(sorted, graph);
  joinByTaxIds(sorted, graph);
  joinByDomain(sorted, graph);
  const accounts = nameAccounts(graph, existing);
  addLookalikes(accounts, graph);
  return accounts;
}
