import type { Source } from '../model.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, companyKinds, keyText } from './companyKey.ts';

/** A value claimed by more records of one source than this is a default somebody typed, not an identity. */
const maxClaims = 5;

/** Joins records with the records of other systems whose ids they carry. Ids that were merged away lead to the survivor. */
export function joinByCrossIds(companies: readonly CompanyKey[], graph: Clusters): void {
  const survivors = new Map<string, number>();
  for (const [i, { key, mergedIds }] of companies.entries())
    for (const id of mergedIds) survivors.set(keyText({ ...key, id }), i);
  const claims = new Map<string, number[]>();
  for (const [i, company] of companies.entries()) {
    for (const cross of company.crossIds) {
      const target = keyText({ source: cross.source, kind: companyKinds[cross.source], id: cross.id });
      append(claims, target, i);
    }
  }
  for (const [target, claimants] of claims) {
    // A claim is only as good as its target: an id that leads nowhere joins nothing.
    const at = graph.index.get(target) ?? survivors.get(target);
    if (at === undefined) continue;
    const value = target.split('/').at(-1) ?? target;
    for (const i of undisputed(believable(companies, claimants), at, graph))
      graph.join(at, i, 'verified', { rule: 'crossId', value });
  }
}

/** Joins records with the same tax id, unless it is a default value, or a group's that parent and subsidiary share. */
export function joinByTaxIds(companies: readonly CompanyKey[], graph: Clusters): void {
  const holders = new Map<string, number[]>();
  for (const [i, company] of companies.entries()) for (const taxId of company.taxIds) append(holders, taxId, i);
  for (const [value, all] of holders) {
    const nodes = believable(companies, all);
    if (keptApart(nodes, graph)) continue;
    for (const i of nodes) graph.join(nodes[0] as number, i, 'verified', { rule: 'taxId', value });
  }
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
 * purpose), neither is the other's parent, and the names share a word. Three or more: the domain names a family, not a customer.
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
  const words = new Set(left.flatMap((c) => c.core.split(' ')));
  if (!right.some((c) => c.core.split(' ').some((word) => word.length > 2 && words.has(word)))) return;
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

/**
 * Whether two records in these clusters are known to differ: a steward keeps them apart, or a system says that one is the other's parent,
 * or that they are in different countries.
 */
function keptApart(nodes: readonly number[], graph: Clusters): boolean {
  if (nodes.length < 2) return false;
  const roots = new Set(nodes.map((i) => graph.find(i)));
  if ([...roots].some((a) => [...roots].some((b) => graph.isForbidden(a, b)))) return true;
  const all = [...roots].flatMap((root) => graph.members(root).map((i) => graph.companies[i] as CompanyKey));
  const ids = new Set(all.map(({ key }) => keyText(key)));
  if (all.some(({ key, parentId }) => parentId !== null && ids.has(keyText({ ...key, id: parentId })))) return true;
  const countries = new Map<Source, string>();
  return all.some(({ key, country }) => {
    // Systems spell countries differently, so only one system's words are compared with each other.
    const seen = countries.get(key.source);
    const own = country?.trim().toLowerCase();
    if (own && seen === undefined) countries.set(key.source, own);
    return own !== undefined && own !== '' && seen !== undefined && seen !== own;
  });
}

function append<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
