import type { Transaction } from 'kysely';
import type { CompanyKey } from '../domain/identity/companyKey.ts';
import { addContactKey, companyKinds, keyText } from '../domain/identity/companyKey.ts';
import type { Source, SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind, isAfter, isAmong } from './byKind.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import { pagesOf } from './pagesOf.ts';
import type { Schema } from './schema.ts';

/** A company record as identity sees it, and its page. */
export type StoredCompany = { company: CompanyKey; url: string | null };
/** A person's corporate address as one of a company's: `contact` is its key. */
export type CompanyContact = { companyId: string; contact: number; domain: string };

const pageRows = 1000;

/**
 * Makes what is stored of company records what it is now, at most 1000; null for one that is gone. Returns those that differ. Inside the
 * caller's transaction.
 */
export async function saveCompanies(
  trx: Transaction<Schema>,
  tenantId: string,
  records: readonly (SourceKey & { stored: StoredCompany | null })[],
): Promise<SourceKey[]> {
  const differing: SourceKey[] = [];
  for (const { source, kind, keys } of byKind(records)) {
    const rows = await trx
      .selectFrom('company_identity')
      .select(['id', 'company'])
      .where(isAmong(tenantId, { source, kind, keys }))
      .execute();
    const before = new Map(rows.map((row) => [row.id, row.company]));
    const gone = keys.filter((k) => k.stored === null && before.has(k.id));
    const changed = keys.flatMap(({ id, stored }) => {
      const company = stored && JSON.stringify(stored);
      return company === null || company === before.get(id) ? [] : [{ tenant_id: tenantId, source, kind, id, company }];
    });
    if (gone.length > 0)
      await trx
        .deleteFrom('company_identity')
        .where(isAmong(tenantId, { source, kind, keys: gone }))
        .execute();
    await insertRows(trx, changed, (values) =>
      trx
        .insertInto('company_identity')
        .values(values)
        .onConflict((oc) =>
          oc
            .columns(['tenant_id', 'source', 'kind', 'id'])
            .doUpdateSet((eb) => ({ company: eb.ref('excluded.company') })),
        ),
    );
    for (const { id } of [...gone, ...changed]) differing.push({ source, kind, id });
  }
  return differing;
}

/**
 * The same for the companies of people: `contacts` is empty for one without corporate address or company, or that is gone. Returns the
 * companies whose people differ.
 */
export async function saveContacts(
  trx: Transaction<Schema>,
  tenantId: string,
  people: readonly (SourceKey & { contacts: readonly CompanyContact[] })[],
): Promise<SourceKey[]> {
  const differing = new Map<string, SourceKey>();
  for (const [source, of] of Map.groupBy(people, (p) => p.source)) {
    const stored = await trx
      .selectFrom('company_contact')
      .select(['person_id', 'company_id', 'contact', 'domain'])
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where(
        'person_id',
        'in',
        of.map((p) => p.id),
      )
      .execute();
    const text = (personId: string, c: CompanyContact) => JSON.stringify([personId, c.companyId, c.contact, c.domain]);
    const before = new Set(
      stored.map((row) => text(row.person_id, { companyId: row.company_id, contact: row.contact, domain: row.domain })),
    );
    const storedOf = Map.groupBy(stored, (row) => row.person_id);
    const changed = of.filter(
      ({ id, contacts }) =>
        (storedOf.get(id)?.length ?? 0) !== contacts.length || contacts.some((c) => !before.has(text(id, c))),
    );
    if (changed.length === 0) continue;
    const companyIds = changed.flatMap(({ id, contacts }) => [
      ...(storedOf.get(id) ?? []).map((row) => row.company_id),
      ...contacts.map((c) => c.companyId),
    ]);
    for (const id of companyIds) {
      const key = { source, kind: companyKinds[source], id };
      differing.set(keyText(key), key);
    }
    await trx
      .deleteFrom('company_contact')
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where(
        'person_id',
        'in',
        changed.map((p) => p.id),
      )
      .execute();
    const rows = changed.flatMap(({ id, contacts }) =>
      contacts.map((c) => ({
        tenant_id: tenantId,
        source,
        person_id: id,
        company_id: c.companyId,
        contact: c.contact,
        domain: c.domain,
      })),
    );
    for (const part of batches(rows))
      await insertRows(trx, part, (values) => trx.insertInto('company_contact').values(values));
  }
  return [...differing.values()];
}

