import type { Resolution } from '../../lib/contract/identity.ts';
import type { NamedAccount } from '../domain/identity/candidates.ts';
import { companyKinds, compareKeys, keyText } from '../domain/identity/companyKey.ts';
import type { Known, KnownCompany, KnownPerson, RecordLink } from '../domain/identity/known.ts';
import { needsOf } from '../domain/identity/linkRecord.ts';
import { sourcePriority } from '../domain/identity/nameAccounts.ts';
import type { Fact, Source, SourceKey } from '../domain/model.ts';
import { byKind, isAmong } from './byKind.ts';
import type { Store } from './openStore.ts';

/** A stored link with its key. */
type StoredLink = SourceKey & RecordLink;

/** Entries of one kind that are kept; beyond, all are dropped: memory must not grow with the records. */
const maxKept = 20_000;

/**
 * What is known of companies, people and accounts, read from the store as far as the facts at hand ask for it, and kept: while records of
 * one rank are linked, nothing that they ask for changes.
 */
export class KnownLinks {
  readonly #store: Store;
  readonly #tenantId: string;
  /** Null for what is not there, so that it is not asked for again. */
  readonly #companies = new Map<string, StoredLink | null>();
  readonly #people = new Map<string, StoredLink | null>();
  readonly #named = new Set<string>();
  readonly #accounts = new Map<string, NamedAccount | null>();
  readonly #owners = new Map<string, string[]>();
  readonly #companiesOf = new Map<string, Resolution['chain']>();

  constructor(store: Store, tenantId: string) {
    this.#store = store;
    this.#tenantId = tenantId;
  }

