import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  daysAgo,
  dispute,
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
    const ending = subscription({ renewsAt: daysAgo(0), cancelsAt: daysAgo(-73) });
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

  it('counts what is still to be billed until the end, by the calendar', () => {
    const upTo = (renewsAt: string | null, cancelsAt: string) => {
      const at = (day: string) => Date.parse(`${day}T09:00:00Z`);
      const ending = subscription({ renewsAt: renewsAt === null ? null : at(renewsAt), cancelsAt: at(cancelsAt) });
      return of({ subscriptions: [ending] }).upTo;
    };
    expect(upTo('2027-03-01', '2027-03-01')).toEqual([usd(0)]);
    // 29 February 2028 lies between.
    expect(upTo('2027-03-01', '2028-03-01')).toEqual([usd(1_200_00)]);
    expect(upTo(null, '2028-11-21')).toEqual([usd(2 * 1_200_00)]);
    expect(upTo('2026-12-01', '2026-11-25')).toEqual([usd(0)]);
    expect(upTo('2026-11-21', '2040-01-01')).toEqual([usd(5 * 1_200_00)]);
  });

  it('leaves out what was never taken, what is yet to come, and what a lost dispute took back', () => {
    const paid = payment({ amount: usd(500_00) });
    const rest = [payment({ amount: usd(0) }), payment({ createdAt: daysAgo(-1) })];
    expect(of({ payments: [paid, ...rest] })).toMatchObject({ amounts: [usd(500_00)], n: 1 });
    const lost = (amountMinor: number, some = {}) => dispute({ status: 'lost', amount: usd(amountMinor), ...some });
    const back = (...disputes: ReturnType<typeof dispute>[]) => of({ payments: [paid], disputes }).amounts;
    expect(back(lost(80_00), dispute({ status: 'won' }), dispute())).toEqual([usd(420_00)]);
    expect(back(lost(80_00, { amount: { amountMinor: 5, currency: 'EUR' } }))).toEqual([usd(500_00)]);
    expect(back(lost(900_00))).toEqual([usd(0)]);
    const refundOf = { refunds: [refund({ paymentId: paid.key.id, amount: usd(500_00) })] };
    const about = (paymentId: string) => ({ disputes: [lost(500_00, { paymentId })], payments: [paid, payment()] });
    expect(of(about(paid.key.id)).amounts).toEqual([usd(500_00)]);
    expect(of({ ...about(paid.key.id), ...refundOf }).amounts).toEqual([usd(500_00)]);
    expect(of(about('ch_unknown')).amounts).toEqual([usd(1000_00)]);
    const reserved = { payments: [payment({ amount: usd(0) })], orders: [order()] };
    expect(of(reserved)).toMatchObject({ amounts: [usd(900_00)], n: 1 });
  });

  it('takes back what an order below zero takes back, and waits for the day of an order', () => {
    const reduction = order({ subtotal: usd(-500_00) });
    expect(of({ orders: [order(), reduction] })).toMatchObject({ amounts: [usd(400_00)], n: 1 });
    expect(of({ orders: [order(), order({ createdAt: daysAgo(-30) })] })).toMatchObject({
      amounts: [usd(900_00)],
      n: 1,
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
