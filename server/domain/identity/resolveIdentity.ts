import { Clusters } from './clusters.ts';
import { type CompanyKey, compareKeys } from './companyKey.ts';
import type { Decision } from './decisions.ts';
import { joinByCrossIds, joinByDomain, joinByTaxIds } from './joinCompanies.ts';
import { joinDecided } from './joinDecided.ts';
import { joinSimilar, type Review } from './joinSimilar.ts';
import {
  addLookalikes,
  addUndecided,
  type Merged,
  nameAccounts,
  noPast,
  type Past,
  type ResolvedAccount,
} from './nameAccounts.ts';
import { Similarity } from './similarity.ts';

/** What was decided, and what it rests on. */
export type Identity = {
  accounts: ResolvedAccount[];
  /** Account ids that are no longer used, and where they lead. */
  merged: Merged[];
  /** The clusters with every reason. */
  graph: Clusters;
  /** As keys left it: the customers that similarity compared. */
  similarity: Similarity;
  /** Pairs of customers for a person to decide. */
  review: Review[];
};

/**
 * Decides which company records are the same customer, in the order of evidence: what stewards have decided, cross-ids that exist, tax
 * ids, a domain together with the name, and then similarity. A domain alone joins records only when it cannot mean two customers; a name
 * alone never joins. Account ids survive: see `nameAccounts`. The result does not depend on the order of the records.
 */
export function resolveIdentity(
  companies: readonly CompanyKey[],
  past: Past = noPast,
  decisions: readonly Decision[] = [],
): Identity {
  const sorted = [...companies].sort((a, b) => compareKeys(a.key, b.key));
  const graph = new Clusters(sorted);
  joinDecided(decisions, graph);
  joinByCrossIds(sorted, graph);
  joinByTaxIds(sorted, graph);
  joinByDomain(sorted, graph);
  const similarity = new Similarity(graph);
  const review = joinSimilar(similarity, graph);
  const { accounts, merged } = nameAccounts(graph, past);
  addLookalikes(accounts, graph);
  addUndecided(accounts, review, graph);
  return { accounts, merged, graph, similarity, review };
}
