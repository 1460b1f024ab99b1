import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  daysAgo,
  nowMs,
  order,
  orderRefund,
  payment,
  refund,
  usd,
} from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { refundRate } from './refundRate.ts';

describe('refundRate', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(refundRate, accountFacts(some), nowMs);

  const paid = (days = 10) => payment({ createdAt: daysAgo(days) });

  it('is the share of sales that had a refund, by the day of the sale', () => {
    const [a, b, c, d] = [paid(), paid(), paid(), paid(400)];
    const refunds = [
      refund({ paymentId: a.key.id }),
      refund({ paymentId: a.key.id }),
      refund({ paymentId: b.key.id, succeeded: false }),
      refund({ paymentId: d.key.id }),
    ];
    expect(of({ payments: [a, b, c, d], refunds })).toMatchObject({ value: (1 / 3) * 100, n: 3, previous: 100 });
  });

  it('takes orders when nothing was ever charged, and only refunds of the same source', () => {
    const one = order();
    expect(of({ orders: [one, order()], refunds: [orderRefund(one, 5)] })).toMatchObject({ value: 50, n: 2 });
    expect(of({ orders: [one], refunds: [refund({ orderId: one.key.id })] })).toMatchObject({ value: 0, n: 1 });
  });

  it('counts no charge of which nothing was taken, and no order below zero', () => {
    expect(of({ payments: [paid(), payment({ amount: usd(0) })] }).n).toBe(1);
    expect(of({ orders: [order(), order({ subtotal: usd(-1) })] }).n).toBe(1);
  });

  it('is 0 when nothing went back, and missing when nothing was sold', () => {
    expect(of({ payments: [paid()] })).toMatchObject({ value: 0, n: 1, previous: null });
    expect(of({ refunds: [refund()] })).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
    expect(of({ payments: [payment({ succeeded: false })] })).toMatchObject({ value: null, n: 0 });
  });
});
