import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  daysAgo,
  nowMs,
  order,
  payment,
  refund,
  subscription,
  usd,
} from '../../../tests/support/facts.ts';
import { customerLifetimeValue } from './customerLifetimeValue.ts';
import { measure } from './defineMetric.ts';

describe('customerLifetimeValue', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) =>
    measure(customerLifetimeValue, accountFacts(some), nowMs);

  it('reaches from what came in to five more years at the price of today', () => {
    const paid = payment({ amount: usd(500_00) });
    expect(of({ payments: [paid, payment({ succeeded: false })], subscriptions: [subscription()] })).toMatchObject({
      value: null,
      n: 1,
      unit: 'money',
      amounts: [usd(500_00)],
      upTo: [usd(500_00 + 5 * 1_200_00)],
    });
  });

  it('takes refunds off, counts an ending subscription to its end, and never adds currencies', () => {
    const paid = payment({ amount: usd(500_00) });
    const ending = subscription({ cancelsAt: daysAgo(-73) });
    const euro = subscription({ arr: { amountMinor: 100_00, currency: 'EUR' } });
    expect(
      of({
        payments: [paid],
        refunds: [refund({ paymentId: paid.key.id, amount: usd(120_00) }), refund({ paymentId: 'ch_unknown' })],
        subscriptions: [ending, euro],
      }),
    ).toMatchObject({
      amounts: [{ amountMinor: 0, currency: 'EUR' }, usd(380_00)],
      upTo: [{ amountMinor: 500_00, currency: 'EUR' }, usd(380_00 + 240_00)],
    });
  });

  it('counts orders only of a customer who was never charged', () => {
    expect(of({ orders: [order()] })).toMatchObject({ amounts: [usd(900_00)], n: 1 });
    expect(of({ orders: [order()], payments: [payment()] })).toMatchObject({ amounts: [usd(500_00)], n: 1 });
  });

  it('is missing when nothing was sold and nothing runs', () => {
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
    expect(of().amounts).toBeUndefined();
    expect(of({ subscriptions: [subscription({ arr: null })] }).reason).toBe('nothingYet');
  });
});
