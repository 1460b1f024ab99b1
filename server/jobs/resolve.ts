import { connectors } from '../connectors/registry.ts';
import {
  type CompanyKey,
  companyKey,
  companyKinds as companyKindOf,
  keyText,
  personKinds as personKindOf,
} from '../domain/identity/companyKey.ts';
import { RecordLinker } from '../domain/identity/linkRecord.ts';
import { resolveIdentity } from '../domain/identity/resolveIdentity.ts';
import type { Fact, Source, SourceKey } from '../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { type LinkRow, readLinks, removeLinks, saveAccounts, saveLinks } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { eachRecord } from '../store/records.ts';
import type { OnProgress } from './progress.ts';

const companyKinds: readonly string[] = Object.values(companyKindOf);
const personKinds: readonly string[] = Object.values(personKindOf);
const linkBatch = 500;

/**
 * Decides which customer every stored record belongs to. Company records are held as compact keys; everything else streams by.
 * People go before the rest, because a ticket without organisation is found through its requester.
 */
export async function resolveAccounts(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  nowMs: number;
  onProgress: OnProgress;
}): Promise<{ accounts: number; records: number }> {
  const { store, tenantId, sources, nowMs, onProgress } = options;
  const toFact = normaliser(sources);
  const existing = new Map<string, string>();
  const known = new Set<string>();
  for await (const link of readLinks(store, tenantId)) {
    known.add(keyText(link));
    if (link.accountId && companyKinds.includes(link.kind)) existing.set(keyText(link), link.accountId);
  }

  const companies: CompanyKey[] = [];
  const urls = new Map<string, string | null>();
  for await (const record of eachRecord(store, tenantId, { kinds: companyKinds })) {
    const fact = toFact(record);
    if (fact?.type !== 'company') continue;
    companies.push(companyKey(fact));
    urls.set(keyText(fact.key), fact.url);
  }
  const accounts = resolveIdentity(companies, existing);
  await saveAccounts(store, tenantId, accounts, nowMs);

  const linker = new RecordLinker(accounts, urls);
  let records = 0;
  let pending: LinkRow[] = [];
  const flush = async () => {
    await saveLinks(store, tenantId, pending, nowMs);
    pending = [];
    onProgress({ phase: 'resolve', done: records, total: null });
  };
  const add = async (key: SourceKey, link: Pick<LinkRow, 'accountId' | 'resolution'>) => {
    known.delete(keyText(key));
    records++;
    pending.push({ ...key, ...link });
    if (pending.length >= linkBatch) await flush();
  };
  const pass = async (wanted: (kind: string) => boolean) => {
    for await (const record of eachRecord(store, tenantId)) {
      if (!wanted(record.kind)) continue;
      const fact = toFact(record);
      if (fact) await add(fact.key, linker.link(fact));
    }
  };
  await pass((kind) => companyKinds.includes(kind));
  const merged = new Map(accounts.flatMap((a) => a.mergedIds.map((key) => [keyText(key), key] as const)));
  // A record that is still there has its own link: a source may say that it was merged before it takes it away.
  for (const [text, key] of merged) if (!urls.has(text)) await add(key, linker.linkMerged(key));
  await pass((kind) => personKinds.includes(kind));
  await pass((kind) => !companyKinds.includes(kind) && !personKinds.includes(kind));
  await flush();
  await removeLinks(store, tenantId, [...known].map(parseKey), nowMs);
  onProgress({ phase: 'resolve', done: records, total: records });
  return { accounts: accounts.length, records };
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
