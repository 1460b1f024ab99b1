import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { dropDocuments, putDocuments } from '../../tests/support/publishing.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { foldName } from '../domain/identity/foldName.ts';
import { readWanted, searchTerms } from '../domain/search/searchTerms.ts';
import type { DocumentRow } from './documents.ts';
import { openStore, type Store } from './openStore.ts';
import type { Mask } from './schema.ts';
import { searchAccounts } from './search.ts';

const row = (
  accountId: string,
  name: string,
  domains: string[] = [],
  version = 1,
  mask: Mask = 'full',
): DocumentRow => ({
  accountId,
  mask,
  version,
  etag: `${name} ${domains} ${version}`,
  body: '{}',
  summary: {
    name,
    domain: domains[0] ?? null,
    band: 'watch',
    score: null,
    renewsAt: null,
    arr: [],
    openTickets: null,
    overdueInvoices: null,
    disputes: null,
    url: `https://x.example/${accountId}`,
  },
  terms: searchTerms(name, domains),
});

const find = async (store: Store, text: string, limit = 10, tenant = 't') => {
  const { results, more } = await searchAccounts(store, tenant, 'full', readWanted(text), limit);
  return [...results.map((r) => r.name), ...(more ? ['…'] : [])];
};

describeStores('the search', (stores) => {
  it('finds by the beginning of any word, in any order, without accents and case', async () => {
    const store = await stores.open();
    const names = [
      'Northwind Analytics Inc.',
      'Nørthwind Foods',
      'Analytics House',
      'Müller Straßenbau AG',
      'شركة نور',
    ];
    await putDocuments(
      store,
      't',
      names.map((name, i) => row(`a${i}`, name)),
      1,
    );
    expect(await find(store, 'NORTH')).toEqual(['Nørthwind Foods', 'Northwind Analytics Inc.']);
    expect(await find(store, 'ana nor')).toEqual(['Northwind Analytics Inc.']);
    expect(await find(store, 'analytics')).toEqual(['Analytics House', 'Northwind Analytics Inc.']);
    expect(await find(store, 'strassen')).toEqual(['Müller Straßenbau AG']);
    expect(await find(store, 'نور')).toEqual(['شركة نور']);
    expect(await find(store, 'wind')).toEqual([]);
    expect(await find(store, 'north xyz')).toEqual([]);
    expect(await find(store, 'north', 10, 'other')).toEqual([]);
  });

  it('puts the whole domain first, then the exact name, names that begin so, words that do; the shorter first', async () => {
    const store = await stores.open();
    const rows = [
      row('1', 'The Acme Works'),
      row('2', 'Acme Holding International'),
      row('3', 'Acme Holding'),
      row('4', 'Acme'),
      row('5', 'Zebra', ['acme.com', 'zebra.example']),
      row('6', 'Yak Trading', ['acmetrading.example']),
    ];
    await putDocuments(store, 't', rows, 1);
    const acme = ['Acme', 'Acme Holding', 'Acme Holding International', 'Zebra', 'Yak Trading', 'The Acme Works'];
    expect(await find(store, 'acme')).toEqual(acme);
    expect(await find(store, 'acme', 6)).toEqual(acme);
    expect(await find(store, 'acme', 2)).toEqual(['Acme', 'Acme Holding', '…']);
    expect(await find(store, 'acme', 5)).toEqual([...acme.slice(0, 5), '…']);
    expect(await find(store, 'Acme.com')).toEqual(['Zebra']);
    expect(await find(store, 'https://www.acme.com/about')).toEqual(['Zebra']);
    expect(await find(store, 'ida@mail.zebra.example')).toEqual(['Zebra']);
    expect(await find(store, 'acme holding')).toEqual(['Acme Holding', 'Acme Holding International']);
    expect(await find(store, 'holding acme', 1)).toEqual(['Acme Holding', '…']);
    await putDocuments(store, 't', [row('7', 'Acme.com')], 1);
    expect(await find(store, 'acme.com')).toEqual(['Zebra', 'Acme.com']);
  });

  it('says of each what the asker may see', async () => {
    const store = await stores.open();
    const restricted = row('1', 'Acme', ['acme.com'], 1, 'restricted');
    await putDocuments(
      store,
      't',
      [row('1', 'Acme', ['acme.com']), { ...restricted, summary: { ...restricted.summary, url: null } }],
      1,
    );
    const look = (mask: Mask) => searchAccounts(store, 't', mask, readWanted('acme'), 10);
    const result = { accountId: '1', name: 'Acme', domain: 'acme.com', band: 'watch' };
    expect(await look('full')).toEqual({ results: [{ ...result, url: 'https://x.example/1' }], more: false });
    expect(await look('restricted')).toEqual({ results: [{ ...result, url: null }], more: false });
  });

  it('follows a rename and a new domain, keeps what a late worker would undo, and forgets who is gone', async () => {
    const store = await stores.open();
    await putDocuments(store, 't', [row('1', 'Old Name', ['old.example']), row('2', 'Other Name')], 1);
    await putDocuments(store, 't', [row('1', 'New Brand', ['new.example'], 3)], 2);
    await putDocuments(store, 't', [row('1', 'Late Name', ['late.example'], 2)], 3);
    expect(await find(store, 'brand')).toEqual(['New Brand']);
    expect(await find(store, 'x@new.example')).toEqual(['New Brand']);
    for (const gone of ['old', 'late', 'x@old.example', 'x@late.example']) expect(await find(store, gone)).toEqual([]);
    await dropDocuments(store, 't', ['1'], 4);
    expect(await find(store, 'brand')).toEqual([]);
    expect(await store.db.selectFrom('search_term').select('account_id').distinct().execute()).toEqual([
      { account_id: '2' },
    ]);
    // Who comes back is found again, at a version above all that readers may hold.
    expect(await putDocuments(store, 't', [row('1', 'New Brand', [], 4)], 5)).toEqual([]);
    expect(await putDocuments(store, 't', [row('1', 'New Brand', [], 5)], 5)).toEqual(['1']);
    expect(await find(store, 'brand')).toEqual(['New Brand']);
  });

  it('finds what comparing every name by hand finds', async () => {
    const store = await stores.open();
    const word = fc.stringMatching(/^[abzäß０]{1,4}$/);
    const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    let tenant = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { maxLength: 12 }),
        name,
        fc.integer({ min: 1, max: 5 }),
        async (names, text, limit) => {
          const id = `t${tenant++}`;
          await putDocuments(
            store,
            id,
            names.map((n, i) => row(`a${i}`, n)),
            1,
          );
          const { results, more } = await searchAccounts(store, id, 'full', readWanted(text), limit);
          const wanted = foldName(text);
          const words = wanted.split(' ');
          const fits = (n: string) => words.every((w) => n.split(' ').some((own) => own.startsWith(w)));
          const expected = names
            .map((n) => foldName(n))
            .filter((n) => wanted.length > 1 && fits(n))
            .map((n) => [n.startsWith(wanted) ? 0 : 1, n.length])
            .sort(([a = 0, x = 0], [b = 0, y = 0]) => a - b || x - y);
          const ranks = results.map((r) => foldName(r.name)).map((n) => [n.startsWith(wanted) ? 0 : 1, n.length]);
          expect(ranks).toEqual(expected.slice(0, limit));
          expect(more).toBe(expected.length > limit);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('compares by code points, whatever language the database sorts by', async () => {
    let store = await stores.open();
    if (store.engine === 'postgres') {
      await sql`create database by_language template template0 locale_provider icu icu_locale 'ja'`.execute(store.db);
      store = await openStore(stores.url().replace(/[^/]+$/, 'by_language'));
    }
    try {
      // For a language the two syllabaries differ as little as upper and lower case.
      await putDocuments(store, 't', [row('1', 'かなめ'), row('2', 'カナリア')], 1);
      expect(await find(store, 'カナ')).toEqual(['カナリア']);
    } finally {
      if (store.engine === 'postgres') await store.close();
    }
  });
});
