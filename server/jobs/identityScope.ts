import { keyText } from '../domain/identity/companyKey.ts';
import { chainsOf, type Decision, decisionPairs } from '../domain/identity/decisions.ts';
import { countIn, Frequencies, statsOf, type Totals } from '../domain/identity/frequencies.ts';
import { newAccountId, type Past, spareAccountId } from '../domain/identity/nameAccounts.ts';
import { keyOfText } from '../domain/identity/recordNumbers.ts';
import { type Counted, countAll, joinByKeys, type Keyed } from '../domain/identity/resolveIdentity.ts';
import type { SourceKey } from '../domain/model.ts';
import { readAccountAges } from '../store/accounts.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import { type IndexedMember, type IndexedProfile, readPlaces } from '../store/identityIndex.ts';
import type { IdentityResult } from '../store/identityState.ts';
import { type Membership, readMembershipsOf } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { followRedirects, readFormerIds } from '../store/redirects.ts';
import { findTouched } from './touchedCompanies.ts';

/** Company records to decide about together, what was decided before, and what is replaced by what is decided now. */
export type IdentityScope = {
  keyed: Keyed;
  counted: Counted;
  /** The page of each record that is there. */
  urls: ReadonlyMap<string, string | null>;
  past: Past;
  /** The records that have a link. */
  linked: ReadonlyMap<string, SourceKey>;
  /** The accounts of these records, those included that may be there. */
  accountIds: string[];
  /** Those included that are gone. */
  records: readonly SourceKey[];
};

/** How often values occur among all customers of a tenant: `keys` as `sortKeys` returns them. */
export type Counts = { totals: Totals; keys: Int32Array };

/** These records, which nothing connects with the rest; all there are where `counts` is null. */
export async function readScope(
  store: Store,
  tenantId: string,
  records: readonly SourceKey[],
  decisions: readonly Decision[],
  counts: Counts | null,
): Promise<IdentityScope> {
  const { companies, urls } = await readCompanies(store, tenantId, records);
  const keyed = joinByKeys(companies, decisions);
  const counted = counts ? countPart(keyed, counts) : countAll(keyed);
  const own = await readOwn(store, tenantId, records, keyed);
  return { keyed, counted, urls, records, ...pastOf(own) };
}

function countPart({ profiles }: Keyed, { totals, keys }: Counts): Counted {
  const count = countIn(keys);
  return { stats: [...statsOf(profiles, count)], totals, frequencies: new Frequencies(totals, count) };
}

/** The part of the index that a run about what was touched replaces. */
export type TouchedScope = IdentityScope & { before: IndexedProfile[]; membersBefore: IndexedMember[] };

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
): Promise<TouchedScope | null> {
  const touched = await findTouched(store, tenantId, withChains(changed, decisions), decisions, result);
  if (!touched) return null;
  const own = await readOwn(store, tenantId, touched.records, touched.keyed);
  const isTaken = own.beside.some(({ accountId }) => accountId !== null && !own.had.has(accountId));
  if (isTaken || (await readPlaces(store, tenantId, own.beside)).length > 0) return null;
  return { ...touched, ...pastOf(own) };
}

/** These records, and those that must be one with them: of two that are gone, others may be left that were one by them. */
function withChains(changed: readonly SourceKey[], decisions: readonly Decision[]): SourceKey[] {
  const chains = chainsOf(decisionPairs(decisions, 'must'));
  const texts = changed.map(keyText).flatMap((record) => [record, ...(chains.get(record) ?? [])]);
  return [...new Set(texts)].map(keyOfText);
}

type Own = {
  own: Membership[];
  /** The links of other records of the same accounts. */
  beside: Membership[];
  /** The accounts that the records have. */
  had: ReadonlySet<string>;
  /** Those included that they may get. */
  accountIds: string[];
  /** Those that they may not get, because other records have them. */
  elsewhere: ReadonlySet<string>;
  /** Those that lead to another account, and to which. */
  redirects: ReadonlyMap<string, string>;
  /** When they were made. */
  createdAt: ReadonlyMap<string, number>;
};

