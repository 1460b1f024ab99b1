import type { Transaction } from 'kysely';
import { companyKey, contactOf, keyText } from '../domain/identity/companyKey.ts';
import type { Fact, SourceKey } from '../domain/model.ts';
import { type CompanyContact, type StoredCompany, saveCompanies, saveContacts } from '../store/companyIdentity.ts';
import { markIdentity } from '../store/identityState.ts';
import { clearQueue } from '../store/linkQueue.ts';
import type { Store } from '../store/openStore.ts';
import type { Schema } from '../store/schema.ts';
import type { Normaliser } from './normaliser.ts';
import { queuedFacts } from './queuedFacts.ts';
import type { Shard } from './shard.ts';

/**
 * Brings what identity works on up to the records that changed: company records leave the queue, for identity links them all; people stay
 * on it, to be linked. Says that identity is due when anything differs, and about which records if `isIndexed`: without an index all are
 * decided about. Of one part. Returns how many company records; `onDone` gets the number of each page.
 */
export async function absorbCompanies(options: {
  store: Store;
  tenantId: string;
  toFact: Normaliser;
  isIndexed: boolean;
  shard: Shard;
  onDone: (records: number) => void;
}): Promise<number> {
  const { store, tenantId, toFact, isIndexed, shard, onDone } = options;
  let absorbed = 0;
  const mark = async (trx: Transaction<Schema>, differing: readonly SourceKey[]) => {
    if (differing.length > 0) await markIdentity(trx, tenantId, isIndexed ? differing : []);
  };
  for await (const { page, facts } of queuedFacts({ store, tenantId, rank: 'company', toFact, shard })) {
    const records = page.map(({ source, kind, id }) => ({
      source,
      kind,
      id,
      stored: storedCompany(facts.get(keyText({ source, kind, id }))),
    }));
    await store.transaction(async (trx) => {
      await mark(trx, await saveCompanies(trx, tenantId, records));
      await clearQueue(trx, tenantId, page);
    });
    absorbed += page.length;
    onDone(page.length);
  }
  for await (const { page, facts } of queuedFacts({ store, tenantId, rank: 'person', toFact, shard })) {
    const people = page.map((key) => ({ ...key, contacts: contactsOf(facts.get(keyText(key))) }));
    await store.transaction(async (trx) => {
      await mark(trx, await saveContacts(trx, tenantId, people));
    });
    onDone(0);
  }
  return absorbed;
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
