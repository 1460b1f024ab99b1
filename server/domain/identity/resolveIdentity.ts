import { Clusters } from './clusters.ts';
import { type CompanyKey, compareKeys } from './companyKey.ts';
import { compareAll } from './compareAll.ts';
import type { Decision } from './decisions.ts';
import {
  addStats,
  countIn,
  Frequencies,
  noTotals,
  type ProfileStats,
  sortKeys,
  statsOf,
  type Totals,
} from './frequencies.ts';
import { type Doubt, joinByCrossIds, joinByDomain, joinByTaxIds } from './joinCompanies.ts';
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
import { decidedWith, keysOf, type ProfileKeys } from './profileKeys.ts';
import { type Profile, profileOf } from './profiles.ts';
import { visitSimilar } from './similarBlocks.ts';
import { Similarity } from './similarity.ts';

/**
 * The customers as keys left them: the clusters, what the records of each say together, what each is found by, and pairs that a key speaks
 * for and all else against.
 */
export type Keyed = { graph: Clusters; profiles: Profile[]; keys: ProfileKeys[]; doubts: readonly Doubt[] };

/** How often each value occurs, and what each customer adds to that. */
export type Counted = { frequencies: Frequencies; stats: ProfileStats[]; totals: Totals };

/** What was decided, and what it rests on. */
export type Identity = {
  accounts: ResolvedAccount[];
  /** Account ids that are no longer used, and where they lead. */
  merged: Merged[];
  /** The clusters with every reason. */
  graph: Clusters;
  /** How often values occur in the whole tenant. */
  frequencies: Frequencies;
  /** As keys left it: the customers that similarity compared. */
  similarity: Similarity;
  /** Pairs of customers for a person to decide. */
  review: Review[];
  /** The pairs of `similarity.profiles` that were joined or are in `review`, or would be if it were not for the others. */
  alike: [number, number][];
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
  const keyed = joinByKeys(companies, decisions);
  return joinAlike(keyed, countAll(keyed).frequencies, past);
}

/**
 * The first half: what stewards, ids, tax ids and domains say. `isWider` tells whether other customers have a domain, where these are only
 * a part of all.
 */
export function joinByKeys(
  companies: readonly CompanyKey[],
  decisions: readonly Decision[],
  isWider: (domain: string) => boolean = () => false,
): Keyed {
  const sorted = [...companies].sort((a, b) => compareKeys(a.key, b.key));
  const graph = new Clusters(sorted);
  joinDecided(decisions, graph);
  const hasMusts = graph.edges.length > 0;
  const doubts = applyKeys(graph, isWider);
  if (hasMusts) keepTogether(graph, decisions, isWider);
  const profiles = graph.groups().map((nodes) => profileOf(graph, [...nodes]));
  const decided = decidedWith(decisions);
  return { graph, profiles, keys: profiles.map((profile) => keysOf(graph, profile, decided)), doubts };
}

/** Applies the rules, strongest first. Returns what they left in doubt. */
function applyKeys(graph: Clusters, isWider: (domain: string) => boolean): Doubt[] {
  const doubts = [...joinByCrossIds(graph.companies, graph), ...joinByTaxIds(graph.companies, graph)];
  joinByDomain(graph.companies, graph, isWider);
  return doubts;
}

/**
 * Joins what keys would have joined had no steward made anything one: what is known of the other customer must not take records from this
 * one. Only what stewards keep apart does; where two of them are in such a group, which of its records belong together is left open.
 */
function keepTogether(graph: Clusters, decisions: readonly Decision[], isWider: (domain: string) => boolean): void {
  const before = new Clusters(graph.companies);
  joinDecided(
    decisions.filter(({ verdict }) => verdict === 'cannot'),
    before,
  );
  applyKeys(before, isWider);
  const parted = before.edges.filter(({ a, b }) => graph.find(a) !== graph.find(b));
  const roots = [...new Set(parted.map(({ a }) => before.find(a)))];
  const disputed = new Set(
    roots.filter((root) => {
      const members = before.members(root);
      return members.some((a) => members.some((b) => graph.isForbidden(a, b)));
    }),
  );
  for (const { a, b, confidence, evidence } of parted)
    if (!disputed.has(before.find(a))) graph.join(a, b, confidence, evidence);
}

/** What is to be known of all customers of a tenant before any two are compared. */
export function countAll({ profiles, keys }: Keyed): Counted {
  const count = countIn(sortKeys(keys));
  const stats = [...statsOf(profiles, count)];
  const unlearnt = addStats(noTotals, stats, 1);
  const totals = { ...unlearnt, learnt: compareAll(profiles, keys, new Frequencies(unlearnt, count)).learnt };
  return { frequencies: new Frequencies(totals, count), stats, totals };
}

/** The second half: what similarity says, given how often values occur in the whole tenant; then every customer gets its account. */
export function joinAlike({ graph, profiles, keys, doubts }: Keyed, frequencies: Frequencies, past: Past): Identity {
  const similarity = new Similarity(graph, profiles, frequencies);
  const { review, alike } = joinSimilar(similarity, graph, (visit) => visitSimilar(keys, frequencies, visit));
  review.push(...reviewOf(doubts, similarity, graph));
  const { accounts, merged } = nameAccounts(graph, past);
  addLookalikes(accounts, graph, frequencies);
  addUndecided(accounts, review, graph);
  return { accounts, merged, graph, frequencies, similarity, review, alike };
}

/** What keys left in doubt, as questions like those of similarity. What has become one by other keys, or a steward keeps apart, is none. */
function reviewOf(doubts: readonly Doubt[], similarity: Similarity, graph: Clusters): Review[] {
  if (doubts.length === 0) return [];
  const profileOfNode = new Map(
    similarity.profiles.flatMap((profile) => profile.nodes.map((i) => [i, profile] as const)),
  );
  return doubts
    .filter(({ a, b }) => graph.find(a) !== graph.find(b) && !graph.isForbidden(a, b))
    .map(({ a, b }) => ({
      a,
      b,
      weighing: similarity.weigh(profileOfNode.get(a) as Profile, profileOfNode.get(b) as Profile),
      why: 'conflict',
    }));
}
