import type { Offer, Row } from './facts.ts';

const record = (kind: string, id: string, body: object): Row => ({
  source: 'stripe',
  kind,
  id,
  body: { id, active: true, ...body },
});
const product = (id: string, name: string, metadata: object, some: object = {}) =>
  record('product', id, { name, metadata, ...some });
const price = (id: string, of: string, currency: string, unit_amount: number, some: object = {}) =>
  record('price', id, {
    product: of,
    currency,
    unit_amount,
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    ...some,
  });

/** A catalogue as Stripe has it: offers, what nobody offers, what is no longer sold, and prices that are no price of a seat. */
export const catalogueRecords: Row[] = [
  product('prod_a', 'Audit log', { upsell_fit: '0.5' }),
  product('prod_b', 'Deal 1', { upsell_fit: '1' }),
  product('prod_c', 'Nobody said', {}),
  product('prod_d', 'Too much', { upsell_fit: '2' }),
  product('prod_e', 'Gone', { upsell_fit: '0.9' }, { active: false }),
  price('price_1', 'prod_a', 'usd', 333),
  price('price_2', 'prod_a', 'usd', 3600, {
    recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed' },
  }),
  price('price_3', 'prod_a', 'eur', 301),
  price('price_11', 'prod_a', 'kwd', 1_250, {
    recurring: { interval: 'month', interval_count: 3, usage_type: 'licensed' },
  }),
  price('price_4', 'prod_b', 'usd', 100),
  price('price_5', 'prod_b', 'usd', 1, { active: false }),
  price('price_6', 'prod_b', 'usd', 1, { recurring: null, type: 'one_time' }),
  price('price_7', 'prod_b', 'usd', 1, { recurring: { interval: 'month', interval_count: 1, usage_type: 'metered' } }),
  price('price_8', 'prod_c', 'usd', 1),
  price('price_9', 'prod_d', 'usd', 1),
  price('price_10', 'prod_e', 'usd', 1),
];

/** What may be offered of it, read by hand. */
export const catalogue: Offer[] = [
  {
    id: 'prod_a',
    name: 'Audit log',
    fit: 0.5,
    yearly: [
      { currency: 'USD', amountMinor: 3600 },
      { currency: 'EUR', amountMinor: 3612 },
      { currency: 'KWD', amountMinor: 5000 },
    ],
  },
  { id: 'prod_b', name: 'Deal 1', fit: 1, yearly: [{ currency: 'USD', amountMinor: 1200 }] },
];
