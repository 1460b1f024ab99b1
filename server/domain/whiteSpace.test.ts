import { describe, expect, it } from 'vitest';
import { accountFacts, deal, subscription, usd } from '../../tests/support/facts.ts';
import { offers } from './whiteSpace.ts';

const product = (id: string, name: string, fit = 0.5) => ({ id, name, fit, yearly: [usd(100_00)] });
const catalogue = [product('prod_1', 'Audit log'), product('prod_2', 'Data residency', 0.2)];
const of = (some: Parameters<typeof accountFacts>[0], currency = 'USD') =>
  offers(accountFacts({ catalogue, ...some }), currency).map((o) => o.fit);

describe('offers', () => {
  it('are what the account does not have', () => {
    expect(of({})).toEqual([0.5, 0.2]);
    expect(of({ subscriptions: [subscription({ productIds: ['prod_1'] })] })).toEqual([0.2]);
    expect(of({ subscriptions: [subscription({ productIds: ['prod_1'], status: 'canceled' })] })).toEqual([0.5, 0.2]);
  });

  it('are not what an open deal names, as words of their own', () => {
    expect(of({ deals: [deal({ name: 'Northwind: AUDIT-LOG 2027' })] })).toEqual([0.2]);
    expect(of({ deals: [deal({ name: 'Audit logistics' })] })).toEqual([0.5, 0.2]);
    expect(of({ deals: [deal({ name: 'Audit log', isClosed: true })] })).toEqual([0.5, 0.2]);
  });

  it('have a list price in the currency of the account', () => {
    expect(of({}, 'EUR')).toEqual([]);
  });
});
