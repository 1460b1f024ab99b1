import { connectors } from '../connectors/registry.ts';
import {
  addContact,
  type CompanyKey,
  companyKey,
  companyKinds as companyKindOf,
  keyText,
  personKinds as personKindOf,
} from '../domain/identity/companyKey.ts';
import { findParents } from '../domain/identity/hierarchy.ts';
import { RecordLinker } from '../domain/identity/linkRecord.ts';
import type { Past } from '../domain/identity/nameAccounts.ts';
import { type Identity, resolveIdentity } from '../domain/identity/resolveIdentity.ts';
import { modelVersion } from '../domain/identity/similarityModel.ts';
import type { Fact, Source, SourceKey } from '../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { readDecisionsInForce } from '../store/decisions.ts';
import {
  type LinkRow,
  readAccountAges,
  readMemberships,
  removeLinks,
  saveAccounts,
  saveLinks,
} from '../store/links.ts';
import { type MatchEdge, saveMatchEdges } from '../store/matchEdges.ts';
import type { Store } from '../store/openStore.ts';
import { saveParents } from '../store/parents.ts';
import { eachRecord } from '../store/records.ts';
import { readRedirects, removeRedirects, saveRedirects } from '../store/redirects.ts';
import type { OnProgress } from './progress.ts';

const companyKinds: readonly string[] = Object.values(companyKindOf);
const personKinds: readonly string[] = Object.values(personKindOf);
const linkBatch = 500;

export type Resolved = {
  accounts: number;
  records: number;
  /** Accounts that gained, lost or changed a link in this run, those that are no longer used included. */
  changedAccounts: Set<string>;
  /** Records that their system calls a parent, in a circle: `salesforce/Account/001…`. They are not believed. */
  cycles: string[];
};

/**
 * Decides which customer every stored record belongs to. Company records are held as compact keys; everything else streams by.
 * People go before the rest, because a ticket without organisation is found through its requester. What is stored is in such an order
 * that a run which is killed is made good by the next one.
 */
export async function resolveAccounts(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  nowMs: number;
  onProgress: OnProgress;
}): Promise<Resolved> {
  const { store, tenantId, sources, nowMs, onProgress } = options;
  const toFact = normaliser(sources);
  const { known, past } = await readKnown(store, tenantId);
  const { companies, urls } = await readCompanies(store, tenantId, toFact);
  const identity = resolveIdentity(companies, past, await readDecisionsInForce(store, tenantId));
  const { accounts, merged } = identity;
  await saveAccounts(store, tenantId, accounts, nowMs);
  await saveMatchEdges(store, tenantId, toMatchEdges(identity), nowMs);
  // Before the links: once they have moved, nobody could tell any more what has become of an old id.
  await saveRedirects(store, tenantId, merged, nowMs);

  const linker = new RecordLinker(accounts, urls);
  const changedAccounts = new Set(merged.flatMap(({ from, to }) => [from, to]));
  let records = 0;
  let pending: LinkRow[] = [];
  const flush = async () => {
    const moved = await saveLinks(store, tenantId, pending, nowMs);
    for (const id of moved.accounts) changedAccounts.add(id);
    pending = [];
    onProgress({ phase: 'resolve', done: records, total: null });
  };
  const add = async (key: SourceKey, link: Pick<LinkRow, 'accountId' | 'resolution'>) => {
    known.delete(keyText(key));
    records++;
    pending.push({ ...key, ...link });
    if (pending.length >= linkBatch) await flush();
  };
  const pass = async (wanted: (kind: string) => boolean, kinds?: readonly string[]) => {
    for await (const record of eachRecord(store, tenantId, kinds && { kinds })) {
      if (!wanted(record.kind)) continue;
      const fact = toFact(record);
      if (fact) await add(fact.key, linker.link(fact));
    }
  };
  for (const { key } of companies) await add(key, linker.linkCompany(key));
  const mergedIds = new Map(accounts.flatMap((a) => a.mergedIds.map((key) => [keyText(key), key] as const)));
  // A record that is still there has its own link: a source may say that it was merged before it takes it away.
  for (const [text, key] of mergedIds) if (!urls.has(text)) await add(key, linker.linkMerged(key));
  await pass(() => true, personKinds);
  await pass((kind) => !companyKinds.includes(kind) && !personKinds.includes(kind));
  await flush();
  for (const id of await removeLinks(store, tenantId, [...known].map(parseKey), nowMs)) changedAccounts.add(id);
  const revived = accounts.map(({ id }) => id).filter((id) => past.redirects.has(id));
  await removeRedirects(store, tenantId, revived, nowMs);
  const parents = findParents(accounts, identity.graph);
  for (const id of await saveParents(store, tenantId, parents, nowMs)) changedAccounts.add(id);
  const cycles = parents.flatMap(({ kind, evidence }) => (kind === 'cycle' ? [evidence] : []));
  onProgress({ phase: 'resolve', done: records, total: records });
  return { accounts: accounts.length, records, changedAccounts, cycles };
}

/** The keys of all records that have a link, and what the accounts were. */
async function readKnown(store: Store, tenantId: string): Promise<{ known: Set<string>; past: Past }> {
  const known = new Set<string>();
  const accountOf = new Map<string, { accountId: string; since: number }>();
  for await (const { accountId, since, ...key } of readMemberships(store, tenantId)) {
    const text = keyText(key);
    known.add(text);
    if (accountId !== null && companyKinds.includes(key.kind)) accountOf.set(text, { accountId, since });
  }
  const redirects = new Set((await readRedirects(store, tenantId)).keys());
  return { known, past: { accountOf, createdAt: await readAccountAges(store, tenantId), redirects } };
}

/** The company records as identity sees them, with the addresses of their people, and the page of each. */
export async function readCompanies(
  store: Store,
  tenantId: string,
  toFact: ReturnType<typeof normaliser>,
): Promise<{ companies: CompanyKey[]; urls: Map<string, string | null> }> {
  const byKey = new Map<string, CompanyKey>();
  const urls = new Map<string, string | null>();
  for await (const record of eachRecord(store, tenantId, { kinds: companyKinds })) {
    const fact = toFact(record);
    if (fact?.type !== 'company') continue;
    byKey.set(keyText(fact.key), companyKey(fact));
    urls.set(keyText(fact.key), fact.url);
  }
  for await (const record of eachRecord(store, tenantId, { kinds: personKinds })) {
    const fact = toFact(record);
    if (fact?.type !== 'person' || fact.email === null) continue;
    const { source } = fact.key;
    for (const id of fact.companyIds) {
      const company = byKey.get(keyText({ source, kind: companyKindOf[source], id }));
      if (company) addContact(company, fact.email);
    }
  }
  return { companies: [...byKey.values()], urls };
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

/** Raw to fact with the instance of the source's configuration; deleted records and records of sources no longer configured are nothing. */
export function normaliser(sources: readonly ConnectorConfig[]): (record: RawRecord) => Fact | null {
  const byName = new Map<Source, Pick<ConnectorConfig, 'instance'>>(sources.map((s) => [s.source, s]));
  // Files are not configured: what was imported is there.
  byName.set('file', { instance: 'file' });
  return (record) => {
    const config = byName.get(record.source);
    return config && !record.deleted ? connectors[record.source].normalise(record, config) : null;
  };
}

function parseKey(text: string): SourceKey {
  const [source, kind, ...id] = text.split('/');
  return { source: source as Source, kind: kind ?? '', id: id.join('/') };
}