/** The links of these records, those of the other records of their accounts, and the accounts. */
async function readOwn(store: Store, tenantId: string, records: readonly SourceKey[], { graph }: Keyed): Promise<Own> {
  const merged = graph.companies.flatMap(({ key, mergedIds }) => mergedIds.map((id) => ({ ...key, id })));
  const inside = new Map([...records, ...merged].map((key) => [keyText(key), key]));
  const keys = [...inside.values()];
  const own = await readMembershipsOf(store, tenantId, { records: keys });
  const ids = [...new Set(own.flatMap(({ accountId }) => accountId ?? []))];
  // Ids that lead to one of these; some a run has given up which was stopped before it had told everybody.
  const had = new Set([...ids, ...(await readFormerIds(store, tenantId, ids)).keys()]);
  // Ids that records would get here, or got in a run that was stopped before they had a link.
  const accountIds = [...new Set([...had, ...keys.map(newAccountId)])];
  const beside = (await readMembershipsOf(store, tenantId, { accountIds })).filter(
    (membership) => !inside.has(keyText(membership)),
  );
  const known = new KnownIds(store, tenantId);
  await known.read(accountIds);
  const elsewhere = await readElsewhere(store, tenantId, keys, [...own, ...beside], known);
  const { redirects, createdAt } = known;
  return { own, beside, accountIds, had, elsewhere, redirects, createdAt };
}

/** What has become of account ids. */
class KnownIds {
  readonly redirects = new Map<string, string>();
  readonly createdAt = new Map<string, number>();
  readonly #store: Store;
  readonly #tenantId: string;

  constructor(store: Store, tenantId: string) {
    this.#store = store;
    this.#tenantId = tenantId;
  }

  async read(ids: readonly string[]): Promise<void> {
    for (const [from, to] of await followRedirects(this.#store, this.#tenantId, ids)) this.redirects.set(from, to);
    for (const [id, at] of await readAccountAges(this.#store, this.#tenantId, ids)) this.createdAt.set(id, at);
  }

  has(id: string): boolean {
    return this.redirects.has(id) || this.createdAt.has(id);
  }
}

/**
 * Ids that were made from these records when their first one was in use, and that only others have now. Asked for one number after the
 * other, of those records alone whose last id is known.
 */
async function readElsewhere(
  store: Store,
  tenantId: string,
  records: readonly SourceKey[],
  memberships: readonly Membership[],
  known: KnownIds,
): Promise<ReadonlySet<string>> {
  const inside = new Set(memberships.map(keyText));
  const inUse = new Set(memberships.map(({ accountId }) => accountId));
  const elsewhere = new Set<string>();
  let asked = records.filter((record) => known.has(newAccountId(record)) || inUse.has(newAccountId(record)));
  for (let n = 1; asked.length > 0; n++) {
    const madeFrom = new Map(asked.map((record) => [spareAccountId(record, n), record]));
    const accountIds = [...madeFrom.keys()];
    await known.read(accountIds);
    const held = await readMembershipsOf(store, tenantId, { accountIds });
    for (const membership of held)
      if (membership.accountId !== null && !inside.has(keyText(membership))) elsewhere.add(membership.accountId);
    const heldIds = new Set(held.map(({ accountId }) => accountId));
    asked = [...madeFrom].filter(([id]) => known.has(id) || heldIds.has(id)).map(([, record]) => record);
  }
  return elsewhere;
}

function pastOf({
  own,
  beside,
  accountIds,
  elsewhere,
  redirects,
  createdAt,
}: Own): Pick<IdentityScope, 'linked' | 'past' | 'accountIds'> {
  const linked = new Map<string, SourceKey>();
  const accountOf = new Map<string, { accountId: string; since: number }>();
  for (const { accountId, since, source, kind, id } of [...own, ...beside]) {
    const key = { source, kind, id };
    linked.set(keyText(key), key);
    if (accountId !== null) accountOf.set(keyText(key), { accountId, since });
  }
  return { linked, past: { accountOf, createdAt, redirects, elsewhere }, accountIds };
}
