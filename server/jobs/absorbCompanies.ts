import { companyKey, contactOf, keyText } from '../domain/identity/companyKey.ts';
import type { Fact, SourceKey } from '../domain/model.ts';
import {
  type CompanyContact,
  markIdentity,
  type StoredCompany,
  saveCompanies,
  saveContacts,
} from '../store/companyIdentity.ts';
import { clearQueue, type QueuedRecord, readQueue } from '../store/linkQueue.ts';
import type { Store } from '../store/openStore.ts';
import { readRecords } from '../store/records.ts';
import type { Normaliser } from './normaliser.ts';

const pageRecords = 500;

/**
 * Brings what identity works on up to the records that changed: company records leave the queue, for identity links them all; people stay
 * on it, to be linked. Says that identity is due when anything differs. `onPage` gets the number of records of each page.
 */
export async function absorbCompanies(
  store: Store,
  tenantId: string,
  toFact: Normaliser,
  onPage: (records: number) => void,
): Promise<void> {
  for await (const { page, facts } of queuedFacts(store, tenantId, 'company', toFact)) {
    const records = page.map(({ source, kind, id }) => ({
      source,
      kind,
      id,
      stored: storedCompany(facts.get(keyText({ source, kind, id }))),
    }));
    await store.transaction(async (trx) => {
      if (await saveCompanies(trx, tenantId, records)) await markIdentity(trx, tenantId);
      await clearQueue(trx, tenantId, page);
    });
    onPage(page.length);
  }
  for await (const { page, facts } of queuedFacts(store, tenantId, 'person', toFact)) {
    const people = page.map((key) => ({ ...key, contacts: contactsOf(facts.get(keyText(key))) }));
    await store.transaction(async (trx) => {
      if (await saveContacts(trx, tenantId, people)) await markIdentity(trx, tenantId);
    });
    onPage(0);
  }
}

/** The queued records of a rank with what they say now, a page at a time; a record that is gone has no fact. */
export async function* queuedFacts(
  store: Store,
  tenantId: string,
  rank: Parameters<typeof readQueue>[2],
  toFact: Normaliser,
): AsyncIterable<{ page: QueuedRecord[]; facts: Map<string, Fact> }> {
  let after: SourceKey | undefined;
  for (;;) {
    const page = await readQueue(store, tenantId, rank, after, pageRecords);
    if (page.length === 0) return;
    const facts = new Map<string, Fact>();
    for (const record of await readRecords(store, tenantId, page)) {
      const fact = toFact(record);
      if (fact) facts.set(keyText(record), fact);
    }
    yield { page, facts };
    if (page.length < pageRecords) return;
    after = page.at(-1);
  }
}

function storedCompany(fact: Fact | undefined): StoredCompany | null {
  return fact?.type === 'company' ? { company: companyKey(fact), url: fact.url } : null;
}

/** One address for each company that the source names for a person. */
function contactsOf(fact: Fact | undefined): CompanyContact[] {
  const found = fact?.type === 'person' && fact.email !== null ? contactOf(fact.email) : null;
  if (!found || fact?.type !== 'person') return [];
  return [...new Set(fact.companyIds)].map((companyId) => ({ companyId, ...found }));
}
