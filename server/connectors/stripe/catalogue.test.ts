import { describe, expect, it } from 'vitest';
import { checkNormalise } from '../../../tests/support/checkNormalise.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { productIds } from './catalogue.ts';
import { normaliseStripe } from './normaliseStripe.ts';
import { stripe } from './stripe.ts';

const record = (kind: string, id: string, body: object): RawRecord => ({
  source: 'stripe',
  kind,
  id,
  modifiedAt: 1,
  deleted: false,
  body: { id, active: true, ...body },
});
const product = (some: object = {}) =>
  record('product', 'prod_1', { name: 'Audit log', metadata: { upsell_fit: '0.5' }, ...some });
const price = (some: object = {}) =>
  record('price', 'price_1', {
    product: 'prod_1',
    currency: 'usd',
    unit_amount: 900,
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
    ...some,
  });

describe('the catalogue', () => {
  it('has products with the fit that somebody has said', () => {
    expect(normaliseStripe(product())).toMatchObject({ type: 'product', companyId: null, name: 'Audit log', fit: 0.5 });
    for (const upsell_fit of ['', '0', '-1', '1.1', 'much', null])
      expect(normaliseStripe(product({ metadata: { upsell_fit } }))).toMatchObject({ fit: null });
    expect(normaliseStripe(product({ active: false }))).toBeNull();
  });

  it('has prices of a seat and year', () => {
    expect(normaliseStripe(price())).toMatchObject({
      type: 'price',
      companyId: null,
      productId: 'prod_1',
      yearly: { amountMinor: 108_00, currency: 'USD' },
    });
    expect(normaliseStripe(price({ product: { id: 'prod_2' } }))).toMatchObject({ productId: 'prod_2' });
    const metered = { interval: 'month', interval_count: 1, usage_type: 'metered' };
    for (const other of [{ recurring: null }, { recurring: metered }, { active: false }, { product: null }])
      expect(normaliseStripe(price(other))).toBeNull();
  });

  it('is named by subscriptions, each product once, also in older ones', () => {
    const items = [
      { price: { product: 'prod_1' } },
      { price: { product: { id: 'prod_1' } } },
      { plan: { product: 'prod_2' } },
      {},
    ];
    expect(productIds({ items: { data: items } })).toEqual(['prod_1', 'prod_2']);
    expect(productIds(null)).toEqual([]);
  });

  it.each([
    ['product', product()],
    ['price', price()],
  ])('is total for %s', (_kind, one) => checkNormalise(stripe, one));
});
