import { type CompanyKey, keyText } from '../domain/identity/companyKey.ts';
import { findParents } from '../domain/identity/hierarchy.ts';
import type { RecordLink } from '../domain/identity/known.ts';
import { linkCompany, linkMerged } from '../domain/identity/linkRecord.ts';
import type { ResolvedAccount } from '../domain/identity/nameAccounts.ts';
import { type Identity, joinAlike } from '../domain/identity/resolveIdentity.ts';
import { modelVersion } from '../domain/identity/similarityModel.ts';
import type { SourceKey } from '../domain/model.ts';
import { releaseDomains, saveAccounts } from '../store/accounts.ts';
import { batches } from '../store/batches.ts';
import { type LinkRow, saveLinks } from '../store/links.ts';
import { type MatchEdge, removeStrayEdges, saveMatchEdges } from '../store/matchEdges.ts';
import type { Store } from '../store/openStore.ts';
import { removeStrayParents, saveParents } from '../store/parents.ts';
import { removeRedirects, saveRedirects } from '../store/redirects.ts';
import type { IdentityScope } from './identityScope.ts';
import type { Decided } from './indexIdentity.ts';

/** A link that moves queues all records of two accounts in its transaction, so fewer of them are in one than of new ones. */
const linkBatch = 100;

/**
 * Decides about the company records of a scope and stores it: accounts, reasons, links, parents. What rests on a link that changed is
 * queued with it. What is stored is in such an order that a run which is killed is made good by the next one.
 */
export async function decideScope(
  store: Store,
  tenantId: string,
  scope: IdentityScope,
  nowMs: number,
): Promise<Decided> {
  const { keyed, counted, urls, past, linked, records } = scope;
  const identity = joinAlike(keyed, counted.frequencies, past);
  const { accounts, merged } = identity;
  const inUse = new Set(accounts.map((a) => a.id));
  const accountIds = [...new Set([...scope.accountIds, ...inUse])];
  await saveAccounts(store, tenantId, accounts, nowMs);
  await releaseDomains(store, tenantId, (id) => inUse.has(id), accountIds);
  await saveMatchEdges(store, tenantId, toMatchEdges(identity), records.map(keyText), nowMs);
  // Before the links: once they have moved, nobody could tell any more what has become of an old id.
  await saveRedirects(store, tenantId, merged, nowMs);
  const links = companyLinks(accounts, urls);
  const isNew = (link: LinkRow) => !linked.has(keyText(link));
  for (const some of [
    ...batches(links.filter(isNew)),
    ...batches(
      links.filter((l) => !isNew(l)),
      linkBatch,
    ),
  ])
    await saveLinks(store, tenantId, { rank: 'company', links: some }, nowMs);
  const gone = new Map(linked);
  for (const link of links) gone.delete(keyText(link));
  for (const some of batches([...gone.values()], linkBatch))
    await saveLinks(store, tenantId, { rank: 'company', gone: some }, nowMs);
  const revived = accounts.map(({ id }) => id).filter((id) => past.redirects.has(id));
  await removeRedirects(store, tenantId, revived, nowMs);
  const parents = findParents(accounts, identity.graph, identity.frequencies);
  await saveParents(store, tenantId, parents, accountIds, nowMs);
  return { scope, identity, parents };
}

/** After all company records were decided about: takes away what is stored of accounts and records that are nowhere any more. */
export async function removeStrays(
  store: Store,
  tenantId: string,
  inUse: ReadonlySet<string>,
  isThere: (record: string) => boolean,
): Promise<void> {
  await releaseDomains(store, tenantId, (id) => inUse.has(id));
  await removeStrayParents(store, tenantId, (id) => inUse.has(id));
  await removeStrayEdges(store, tenantId, isThere);
}

/** The links of company records, and of the ids that were merged away in their source. */
function companyLinks(accounts: readonly ResolvedAccount[], urls: ReadonlyMap<string, string | null>): LinkRow[] {
  return accounts.flatMap((account) => {
    const links = new Map<string, RecordLink>();
    for (const member of account.members) {
      const record = keyText(member.key);
      links.set(record, linkCompany(account, member, urls.get(record) ?? null));
    }
    const own = account.members.map(({ key }): LinkRow => ({ ...key, ...linkAt(links, key) }));
    const merged = account.merged.map(
      ({ key, into }): LinkRow => ({ ...key, ...linkMerged(key, linkAt(links, into)) }),
    );
    return [...own, ...merged];
  });
}

const linkAt = (links: ReadonlyMap<string, RecordLink>, key: SourceKey) => links.get(keyText(key)) as RecordLink;

/** The reasons as they are stored: the records in key order, the score as a probability, the weights as they were. */
function toMatchEdges({ graph }: Identity): MatchEdge[] {
  const textOf = (i: number) => keyText((graph.companies[i] as CompanyKey).key);
  return graph.edges.map(({ a, b, evidence, weighing, actor }) => ({
    a: textOf(Math.min(a, b)),
    b: textOf(Math.max(a, b)),
    rule: evidence.rule,
    evidence: JSON.stringify({ value: evidence.value, ...(weighing && { weights: weighing.weights }) }),
    score: weighing && Math.floor(weighing.probability * 1e6) / 1e6,
    modelVersion,
    actor,
  }));
}
