import type { Source } from '../model.ts';
import type { Clusters } from './clusters.ts';
import type { CompanyKey } from './companyKey.ts';
import { claimsOf, conflictingClaims, isMerge } from './crossIds.ts';
import { areHeldAsTwo, keptApart } from './keptApart.ts';
import { nameOne } from './profileConflicts.ts';
import { profileOf } from './profiles.ts';

/** A value claimed by more records of one source than this is a default somebody typed, not an identity. */
const maxClaims = 5;

/** Two records that a key would join and that are two by all else that they say: for a person to decide. */
export type Doubt = { a: number; b: number };

/**
 * Joins records with the records of other systems whose ids they carry. Ids that were merged away lead to the survivor. Returns what was
 * not joined because claims contradict each other.
 */
export function joinByCrossIds(companies: readonly CompanyKey[], graph: Clusters): Doubt[] {
  // What a source has merged is no default that somebody typed, however often it names the survivor.
  const claims = [...claimsOf(companies, graph).values()].map((list) => {
    const believed = new Set(
      believable(
        companies,
        list.filter((c) => !isMerge(graph, c)).map(({ from }) => from),
      ),
    );
    return list.filter((claim) => isMerge(graph, claim) || believed.has(claim.from));
  });
  const conflicting = conflictingClaims(claims.flat(), graph);
  for (const list of claims) {
    const [one] = list;
    if (!one) continue;
    const { to, value } = one;
    const claimants = list.filter((claim) => !conflicting.has(claim)).map(({ from }) => from);
    for (const from of undisputed(claimants, to, graph)) graph.join(to, from, 'verified', { rule: 'crossId', value });
  }
  return [...conflicting].map(({ from, to }) => ({ a: to, b: from }));
}

/**
 * Joins records with the same tax id, unless it is a default value, or a group's that parent and subsidiary share. Returns what was not
 * joined because one system holds two of them that are at odds.
 */
export function joinByTaxIds(companies: readonly CompanyKey[], graph: Clusters): Doubt[] {
  const holders = new Map<string, number[]>();
  for (const [i, company] of companies.entries()) for (const taxId of company.taxIds) append(holders, taxId, i);
  const doubts: Doubt[] = [];
  for (const [value, all] of holders) {
    const nodes = believable(companies, all);
    const first = nodes[0] as number;
    if (nodes.length < 2 || keptApart(nodes, graph)) continue;
    // Whose it is would be a guess for the others, too.
    if (areHeldAsTwo(nodes, graph)) doubts.push(...nodes.slice(1).map((b) => ({ a: first, b })));
    else for (const i of nodes) graph.join(first, i, 'verified', { rule: 'taxId', value });
  }
  return doubts;
}

/**
 * Joins records of one domain that bear the same name; then see `joinDisjointPair`. `isWider` tells whether other customers have the domain
 * that are not among these.
 */
export function joinByDomain(
  companies: readonly CompanyKey[],
  graph: Clusters,
  isWider: (domain: string) => boolean,
): void {
  const byDomain = new Map<string, number[]>();
  for (const [i, company] of companies.entries()) {
    for (const domain of company.domains) append(byDomain, domain, i);
  }
  // In an order that does not depend on who else has a domain.
  for (const [domain, nodes] of [...byDomain].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const byName = new Map<string, number[]>();
    for (const i of nodes) {
      const { core } = companies[i] as CompanyKey;
      if (core !== '') append(byName, core, i);
    }
    for (const same of byName.values()) {
      // Which of the two a third record belongs to would be a guess, so none of them is joined by name.
      if (keptApart(same, graph)) continue;
      for (const i of same.slice(1))
        graph.join(same[0] as number, i, 'matched', { rule: 'domainAndName', value: domain });
    }
    if (!isWider(domain)) joinDisjointPair(companies, graph, domain, nodes);
  }
}

/**
 * Two clusters left under one domain are one customer only if no system knows both (a system that has both keeps them apart on
 * purpose), neither is the other's parent, and they bear one name (see `nameOne`). Three or more: the domain names a family, not a
 * customer.
 */
function joinDisjointPair(
  companies: readonly CompanyKey[],
  graph: Clusters,
  domain: string,
  nodes: readonly number[],
): void {
  const roots = [...new Set(nodes.map((i) => graph.find(i)))];
  const [a, b] = roots;
  if (roots.length !== 2 || a === undefined || b === undefined) return;
  const left = graph.members(a).map((i) => companies[i] as CompanyKey);
  const right = graph.members(b).map((i) => companies[i] as CompanyKey);
  const sources = new Set(left.map((c) => c.key.source));
  if (right.some((c) => sources.has(c.key.source))) return;
  if ([...left, ...right].some((c) => c.parentId !== null)) return;
  if (!nameOne(profileOf(graph, graph.members(a)), profileOf(graph, graph.members(b)))) return;
  graph.join(
    nodes.find((i) => graph.find(i) === a) as number,
    nodes.find((i) => graph.find(i) === b) as number,
    'matched',
    { rule: 'domain', value: domain },
  );
}

/** The claimants whose source does not repeat the claim too often. */
function believable(companies: readonly CompanyKey[], claimants: readonly number[]): number[] {
  const bySource = new Map<Source, number>();
  const sourceOf = (i: number) => (companies[i] as CompanyKey).key.source;
  for (const i of claimants) bySource.set(sourceOf(i), (bySource.get(sourceOf(i)) ?? 0) + 1);
  return claimants.filter((i) => (bySource.get(sourceOf(i)) ?? 0) <= maxClaims);
}

/**
 * The claimants that may be joined with the target. Of two that a steward keeps apart neither is: whose id it is would be a guess, unless
 * one of them is one with the target already.
 */
function undisputed(claimants: readonly number[], target: number, graph: Clusters): number[] {
  const possible = claimants.filter((i) => !graph.isForbidden(target, i));
  return possible.filter((i) => !possible.some((j) => graph.isForbidden(i, j)));
}

function append<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