/** All company records as identity sees them, without the addresses of their people, a page at a time. */
export async function* readCompanyPages(store: Store, tenantId: string): AsyncIterable<CompanyKey[]> {
  for await (const page of companyPages(store, tenantId))
    yield page.map((row) => (JSON.parse(row.company) as StoredCompany).company);
}

/** Company records as identity sees them, with the addresses of their people, and the page of each: all, or those of these that are there. */
export async function readCompanies(
  store: Store,
  tenantId: string,
  only?: readonly SourceKey[],
): Promise<{ companies: CompanyKey[]; urls: Map<string, string | null> }> {
  const byKey = new Map<string, CompanyKey>();
  const urls = new Map<string, string | null>();
  for await (const page of only ? companiesAmong(store, tenantId, only) : companyPages(store, tenantId))
    for (const row of page) {
      const { company, url }: StoredCompany = JSON.parse(row.company);
      const key = keyText(company.key);
      byKey.set(key, company);
      urls.set(key, url);
    }
  for await (const page of only ? contactsAmong(store, tenantId, only) : contactPages(store, tenantId))
    for (const { source, companyId, contact, domain } of page) {
      const company = byKey.get(keyText({ source, kind: companyKinds[source], id: companyId }));
      if (company) addContactKey(company, contact, domain);
    }
  return { companies: [...byKey.values()], urls };
}

async function* companiesAmong(store: Store, tenantId: string, only: readonly SourceKey[]) {
  for (const part of batches(only))
    for (const group of byKind(part))
      yield await store.db
        .selectFrom('company_identity')
        .select(['source', 'kind', 'id', 'company'])
        .where(isAmong(tenantId, group))
        .execute();
}

/** The people of each company in the order in which all are read, since only the first so many count. */
async function* contactsAmong(store: Store, tenantId: string, only: readonly SourceKey[]): AsyncIterable<ContactRow[]> {
  for (const part of batches(only))
    for (const { source, keys } of byKind(part))
      yield await store.db
        .selectFrom('company_contact')
        .select(contactColumns)
        .where('tenant_id', '=', tenantId)
        .where('source', '=', source)
        .where(
          'company_id',
          'in',
          keys.map((k) => k.id),
        )
        .orderBy('person_id')
        .orderBy('company_id')
        .execute();
}

function companyPages(store: Store, tenantId: string): AsyncIterable<(SourceKey & { company: string })[]> {
  return pagesOf(pageRows, (after, size) => {
    const query = store.db
      .selectFrom('company_identity')
      .select(['source', 'kind', 'id', 'company'])
      .where('tenant_id', '=', tenantId)
      .orderBy('source')
      .orderBy('kind')
      .orderBy('id')
      .limit(size);
    return (after ? query.where(isAfter(after)) : query).execute();
  });
}

const contactColumns = ['source', 'person_id as personId', 'company_id as companyId', 'contact', 'domain'] as const;
type ContactRow = CompanyContact & { source: Source; personId: string };

function contactPages(store: Store, tenantId: string): AsyncIterable<ContactRow[]> {
  return pagesOf(pageRows, (after, size) => {
    const query = store.db
      .selectFrom('company_contact')
      .select(contactColumns)
      .where('tenant_id', '=', tenantId)
      .orderBy('source')
      .orderBy('person_id')
      .orderBy('company_id')
      .limit(size);
    if (!after) return query.execute();
    const { source, personId, companyId } = after;
    return query
      .where((eb) => eb(eb.refTuple('source', 'person_id', 'company_id'), '>', eb.tuple(source, personId, companyId)))
      .execute();
  });
}
