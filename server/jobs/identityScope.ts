import { keyText } from '../domain/identity/companyKey.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { newAccountId, type Past } from '../domain/identity/nameAccounts.ts';
import { type Counted, countAll, joinByKeys, type Keyed } from '../domain/identity/resolveIdentity.ts';
import type { SourceKey } from '../domain/model.ts';
import { readAccountAges } from '../store/accounts.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import { type IndexedMember, type IndexedProfile, readPlaces } from '../store/identityIndex.ts';
import type { IdentityResult } from '../store/identityState.ts';
import { type Membership, readMemberships, readMembershipsOf } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { readFormerIds, readRedirected } from '../store/redirects.ts';
import { findTouched } from './touchedCompanies.ts';

/** The company records to decide about, what was decided before, and what is replaced by what is decided now. */
export type IdentityScope = {
  keyed: Keyed;
  counted: Counted;
  /** The page of each record that is there. */
  urls: ReadonlyMap<string, string | null>;
  past: Past;
  /** The records that have a link. */
  linked: ReadonlyMap<string, SourceKey>;
  /** Null: everything is decided about. */
  part: ScopePart | null;
};

/** The accounts, those included that may be there, the records and the part of the index that a run over a part replaces. */
export type ScopePart = {
  accountIds: string[];
  records: SourceKey[];
  before: IndexedProfile[];
  membersBefore: IndexedMember[];
};

/** Everything. */
export async function readWhole(
  store: Store,
  tenantId: string,
  decisions: readonly Decision[],
): Promise<IdentityScope> {
  const { companies, urls } = await readCompanies(store, tenantId);
  const keyed = joinByKeys(companies, decisions);
  const memberships: Membership[] = [];
  for await (const membership of readMemberships(store, tenantId)) memberships.push(membership);
  const redirects = await readRedirected(store, tenantId);
  const createdAt = await readAccountAges(store, tenantId);
  const counted = countAll(keyed);
  return { keyed, counted, urls, ...linksOf(memberships, { createdAt, redirects }), part: null };
}

/**
 * What the changed records may have to do with; null when that is not to be told apart from the rest, because it is too much or because
 * account ids lead out of it.
 */
export async function readTouched(
  store: Store,
  tenantId: string,
  changed: readonly SourceKey[],
  decisions: readonly Decision[],
  result: IdentityResult,
): Promise<IdentityScope | null> {
  const touched = await findTouched(store, tenantId, changed, decisions, result);
  if (!touched) return null;
  const { keyed, counted, urls, records, before, membersBefore } = touched;
  const { companies } = keyed.graph;
  const merged = companies.flatMap(({ key, mergedIds }) => mergedIds.map((id) => ({ ...key, id })));
  const inside = new Map([...records, ...merged].map((key) => [keyText(key), key]));
  const own = await readMembershipsOf(store, tenantId, { records: [...inside.values()] });
  const had = new Set(own.flatMap(({ accountId }) => accountId ?? []));
  // Ids that a run gave up which was stopped before it had told everybody.
  const former = [...(await readFormerIds(store, tenantId, [...had])).keys()];
  const accountIds = [...new Set([...had, ...former])];
  // Ids that records would get here, or got in a run that was stopped before they had a link.
  const possible = records.map(newAccountId).filter((id) => !had.has(id));
  const beside = (await readMembershipsOf(store, tenantId, { accountIds: [...accountIds, ...possible] })).filter(
    (membership) => !inside.has(keyText(membership)),
  );
  const isTaken = beside.some(({ accountId }) => accountId !== null && !accountIds.includes(accountId));
  if (isTaken || (await readPlaces(store, tenantId, beside)).length > 0) return null;
  const ids = [...new Set([...accountIds, ...possible])];
  const redirects = await readRedirected(store, tenantId, ids);
  const createdAt = await readAccountAges(store, tenantId, ids);
  const links = linksOf([...own, ...beside], { createdAt, redirects });
  return { keyed, counted, urls, ...links, part: { accountIds: ids, records, before, membersBefore } };
}

function linksOf(
  memberships: readonly Membership[],
  { createdAt, redirects }: Pick<Past, 'createdAt' | 'redirects'>,
): Pick<IdentityScope, 'linked' | 'past'> {
  const linked = new Map<string, SourceKey>();
  const accountOf = new Map<string, { accountId: string; since: number }>();
  for (const { accountId, since, source, kind, id } of memberships) {
    const key = { source, kind, id };
    linked.set(keyText(key), key);
    if (accountId !== null) accountOf.set(keyText(key), { accountId, since });
  }
  return { linked, past: { accountOf, createdAt, redirects } };
}
