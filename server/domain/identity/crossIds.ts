import { Groups } from '../linkage/groups.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, companyKinds, keyText } from './companyKey.ts';
import { areAtOdds, nameOne } from './profileConflicts.ts';
import { meet, profileOf } from './profiles.ts';

/** A record (`from`) says that it is one with another (`to`), by the id of that one. `value`: the id as claimed. */
export type Claim = { from: number; to: number; value: string };

/** Finds the claims whose target exists, by target. An id that was merged away leads to the survivor; one that leads nowhere says nothing. */
export function claimsOf(companies: readonly CompanyKey[], graph: Clusters): Map<string, Claim[]> {
  const survivors = new Map<string, number>();
  for (const [i, { key, mergedIds }] of companies.entries())
    for (const id of mergedIds) survivors.set(keyText({ ...key, id }), i);
  const claims = new Map<string, Claim[]>();
  for (const [from, { crossIds }] of companies.entries()) {
    for (const { source, id } of crossIds) {
      const target = keyText({ source, kind: companyKinds[source], id });
      const to = graph.index.get(target) ?? survivors.get(target);
      if (to === undefined) continue;
      const claim = { from, to, value: target.split('/').at(-1) ?? target };
      const list = claims.get(target);
      if (list) list.push(claim);
      else claims.set(target, [claim]);
    }
  }
  return claims;
}

/** Whether a source says of its own record that it was merged into another of its own. That is no typed claim. */
export const isMerge = ({ companies }: Clusters, { from, to }: Claim): boolean =>
  companies[from]?.key.source === companies[to]?.key.source;

/**
 * Finds the claims that together would make one customer of two records of one system that are at odds: of two accounts with other tax
 * ids, or with other domains and names. Which of such a chain of claims is wrong is told by what the records say themselves: claims
 * between records of one name or domain hold, as far as they agree with each other; of the others those that would bring the two together
 * do not. Does not depend on the order of the claims, nor on what stewards have made one.
 */
export function conflictingClaims(all: readonly Claim[], graph: Clusters): Set<Claim> {
  const targets = new Set(all.map(({ to }) => to));
  const held = all.filter((claim) => isMerge(graph, claim));
  const merged = grouped(held);
  const first = settle(
    all.filter((claim) => !isMerge(graph, claim)),
    held,
  );
  if (first.conflicting.length === 0) return new Set();
  held.push(...first.fine);
  const agreed = settle(first.conflicting.filter(agree), held);
  held.push(...agreed.fine);
  const groups = grouped(held);
  const membersOf = Map.groupBy(targets, (i) => groups.find(i));
  const among = (i: number) => membersOf.get(groups.find(i)) ?? [i];
  const left = first.conflicting.filter((claim) => !agree(claim));
  const odd = left.filter(({ from, to }) => areTwo([...new Set([...among(from), ...among(to)])]));
  const last = settle(
    left.filter((claim) => !odd.includes(claim)),
    held,
  );
  return new Set([...agreed.conflicting, ...odd, ...last.conflicting]);

  /** Parts claims into those that can all hold, with those that hold already, and those that cannot. */
  function settle(claims: readonly Claim[], already: readonly Claim[]): { fine: Claim[]; conflicting: Claim[] } {
    const groups = grouped([...already, ...claims]);
    const targetsOf = Map.groupBy(targets, (i) => groups.find(i));
    const bad = new Set([...targetsOf].filter(([, nodes]) => areTwo(nodes)).map(([group]) => group));
    const isBad = ({ to }: Claim) => bad.has(groups.find(to));
    return { fine: claims.filter((claim) => !isBad(claim)), conflicting: claims.filter(isBad) };
  }

  function grouped(claims: readonly Claim[]): Groups {
    const groups = new Groups(graph.companies.length);
    for (const { from, to } of claims) groups.join(from, to);
    return groups;
  }

  /** Whether two of these are records of one system that are at odds, and nobody has said that they are one. */
  function areTwo(nodes: readonly number[]): boolean {
    return nodes.some((a, n) =>
      nodes
        .slice(n + 1)
        .some((b) => isMerge(graph, { from: a, to: b, value: '' }) && !isOne(a, b) && areAtOdds(own(a), own(b))),
    );
  }

  /** Whether a steward says so, or their source. */
  function isOne(a: number, b: number): boolean {
    return graph.find(a) === graph.find(b) || merged.find(a) === merged.find(b);
  }

  function agree({ from, to }: Claim): boolean {
    const [a, b] = [own(from), own(to)];
    return meet(a.domains, b.domains) || nameOne(a, b);
  }

  function own(i: number) {
    return profileOf(graph, [i]);
  }
}
