import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, order, usd } from '../../../tests/support/facts.ts';
import { averageOrderValue } from './averageOrderValue.ts';
import { measure } from './defineMetric.ts';

describe('averageOrderValue', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(averageOrderValue, accountFacts(some), nowMs);

  it('is the mean by currency, rounded once', () => {
    const euro = order({ subtotal: { amountMinor: 7, currency: 'EUR' } });
    expect(of({ orders: [order({ subtotal: usd(100) }), order({ subtotal: usd(201) }), euro] })).toMatchObject({
      value: null,
      n: 3,
      amounts: [{ amountMinor: 7, currency: 'EUR' }, usd(151)],
    });
  });

  it('leaves out orders of nothing, without a value, cancelled or old', () => {
    expect(
      of({
        orders: [
          order({ subtotal: usd(100) }),
          order({ subtotal: usd(0) }),
          order({ subtotal: null }),
          order({ canceledAt: daysAgo(1) }),
          order({ createdAt: daysAgo(365) }),
        ],
      }),
    ).toMatchObject({ n: 1, amounts: [usd(100)] });
  });

  it('is missing without an order', () => {
    expect(of()).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of({ orders: [order({ subtotal: null })] })).toMatchObject({ n: 0, reason: 'nothingYet' });
  });
});
