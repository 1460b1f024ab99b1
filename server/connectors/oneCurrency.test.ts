import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson,
  startVendorServer,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../tests/support/vendorServer.ts';
import type { PulledPage } from '../domain/ports.ts';
import { hubspot } from './hubspot/hubspot.ts';
import { currencyOf, inOneCurrency, saidIn } from './oneCurrency.ts';
import { salesforce } from './salesforce/salesforce.ts';

let server: VendorServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

describe('the currency of amounts that name none', () => {
  it.each([
    ['what the vendor says', { one: 'EUR' }, 'USD', 'CHF since x', 'EUR'],
    ['none where the vendor has several', { one: null }, 'USD', 'CHF since x', null],
    ['the configured one where the vendor does not say it', null, 'USD', 'CHF since x', 'USD'],
    ['what it was before where nobody says it', null, undefined, 'CHF {"a":\n1}', 'CHF'],
    ['none where it never was one', null, undefined, 'since x', null],
    ['none at the beginning', null, undefined, null, null],
  ] as const)('is %s', (_what, said, currency, cursor, expected) => {
    expect(currencyOf(currency ? { currency } : {}, said, cursor)).toBe(expected);
  });

  it('is said by three capital letters, and by nothing else', () => {
    expect(saidIn({ a: { code: ' EUR ' } }, 'a.code')).toEqual({ one: 'EUR' });
    for (const code of ['eur', 'EURO', '€', '', null, 978, ['EUR'], { one: 'EUR' }])
      expect(saidIn({ a: { code } }, 'a.code')).toBe(null);
    expect(saidIn('<html>', 'a.code')).toBe(null);
  });
});

describe('a pass in one currency', () => {
  async function pass(currency: string | null, cursor: string | null) {
    const from: (string | null)[] = [];
    async function* read(place: string | null): AsyncIterable<PulledPage> {
      from.push(place);
      yield { stream: 's', records: [], cursor: 'p2' };
      yield { stream: 's', records: [], cursor: null, next: 'n' };
      yield { stream: 's', records: [], cursor: null };
    }
    const pages: PulledPage[] = [];
    for await (const page of inOneCurrency(currency, cursor, read)) pages.push(page);
    return { from, cursors: pages.map(({ cursor, next }) => [cursor, next]) };
  }
  const marked = [
    ['EUR p2', undefined],
    [null, 'EUR n'],
    [null, undefined],
  ];
  it.each([
    ['EUR', 'EUR p1', 'p1'],
    ['EUR', 'USD p1', null],
    ['EUR', 'p1', null],
    ['EUR', null, null],
  ])('%s goes on from "%s" at "%s"', async (currency, cursor, place) => {
    expect(await pass(currency, cursor)).toEqual({ from: [place], cursors: marked });
  });

  it('is as any other where there is none, and begins anew where there was one', async () => {
    const { from, cursors } = await pass(null, 'p1');
    expect([from, cursors[0], cursors[1]]).toEqual([['p1'], ['p2', undefined], [null, 'n']]);
    expect((await pass(null, 'EUR p1')).from).toEqual([null]);
  });
});

/** A vendor with one deal without a currency, that answers with this to what its currency is. */
async function pullDeal(source: 'salesforce' | 'hubspot', status: number, body: unknown) {
  server = await startVendorServer((request, response) => {
    if (/connect\/organization|account-info/.test(request.url)) return sendJson(response, body, status);
    if (request.url.includes('/describe'))
      return sendJson(response, { fields: ['Id', 'Amount', 'SystemModstamp'].map((name) => ({ name })) });
    const at = '2026-11-20T09:00:00.000Z';
    const records = [{ Id: '006A0000006Vm9uIAC', Amount: 12.5, SystemModstamp: at }];
    const properties = { amount: '12.5', deal_currency_code: '', hs_lastmodifieddate: at };
    const results = request.url.includes('archived') ? [] : [{ id: '1', properties }];
    sendJson(response, { done: true, records, results: request.url.includes('associations') ? [] : results });
  });
  const config = vendorConfig(source, server.url);
  const connector = source === 'salesforce' ? salesforce : hubspot;
  const facts = [];
  for await (const page of connector.pull(
    config,
    source === 'salesforce' ? 'Opportunity' : 'deals',
    null,
    vendorDeps(),
  ))
    facts.push(...page.records.map((record) => connector.normalise(record, config)));
  return facts;
}

it.each([
  ['salesforce', 200, { features: { multiCurrency: false, defaultCurrencyIsoCode: 'EUR' } }, 'EUR'],
  ['salesforce', 200, { features: { multiCurrency: true, defaultCurrencyIsoCode: 'EUR' } }, null],
  ['salesforce', 200, { features: {} }, null],
  ['salesforce', 403, [{ errorCode: 'API_DISABLED_FOR_ORG' }], null],
  ['salesforce', 404, [{ errorCode: 'NOT_FOUND' }], null],
  ['hubspot', 200, { companyCurrency: 'EUR', additionalCurrencies: [] }, 'EUR'],
  ['hubspot', 200, { companyCurrency: 'EUR', additionalCurrencies: ['USD'] }, null],
  ['hubspot', 200, {}, null],
  ['hubspot', 403, { category: 'MISSING_SCOPES' }, null],
  ['hubspot', 404, {}, null],
] as const)('a deal of %s that answers %i with %j has an amount in %s', async (source, status, body, currency) => {
  const amount = currency && { amountMinor: 1250, currency };
  expect(await pullDeal(source, status, body)).toMatchObject([{ type: 'deal', amount }]);
});
