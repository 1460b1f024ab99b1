import type { Clusters } from './clusters.ts';
import { type CompanyKey, keyText } from './companyKey.ts';
import { coreName } from './coreName.ts';
import type { Frequencies } from './frequencies.ts';
import type { ResolvedAccount } from './nameAccounts.ts';
import { ownDomainKey } from './profileKeys.ts';

/**
 * Whose subsidiary an account is, or may be. `parent`: a system says so. `cycle`: a system says so, but the parents run in a circle, so it
 * is not believed. `domain`: a hint, the account shares the domain of a company that bears its name with many others.
 */
export type ParentLink = { accountId: string; parentId: string; kind: 'parent' | 'cycle' | 'domain'; evidence: string };

/** A domain of more accounts than this is that of a family, a reseller or an agency. */
const maxSharers = 2;

/** Finds the parents of all accounts. An account has at most one that a system names: the first in the order of systems. */
export function findParents(
  accounts: readonly ResolvedAccount[],
  graph: Clusters,
  frequencies: Frequencies,
): ParentLink[] {
  const named = parentsNamed(accounts, graph);
  const circles = inCircles(named);
  const links = [...named.values()].map((link) =>
    circles.has(link.accountId) ? { ...link, kind: 'cycle' as const } : link,
  );
  return [...links, ...hints(accounts, frequencies).filter(({ accountId }) => !named.has(accountId))];
}

function parentsNamed(accounts: readonly ResolvedAccount[], graph: Clusters): Map<string, ParentLink> {
  const accountOf = new Map<string, string>();
  for (const { id, members, mergedIds } of accounts)
    for (const key of [...mergedIds, ...members.map((m) => m.key)]) accountOf.set(keyText(key), id);
  const found = new Map<string, ParentLink>();
  for (const { id, members } of accounts) {
    for (const { key } of members) {
      const { parentId } = graph.companies[graph.index.get(keyText(key)) as number] as CompanyKey;
      const parent = parentId === null ? undefined : accountOf.get(keyText({ ...key, id: parentId }));
      if (parent === undefined || parent === id || parentId === null) continue;
      found.set(id, { accountId: id, parentId: parent, kind: 'parent', evidence: keyText({ ...key, id: parentId }) });
      break;
    }
  }
  return found;
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