  /** Everything that is known and needed to link these facts, at most 1000, in a few queries. */
  async read(facts: readonly Fact[]): Promise<Known> {
    const [store, tenantId] = [this.#store, this.#tenantId];
    for (const kept of [this.#companies, this.#people, this.#accounts, this.#owners, this.#companiesOf])
      if (kept.size > maxKept) kept.clear();
    if (this.#named.size > maxKept) {
      this.#named.clear();
      this.#people.clear();
    }
    const needs = facts.map(needsOf);
    const companyKeys = missing(
      needs.flatMap((n) => n.companies),
      this.#companies,
    );
    const personKeys = missing(
      needs.flatMap((n) => n.people),
      this.#people,
    );
    const companies = await readCompanyLinks(store, tenantId, companyKeys);
    const people = await readLinks(store, tenantId, personKeys);
    for (const key of companyKeys) this.#companies.set(keyText(key), companies.get(keyText(key)) ?? null);
    for (const key of personKeys) this.#people.set(keyText(key), people.get(keyText(key)) ?? null);
    const unsure = [...people.values()].filter((link) => !isByCompany(link));
    for (const key of await readNamed(store, tenantId, unsure)) this.#named.add(key);

    const domains = [...new Set(needs.flatMap((n) => n.domain ?? []))];
    const unknown = domains.filter((domain) => !this.#owners.has(domain));
    const owners = await readOwners(store, tenantId, unknown);
    for (const domain of unknown) this.#owners.set(domain, owners.get(domain) ?? []);
    const ownerIds = [...new Set(domains.flatMap((domain) => this.#owners.get(domain) ?? []))];
    const withoutRecords = ownerIds.filter((id) => !this.#companiesOf.has(id));
    const ownRecords = await readCompaniesOf(store, tenantId, withoutRecords);
    for (const id of withoutRecords) this.#companiesOf.set(id, ownRecords.get(id) ?? []);

    const wanted = new Set(ownerIds);
    for (const { companies: asked, people: askedPeople } of needs)
      for (const link of [
        ...asked.map((key) => this.#companies.get(keyText(key))),
        ...askedPeople.map((key) => this.#people.get(keyText(key))),
      ]) {
        if (link?.accountId) wanted.add(link.accountId);
        for (const candidate of link?.resolution.candidates ?? []) wanted.add(candidate.accountId);
      }
    const ids = [...wanted].filter((id) => !this.#accounts.has(id));
    const accounts = await readAccounts(store, tenantId, ids);
    for (const id of ids) this.#accounts.set(id, accounts.get(id) ?? null);
    return this.#known();
  }

  #known(): Known {
    const account = (id: string) => this.#accounts.get(id) ?? undefined;
    return {
      account,
      company: (key): KnownCompany | undefined => {
        const { accountId, resolution } = this.#companies.get(keyText(key)) ?? {};
        const owner = accountId ? account(accountId) : undefined;
        const step = resolution?.chain[0];
        if (!resolution || !owner || !step) return undefined;
        return { account: owner, confidence: resolution.confidence, evidence: resolution.evidence, step };
      },
      person: (key): KnownPerson | undefined => {
        const text = keyText(key);
        const link = this.#people.get(text);
        const step = link?.resolution.chain[0];
        if (!link || !step) return undefined;
        const { accountId, resolution } = link;
        return { link: { accountId, resolution }, step, hasCompany: isByCompany(link) || this.#named.has(text) };
      },
      owners: (domain) => (this.#owners.get(domain) ?? []).flatMap((id) => account(id) ?? []),
      companiesOf: (id) => this.#companiesOf.get(id) ?? [],
    };
  }
}

/** Each of these keys once that is not among the kept. */
const missing = (keys: readonly SourceKey[], kept: ReadonlyMap<string, unknown>) =>
  distinct(keys).filter((key) => !kept.has(keyText(key)));

const distinct = (keys: readonly SourceKey[]) => [...new Map(keys.map((k) => [keyText(k), k])).values()];

/** Whether a person is linked by a company that the source names, and not by an address. */
const isByCompany = ({ resolution: { confidence, evidence } }: StoredLink) =>
  confidence !== 'none' && evidence[0]?.rule !== 'emailDomain';

async function readLinks(store: Store, tenantId: string, keys: readonly SourceKey[]): Promise<Map<string, StoredLink>> {
  const found = new Map<string, StoredLink>();
  for (const { source, kind, keys: alike } of byKind(keys)) {
    const rows = await store.db
      .selectFrom('record_link')
      .select(['id', 'account_id', 'resolution'])
      .where(isAmong(tenantId, { source, kind, keys: alike }))
      .execute();
    for (const row of rows) {
      const key = { source, kind, id: row.id };
      const resolution: Resolution = JSON.parse(row.resolution);
      found.set(keyText(key), { ...key, accountId: row.account_id, resolution });
    }
  }
  return found;
}

/** Links of company records. An id that was merged away stands for the record that survived. */
async function readCompanyLinks(store: Store, tenantId: string, keys: readonly SourceKey[]) {
  const found = await readLinks(store, tenantId, keys);
  const survivorOf = new Map<string, SourceKey>();
  for (const [key, { source, kind, id, resolution }] of found) {
    const step = resolution.chain[0];
    if (step && step.id !== id) survivorOf.set(key, { source, kind, id: step.id });
  }
  if (survivorOf.size === 0) return found;
  const survivors = await readLinks(store, tenantId, distinct([...survivorOf.values()]));
  for (const [key, survivor] of survivorOf) {
    const link = survivors.get(keyText(survivor));
    if (link) found.set(key, link);
    else found.delete(key);
  }
  return found;
}

async function readOwners(store: Store, tenantId: string, domains: readonly string[]): Promise<Map<string, string[]>> {
  if (domains.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('account_domain')
    .select(['domain', 'account_id'])
    .where('tenant_id', '=', tenantId)
    .where('domain', 'in', domains)
    .execute();
  const grouped = Map.groupBy(rows, (row) => row.domain);
  return new Map([...grouped].map(([domain, of]) => [domain, of.map((row) => row.account_id)]));
}

async function readAccounts(
  store: Store,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, NamedAccount>> {
  const distinctIds = [...new Set(ids)];
  if (distinctIds.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('account')
    .select(['id', 'name', 'domain'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', distinctIds)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** The company records of accounts as steps, without those that were merged away, in the order of systems and ids. */
async function readCompaniesOf(store: Store, tenantId: string, accountIds: readonly string[]) {
  if (accountIds.length === 0) return new Map<string, Resolution['chain']>();
  const rows = await store.db
    .selectFrom('record_link')
    .select(['account_id', 'source', 'kind', 'id', 'resolution'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', [...accountIds])
    .where('kind', 'in', [...new Set(Object.values(companyKinds))])
    .execute();
  const steps = rows
    .flatMap((row) => {
      const step = (JSON.parse(row.resolution) as Resolution).chain[0];
      return step && step.id === row.id ? [{ account: row.account_id ?? '', row, step }] : [];
    })
    .sort((x, y) => order(x.row.source) - order(y.row.source) || compareKeys(x.row, y.row));
  const grouped = Map.groupBy(steps, (s) => s.account);
  return new Map([...grouped].map(([id, of]) => [id, of.map((s) => s.step)]));
}

const order = (source: Source) => sourcePriority[source];

/** Those of these people for whom the source names a company that is not known. */
async function readNamed(store: Store, tenantId: string, people: readonly StoredLink[]): Promise<Set<string>> {
  const named = new Set<string>();
  for (const { source, kind, keys } of byKind(people)) {
    const rows = await store.db
      .selectFrom('link_dependency')
      .select(['id', 'on_key'])
      .where(isAmong(tenantId, { source, kind, keys }))
      .execute();
    for (const { id, on_key } of rows) if (on_key.startsWith(`${source}/`)) named.add(keyText({ source, kind, id }));
  }
  return named;
}
