import { type CompanyKey, keyText } from '../domain/identity/companyKey.ts';
import { findParents } from '../domain/identity/hierarchy.ts';
import type { RecordLink } from '../domain/identity/known.ts';
import { linkCompany, linkMerged } from '../domain/identity/linkRecord.ts';
import type { Past, ResolvedAccount } from '../domain/identity/nameAccounts.ts';
import { type Identity, resolveIdentity } from '../domain/identity/resolveIdentity.ts';
import { modelVersion } from '../domain/identity/similarityModel.ts';
import type { Source, SourceKey } from '../domain/model.ts';
import { readAccountAges, releaseDomains, saveAccounts } from '../store/accounts.ts';
import { batches } from '../store/batches.ts';
import { type IdentityResult, readCompanies } from '../store/companyIdentity.ts';
import { readDecisionsInForce } from '../store/decisions.ts';
import { type LinkRow, readMemberships, saveLinks } from '../store/links.ts';
import { type MatchEdge, saveMatchEdges } from '../store/matchEdges.ts';
import type { Store } from '../store/openStore.ts';
import { saveParents } from '../store/parents.ts';
import { readRedirects, removeRedirects, saveRedirects } from '../store/redirects.ts';

/** A link that moves queues all records of two accounts in its transaction. */
const linkBatch = 100;

/**
 * Decides which company records are one customer, from what is kept of them, and links them. What rests on a link that changed is queued
 * with it. What is stored is in such an order that a run which is killed is made good by the next one.
 */
export async function identifyCompanies(store: Store, tenantId: string, nowMs: number): Promise<IdentityResult> {
  const { known, past } = await readPast(store, tenantId);
  const { companies, urls } = await readCompanies(store, tenantId);
  const identity = resolveIdentity(companies, past, await readDecisionsInForce(store, tenantId));
  const { accounts, merged } = identity;
  await saveAccounts(store, tenantId, accounts, nowMs);
  await releaseDomains(store, tenantId, new Set(accounts.map((a) => a.id)));
  await saveMatchEdges(store, tenantId, toMatchEdges(identity), nowMs);
  // Before the links: once they have moved, nobody could tell any more what has become of an old id.
  await saveRedirects(store, tenantId, merged, nowMs);
  const links = companyLinks(accounts, urls);
  for (const part of batches(links, linkBatch))
    await saveLinks(store, tenantId, { rank: 'company', links: part }, nowMs);
  for (const link of links) known.delete(keyText(link));
  for (const part of batches([...known].map(parseKey), linkBatch))
    await saveLinks(store, tenantId, { rank: 'company', gone: part }, nowMs);
  const revived = accounts.map(({ id }) => id).filter((id) => past.redirects.has(id));
  await removeRedirects(store, tenantId, revived, nowMs);
  const parents = findParents(accounts, identity.graph);
  await saveParents(store, tenantId, parents, nowMs);
  const cycles = parents.flatMap(({ kind, evidence }) => (kind === 'cycle' ? [evidence] : []));
  return { accounts: accounts.length, cycles };
}

/** The keys of all company records that have a link, and what the accounts were. */
async function readPast(store: Store, tenantId: string): Promise<{ known: Set<string>; past: Past }> {
  const known = new Set<string>();
  const accountOf = new Map<string, { accountId: string; since: number }>();
  for await (const { accountId, since, ...key } of readMemberships(store, tenantId)) {
    known.add(keyText(key));
    if (accountId !== null) accountOf.set(keyText(key), { accountId, since });
  }
  const redirects = new Set((await readRedirects(store, tenantId)).keys());
  return { known, past: { accountOf, createdAt: await readAccountAges(store, tenantId), redirects } };
}

/** The links of all company records, and of the ids that were merged away in their source. */
function companyLinks(accounts: readonly ResolvedAccount[], urls: ReadonlyMap<string, string | null>): LinkRow[] {
  return accounts.flatMap((account) => {
    const links = new Map<Source, RecordLink>();
    const own = account.members.map((member): LinkRow => {
      const link = linkCompany(account, member, urls.get(keyText(member.key)) ?? null);
      if (!links.has(member.key.source)) links.set(member.key.source, link);
      return { ...member.key, ...link };
    });
    const merged = account.mergedIds.flatMap((key): LinkRow[] => {
      const survivor = links.get(key.source);
      // A record that is still there has its own link: a source may say that it was merged before it takes it away.
      return survivor && !urls.has(keyText(key)) ? [{ ...key, ...linkMerged(key, survivor) }] : [];
    });
    return [...own, ...merged];
  });
}

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

function parseKey(text: string): SourceKey {
  const [source, kind, ...id] = text.split('/');
  return { source: source as Source, kind: kind ?? '', id: id.join('/') };
}
