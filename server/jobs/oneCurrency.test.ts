import { expect, it } from 'vitest';
import { readPublished } from '../../tests/support/publishing.ts';
import { hour, nowMs, startSandboxed } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { read } from '../connectors/read.ts';

/** What has amounts at each vendor, where their currency is, and where the vendor says it. */
const vendors = [
  {
    source: 'salesforce',
    stream: 'Opportunity',
    kind: 'Opportunity',
    path: 'CurrencyIsoCode',
    kinds: { Opportunity: 'CurrencyIsoCode', Account: 'CurrencyIsoCode', Order: 'CurrencyIsoCode' },
    asks: 'connect/organization',
  },
  {
    source: 'hubspot',
    stream: 'deals',
    kind: 'deal',
    path: 'properties.deal_currency_code',
    kinds: { deal: 'properties.deal_currency_code', order: 'properties.hs_currency_code' },
    asks: 'account-info/',
  },
] as const;

describeStores('amounts that name no currency', (stores) => {
  async function start({ source, kind, kinds, asks }: (typeof vendors)[number], oneCurrency?: string) {
    const on = await startSandboxed(stores, { only: [source], accounts: 60, ...(oneCurrency ? { oneCurrency } : {}) });
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      asked.push(String(input));
      return globalThis.fetch(input, init);
    };
    /** Pulls, and says how many rows were read and how often the vendor was asked for its currency. */
    const pull = async (at: number, currency?: string) => {
      asked.length = 0;
      const [outcome] = await on.pull(at, { deps: { fetch }, ...(currency ? { currency } : {}) });
      expect(outcome?.error).toBeNull();
      return { rows: outcome?.rows ?? 0, asked: asked.filter((url) => url.includes(asks)).length };
    };
    /** The currencies of all stored rows with amounts, each once. */
    const stored = async () => {
      const found = new Set<unknown>();
      for (const [kind, path] of Object.entries(kinds)) {
        const rows = await on.rows(kind);
        expect(rows.length, kind).toBeGreaterThan(0);
        for (const { body } of rows) found.add(read(JSON.parse(body), path));
      }
      return [...found];
    };
    const body = async (id: string) => JSON.parse((await on.rows(kind)).find((row) => row.id === id)?.body ?? '{}');
    const withhold = () => on.sandbox.faults.add({ vendor: source, what: 'forbidden', match: asks, times: null });
    return { ...on, pull, stored, body, withhold, streams: Object.keys(kinds).length };
  }
  const isNone = (found: unknown[]) => found.every((code) => code === undefined || code === null);

  it.each(vendors)('are in the only one of $source, in documents, too', async (vendor) => {
    const { store, sandbox, sync, drift } = await start(vendor, 'CHF');
    await sync(nowMs + hour);
    const { customers } = sandbox.world;
    const deals = new Map(
      customers.flatMap((c) =>
        c.deals.map((d) => [vendor.source === 'salesforce' ? d.id : d.hubspotId, { ...d, of: c.country.currency }]),
      ),
    );
    const shown = (await readPublished(store)).flatMap((d) => d.sections.pipeline.data?.openDeals ?? []);
    expect(shown.length).toBeGreaterThan(5);
    for (const { id, name, amount } of shown) {
      const deal = deals.get(id.split('/').at(-1) ?? '') ?? expect.unreachable(`there is no deal ${name}`);
      // The sandbox keeps minor units of the customer's own currency; of the yen there are none.
      expect([name, amount]).toEqual([
        name,
        { amountMinor: deal.amountMinor * (deal.of === 'JPY' ? 100 : 1), currency: 'CHF' },
      ]);
    }
    expect(await drift(vendor.source, nowMs + hour)).toEqual([]);
  });

  it.each(vendors)(
    'are asked about once a stream of $source, and what is complete is not read again',
    async (vendor) => {
      const { pull, stored, withhold, streams } = await start(vendor, 'CHF');
      const full = await pull(nowMs + hour);
      expect(full.asked).toBe(streams);
      expect(await stored()).toEqual(['CHF']);
      const quiet = await pull(nowMs + 2 * hour);
      expect(quiet.rows).toBeLessThan(full.rows / 4);
      expect(quiet.asked).toBe(streams);
      // A refusal takes nothing back, neither from what is stored nor from what changes.
      withhold();
      const refused = await pull(nowMs + 3 * hour);
      expect(refused.rows).toBeLessThan(full.rows / 4);
      expect(await stored()).toEqual(['CHF']);
    },
  );

  it.each(vendors)(
    'stay without while $source does not tell, and all stored ones are completed when it does',
    async (vendor) => {
      const { sandbox, pull, stored, withhold } = await start(vendor, 'CHF');
      withhold();
      await pull(nowMs + hour);
      expect(isNone(await stored())).toBe(true);
      sandbox.faults.clear();
      // Nothing has changed at the vendor.
      await pull(nowMs + 2 * hour);
      expect(await stored()).toEqual(['CHF']);
    },
  );

  it.each(vendors)('are in the configured one where $source does not tell, which may be corrected', async (vendor) => {
    const { sandbox, pull, stored, withhold } = await start(vendor, 'CHF');
    withhold();
    for (const [i, currency] of ['USD', 'SEK'].entries()) {
      await pull(nowMs + (1 + i) * hour, currency);
      expect(await stored()).toEqual([currency]);
    }
    // What the vendor says counts for more.
    sandbox.faults.clear();
    await pull(nowMs + 4 * hour, 'SEK');
    expect(await stored()).toEqual(['CHF']);
  });

  it.each(vendors)('stay without where $source has several, also with one configured', async (vendor) => {
    const { source, stream } = vendor;
    const { sandbox, rows, pull, stored, body } = await start(vendor);
    const first = await pull(nowMs + hour, 'USD');
    const currencies = await stored();
    expect(currencies.length).toBeGreaterThan(2);
    expect(first.asked).toBe(source === 'salesforce' ? 0 : 2);
    const [path, id] = [vendor.path, (await rows(vendor.kind))[0]?.id ?? ''];
    expect(
      sandbox.vendors[source].change(stream, id, { [path.split('.').at(-1) ?? '']: null }, nowMs + 1.5 * hour),
    ).toBe(true);
    const next = await pull(nowMs + 2 * hour, 'USD');
    expect(next.rows).toBeLessThan(first.rows / 4);
    expect(read(await body(id), path)).toBe(null);
  });

  it('of a deal that a webhook names are completed, too', async () => {
    const [, vendor] = vendors;
    const { sandbox, rows, name, pull, body } = await start(vendor, 'CHF');
    await pull(nowMs + hour);
    const id = (await rows('deal'))[0]?.id ?? '';
    // As of so long ago that no search for changes finds it.
    sandbox.vendors.hubspot.change('deals', id, { amount: '4711' }, nowMs - 100 * hour);
    await name('hubspot', 'deals', id, nowMs + 1.5 * hour);
    await pull(nowMs + 2 * hour);
    expect((await body(id)).properties).toMatchObject({ amount: '4711', deal_currency_code: 'CHF' });
  });
});
