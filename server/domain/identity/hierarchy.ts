import type { Source } from '../model.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, keyText } from './companyKey.ts';
import { coreName } from './coreName.ts';
import type { Frequencies } from './frequencies.ts';
import { notMergedAway, type ResolvedAccount, sourcePriority } from './nameAccounts.ts';
import { ownDomainKey } from './profileKeys.ts';

/**
 * Whose subsidiary an account is, or may be. `parent`: a system says so. `cycle`: a system says so, but the parents run in a circle, so it
 * is not believed. `domain`: a hint, the account shares the domain of a company that bears its name with many others.
 */
export type ParentLink = { accountId: string; parentId: string; kind: 'parent' | 'cycle' | 'domain'; evidence: string };

/** A domain of more accounts than this is that of a family, a reseller or an agency. */
const maxSharers = 2;
/** Of more parents that records of one system name, the others are of one rank. */
const maxPlaces = 100;

/**
 * Finds the parents of all accounts. An account has at most one that is believed: the first in the order of systems that does not close a
 * circle with what is believed already. Parents of one rank that close one together are not believed, unless another system's parent breaks it.
 */
export function findParents(
  accounts: readonly ResolvedAccount[],
  graph: Clusters,
  frequencies: Frequencies,
): ParentLink[] {
  const named = parentsNamed(accounts, graph);
  const believed = new Map<string, ParentLink>();
  const ranks = [...Map.groupBy(named, ({ rank }) => rank)].sort(([a], [b]) => a - b);
  // Twice: what closed a circle at first may not close one any more when others have found a parent of lower rank.
  for (const [, candidates] of [...ranks, ...ranks]) {
    const tried = candidates.filter(({ link }) => !believed.has(link.accountId));
    for (const { link } of tried) believed.set(link.accountId, link);
    const circles = inCircles(believed);
    for (const { link } of tried) if (circles.has(link.accountId)) believed.delete(link.accountId);
  }
  const first = new Map(named.toReversed().map(({ link }) => [link.accountId, link]));
  const links = [...first.values()].map((link) => believed.get(link.accountId) ?? { ...link, kind: 'cycle' as const });
  for (const hint of hints(accounts, frequencies)) {
    if (first.has(hint.accountId) || believed.has(hint.accountId) || leadsTo(hint, believed)) continue;
    believed.set(hint.accountId, hint);
    links.push(hint);
  }
  return links;
}

/** All parents that systems name, for each account in the order in which they are believed. `rank`: the system, then its records. */
function parentsNamed(accounts: readonly ResolvedAccount[], graph: Clusters): { link: ParentLink; rank: number }[] {
  const accountOf = new Map<string, string>();
  for (const { id, members, merged } of accounts)
    for (const { key } of [...merged, ...members]) accountOf.set(keyText(key), id);
  return accounts.flatMap(({ id, members }) => {
    const companies = members.map(({ key }) => graph.companies[graph.index.get(keyText(key)) as number] as CompanyKey);
    const tried = new Map<Source, number>();
    return notMergedAway(companies).flatMap(({ key, parentId }) => {
      const named = parentId === null ? null : { ...key, id: parentId };
      const parent = named && accountOf.get(keyText(named));
      if (!parent || parent === id) return [];
      const place = tried.get(key.source) ?? 0;
      tried.set(key.source, place + 1);
      const link: ParentLink = { accountId: id, parentId: parent, kind: 'parent', evidence: keyText(named) };
      return [{ link, rank: sourcePriority[key.source] * maxPlaces + Math.min(place, maxPlaces - 1) }];
    });
  });
}

/** Whether the parent of a link leads back to its account. */
function leadsTo({ accountId, parentId }: ParentLink, parents: ReadonlyMap<string, ParentLink>): boolean {
  for (let at: string | undefined = parentId; at !== undefined; at = parents.get(at)?.parentId)
    if (at === accountId) return true;
  return false;
}

/** The accounts whose parents lead back to themselves. */
function inCircles(parents: ReadonlyMap<string, ParentLink>): Set<string> {
  const circles = new Set<string>();
  const done = new Set<string>();
  for (const start of parents.keys()) {
    const way: string[] = [];
    const onWay = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !done.has(at) && !onWay.has(at)) {
      way.push(at);
      onWay.add(at);
      at = parents.get(at)?.parentId;
    }
    if (at !== undefined && onWay.has(at)) for (const id of way.slice(way.indexOf(at))) circles.add(id);
    for (const id of way) done.add(id);
  }
  return circles;
}

/** The accounts that share a domain with many others, under the one of them that bears its name, if exactly one does. */
function hints(accounts: readonly ResolvedAccount[], frequencies: Frequencies): ParentLink[] {
  const sharers = new Map<string, ResolvedAccount[]>();
  for (const account of accounts)
    for (const domain of account.domains) sharers.set(domain, [...(sharers.get(domain) ?? []), account]);
  const found = new Map<string, ParentLink>();
  for (const [domain, family] of sharers) {
    if (family.length <= maxSharers || !frequencies.isOfFamily(ownDomainKey(domain))) continue;
    const label = domain.split('.')[0];
    const bearers = family.filter(({ members }) => members.some((m) => coreName(m.name).replaceAll(' ', '') === label));
    const [head] = bearers;
    if (!head || bearers.length > 1) continue;
    for (const { id } of family)
      if (id !== head.id && !found.has(id))
        found.set(id, { accountId: id, parentId: head.id, kind: 'domain', evidence: domain });
  }
  return [...found.values()];
}
