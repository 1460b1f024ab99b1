import type { Resolution } from '../../lib/contract/identity.ts';
import type { NamedAccount } from '../domain/identity/candidates.ts';
import { companyKinds, compareKeys, keyText } from '../domain/identity/companyKey.ts';
import type { Known, KnownCompany, KnownPerson, RecordLink } from '../domain/identity/known.ts';
import { needsOf } from '../domain/identity/linkRecord.ts';
import { sourcePriority } from '../domain/identity/nameAccounts.ts';
import type { Fact, Source, SourceKey } from '../domain/model.ts';
import { byKind } from './byKind.ts';
import type { Store } from './openStore.ts';

/** A stored link with its key. */
type StoredLink = SourceKey & RecordLink;

/** Everything that is known and needed to link these facts, at most 500, in a few queries. */
export async function readKnown(store: Store, tenantId: string, facts: readonly Fact[]): Promise<Known> {
  const needs = facts.map(needsOf);
  const companyKeys = distinct(needs.flatMap((n) => n.companies));
  const personKeys = distinct(needs.flatMap((n) => n.people));
  const domains = [...new Set(needs.flatMap((n) => n.domain ?? []))];
  const companies = await readCompanyLinks(store, tenantId, companyKeys);
  const people = await readLinks(store, tenantId, personKeys);
  const owners = await readOwners(store, tenantId, domains);
  const ownerIds = [...new Set([...owners.values()].flat())];
  const accounts = await readAccounts(store, tenantId, [
    ...ownerIds,
    ...[...companies.values(), ...people.values()].flatMap(({ accountId, resolution }) => [
      ...(accountId === null ? [] : [accountId]),
      ...resolution.candidates.map((c) => c.accountId),
    ]),
  ]);
  const ownRecords = await readCompaniesOf(store, tenantId, ownerIds);
  const named = await readNamed(
    store,
    tenantId,
    [...people.values()].filter((link) => !isByCompany(link)),
  );
  return {
    account: (id) => accounts.get(id),
    company(key): KnownCompany | undefined {
      const { accountId, resolution } = companies.get(keyText(key)) ?? {};
      const account = accountId ? accounts.get(accountId) : undefined;
      const step = resolution?.chain[0];
      if (!resolution || !account || !step) return undefined;
      return { account, confidence: resolution.confidence, evidence: resolution.evidence, step };
    },
    person(key): KnownPerson | undefined {
      const link = people.get(keyText(key));
      const step = link?.resolution.chain[0];
      if (!link || !step) return undefined;
      const { accountId, resolution } = link;
      return { link: { accountId, resolution }, step, hasCompany: isByCompany(link) || named.has(keyText(key)) };
    },
    owners: (domain) => (owners.get(domain) ?? []).flatMap((id) => accounts.get(id) ?? []),
    companiesOf: (id) => ownRecords.get(id) ?? [],
  };
}

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
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where(
        'id',
        'in',
        alike.map((k) => k.id),
      )
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
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where(
        'id',
        'in',
        keys.map((k) => k.id),
      )
      .execute();
    for (const { id, on_key } of rows) if (on_key.startsWith(`${source}/`)) named.add(keyText({ source, kind, id }));
  }
  return named;
}
