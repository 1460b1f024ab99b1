import type { SearchResponse, SearchResult } from '../../lib/contract/api.ts';
import type { SearchTerm, Wanted } from '../domain/search/searchTerms.ts';
import type { AccountSummary } from './documents.ts';
import type { Store } from './openStore.ts';
import type { Mask } from './schema.ts';

/** Sorts behind every letter, so that `x <= term < x + last` are the terms that begin with x. */
const last = '\u{10ffff}';

/**
 * The accounts that fit, best first: the whole domain, then names that begin with what was asked (the exact one is the shortest of
 * these), then names that have all the words. Within each, the shorter name first.
 */
export async function searchAccounts(
  store: Store,
  tenantId: string,
  mask: Mask,
  wanted: Wanted,
  limit: number,
): Promise<SearchResponse> {
  const found = new Set<string>();
  // One more than is shown tells whether there are more.
  const missing = () => limit + 1 - found.size;
  for (const look of [wholeDomains, names, wordsAndDomains]) {
    if (missing() <= 0) break;
    // What an earlier look has found may come again.
    for (const id of await look(store, tenantId, wanted, limit + 1 + found.size)) if (missing() > 0) found.add(id);
  }
  const ids = [...found].slice(0, limit);
  return { results: await summaries(store, tenantId, mask, ids), more: found.size > limit };
}

type Look = (store: Store, tenantId: string, wanted: Wanted, limit: number) => Promise<string[]>;
type Hit = { id: string; length: number };

const wholeDomains: Look = async (store, tenantId, { domains }, limit) => {
  const hits = domains.map((domain) => first(terms(store, tenantId, 'domain').where('term', '=', domain), limit));
  return order((await Promise.all(hits)).flat());
};

const names: Look = async (store, tenantId, { name }, limit) =>
  name === '' ? [] : order(await first(begins(terms(store, tenantId, 'name'), name), limit));

const wordsAndDomains: Look = async (store, tenantId, { words, domainStart }, limit) => {
  const [byWord, ...others] = words.map((word) => begins(terms(store, tenantId, 'word'), word));
  // Each word is read once, however common the others are; looking up one by one takes seconds when all are common.
  const byWords = byWord && others.reduce((all, other) => all.intersect(other), byWord);
  const byDomain = domainStart === null ? undefined : begins(terms(store, tenantId, 'domain'), domainStart);
  return order((await Promise.all([byWords, byDomain].map((query) => (query ? first(query, limit) : [])))).flat());
};

/** Accounts with a term of one kind, each with the length of its name. */
function terms(store: Store, tenantId: string, kind: SearchTerm['kind']) {
  return store.read
    .selectFrom('search_term')
    .select(['length', 'account_id as id'])
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', kind);
}
type Terms = ReturnType<typeof terms>;

function begins(query: Terms, beginning: string): Terms {
  return query.where('term', '>=', beginning).where('term', '<', beginning + last);
}

function first(query: Terms, limit: number): Promise<Hit[]> {
  return query.orderBy('length').orderBy('id').limit(limit).execute();
}

function order(hits: readonly Hit[]): string[] {
  return [...hits].sort((a, b) => a.length - b.length || (a.id < b.id ? -1 : 1)).map((hit) => hit.id);
}

async function summaries(store: Store, tenantId: string, mask: Mask, ids: readonly string[]): Promise<SearchResult[]> {
  if (ids.length === 0) return [];
  const rows = await store.read
    .selectFrom('context_document')
    .select(['account_id', 'summary'])
    .where('tenant_id', '=', tenantId)
    .where('mask', '=', mask)
    .where('account_id', 'in', ids)
    .execute();
  const byId = new Map(rows.map((r) => [r.account_id, JSON.parse(r.summary) as AccountSummary]));
  return ids.flatMap((accountId) => {
    const s = byId.get(accountId);
    return s ? [{ accountId, name: s.name, domain: s.domain, band: s.band, url: s.url }] : [];
  });
}
