import { Groups } from '../linkage/groups.ts';
import type { Source } from '../model.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, keyText } from './companyKey.ts';
import { areApart, bearOtherNames } from './profileConflicts.ts';
import { meet, type Profile, profileOf } from './profiles.ts';

/**
 * Whether two of these records are known to differ, or the records that are one with them already: a steward keeps them apart, or a system
 * says that one is the other's parent, or that they are in different countries. What is one, by whatever way, is not looked at again.
 */
export function keptApart(nodes: readonly number[], graph: Clusters): boolean {
  const clusters = clustersOf(nodes, graph);
  return clusters.some((a, n) =>
    clusters.slice(n + 1).some((b) => {
      if (graph.isForbidden(a[0] as number, b[0] as number)) return true;
      const [left, right] = [a, b].map((list) => list.map((i) => graph.companies[i] as CompanyKey)) as Sides;
      return isParent(left, right) || isParent(right, left) || areElsewhere(left, right);
    }),
  );
}

/**
 * Whether one system holds two of these as two: they are not one yet, bear different names, have no domain in common, and none of the
 * others has what would connect them.
 */
export function areHeldAsTwo(nodes: readonly number[], graph: Clusters): boolean {
  const profiles = clustersOf(nodes, graph).map((members) => profileOf(graph, members));
  const groups = new Groups(profiles.length);
  for (const [i, a] of profiles.entries())
    for (const [j, b] of profiles.entries())
      if (i < j && (meet(a.domains, b.domains) || (haveNames(a, b) && !bearOtherNames(a, b)))) groups.join(i, j);
  return profiles.some((a, i) =>
    profiles.some((b, j) => groups.find(i) !== groups.find(j) && meet(a.sources, b.sources) && bearOtherNames(a, b)),
  );
}

type Sides = [CompanyKey[], CompanyKey[]];

const haveNames = (a: Profile, b: Profile): boolean => a.names.size > 0 && b.names.size > 0;

/** The clusters of these records. */
const clustersOf = (nodes: readonly number[], graph: Clusters): (readonly number[])[] =>
  [...new Set(nodes.map((i) => graph.find(i)))].map((root) => graph.members(root));

function isParent(children: readonly CompanyKey[], parents: readonly CompanyKey[]): boolean {
  const ids = new Set(parents.map(({ key }) => keyText(key)));
  return children.some(({ key, parentId }) => parentId !== null && ids.has(keyText({ ...key, id: parentId })));
}

/** Systems spell countries differently, so only one system's words are compared with each other. */
function areElsewhere(left: readonly CompanyKey[], right: readonly CompanyKey[]): boolean {
  const countries = (companies: readonly CompanyKey[], source: Source) =>
    new Set(companies.filter((c) => c.key.source === source).flatMap((c) => c.country?.trim().toLowerCase() || []));
  return [...new Set(left.map((c) => c.key.source))].some((source) =>
    areApart(countries(left, source), countries(right, source)),
  );
}
