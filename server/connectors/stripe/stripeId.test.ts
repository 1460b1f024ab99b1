import { describe, expect, it } from 'vitest';
import { sendJson, startVendorServer, vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import { signWebhook } from '../../sandbox/signWebhook.ts';
import { productIds } from './catalogue.ts';
import { normaliseStripe } from './normaliseStripe.ts';
import { stripe } from './stripe.ts';
import { pathPart, stripeId } from './stripeId.ts';

const chosen = [
  'gold.monthly',
  'gold-monthly',
  'Gold Plan 2017',
  'gold/2017',
  '../customers',
  '...',
  '%2e%2e',
  '50 % off?#a&b',
  "Bob's",
  'größer 金',
  'x'.repeat(255),
];
const refused = ['', ' ', '.', '..', ' a', 'a ', 'a\n', 'a\u0000b', 'a\u007fb', 'a\u2028b', '\ud800', 'x'.repeat(256)];

const price = (id: string) => ({
  id,
  object: 'price',
  product: `${id} product`,
  active: true,
  currency: 'usd',
  unit_amount: 900,
  recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
});

describe('an id of Stripe', () => {
  it('is any printable text', () => {
    for (const id of chosen) expect(stripeId({ id }, 'id')).toBe(id);
    for (const id of [...refused, 7, null, undefined, {}, ['a']]) expect(stripeId({ id }, 'id')).toBeNull();
  });

  it('is one part of an address and no more', () => {
    for (const id of chosen) {
      const { pathname } = new URL(`v1/prices/${pathPart(id)}`, 'https://api.stripe.com/');
      expect(pathname).toBe(`/v1/prices/${pathPart(id)}`);
      expect(decodeURIComponent(pathPart(id))).toBe(id);
      expect(pathPart(id)).not.toMatch(/[\s<>"'/?#]/);
    }
  });

  it('is read in lists, followed as a cursor, in events, in webhooks and when it is fetched again', async () => {
    const rows = chosen.map(price);
    const server = await startVendorServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, 'http://x');
      if (pathname === '/v1/events')
        return sendJson(response, { data: rows.map((object) => ({ data: { object } })), has_more: false });
      if (pathname !== '/v1/prices') {
        const found = rows.find((row) => pathname === `/v1/prices/${pathPart(row.id)}`);
        return sendJson(response, found ?? {}, found ? 200 : 404);
      }
      // One row a page, so that each id is also the place to go on.
      const from = rows.findIndex((row) => row.id === searchParams.get('starting_after')) + 1;
      sendJson(response, { data: rows.slice(from, from + 1), has_more: from + 1 < rows.length });
    });
    try {
      const config = vendorConfig('stripe', server.url);
      const events = JSON.stringify({ fromS: 0, topS: 0, after: null });
      for (const cursor of [null, events]) {
        const found = [];
        for await (const page of stripe.pull(config, 'prices', cursor, vendorDeps())) found.push(...page.records);
        expect(found.map((r) => [r.id, r.deleted])).toEqual(chosen.map((id) => [id, false]));
      }
      const fetched = await stripe.webhooks?.refetch(config, 'prices', chosen, vendorDeps());
      expect(fetched).toMatchObject({ unreadable: 0, records: chosen.map((id) => ({ id, deleted: false })) });
    } finally {
      await server.close();
    }
    for (const id of chosen) expect(named(price(id))).toEqual([{ key: 'evt_1', stream: 'prices', id }]);
    for (const id of refused) expect(named(price(id))).toEqual([]);
  });

  it('is that of a price, and of the product that it and a subscription name', () => {
    for (const id of chosen.filter((one) => one.length < 240)) {
      const record = { source: 'stripe', kind: 'price', id, modifiedAt: 1, deleted: false, body: price(id) } as const;
      const fact = normaliseStripe(record);
      expect(fact).toMatchObject({ type: 'price', key: { id }, productId: `${id} product` });
      expect(URL.parse(fact?.url ?? '')?.pathname).toBe(`/prices/${pathPart(id)}`);
      expect(productIds({ items: { data: [{ price: price(id) }] } })).toEqual([`${id} product`]);
    }
  });

  it('is plain where it is that of a customer, whom other systems name', () => {
    const customer = { source: 'stripe', kind: 'customer', modifiedAt: 1, deleted: false, body: {} } as const;
    expect(normaliseStripe({ ...customer, id: 'acme-1' })).toMatchObject({ type: 'company', companyId: 'acme-1' });
    expect(normaliseStripe({ ...customer, id: 'a/b' })).toBeNull();
  });
});

/** What a webhook about this object names. */
function named(object: object) {
  const body = JSON.stringify({ id: 'evt_1', data: { object } });
  const nowMs = 1_900_000_000_000;
  const headers = signWebhook('stripe', { url: 'https://x.example', body, secret: 'whsec', atMs: nowMs });
  const header = (name: string) => (headers as Record<string, string>)[name] ?? null;
  const delivery = { header, body: Buffer.from(body), publicUri: 'https://x.example', secrets: ['whsec'], nowMs };
  return stripe.webhooks?.receive(delivery, vendorConfig('stripe', 'https://x.example'));
}
