import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, order, orderRefund, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { purchaseFrequency } from './purchaseFrequency.ts';

describe('purchaseFrequency', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(purchaseFrequency, accountFacts(some), nowMs);

  const on = (days: number) => order({ createdAt: daysAgo(days) });

  it('counts the orders of a year', () => {
    expect(of({ orders: [on(0), on(364), on(365), on(400)] })).toMatchObject({ value: 2, n: 2, previous: 2 });
  });

  it('leaves out what was cancelled, refunded in full, or copied by a sync', () => {
    const [kept, back, part] = [on(10), on(20), on(30)];
    const copy = { ...kept, key: { source: 'hubspot', kind: 'order', id: '77' } as const };
    expect(
      of({
        orders: [kept, back, part, copy, order({ canceledAt: daysAgo(1) })],
        refunds: [orderRefund(back, 900_00), orderRefund(part, 1_00), orderRefund(kept, 900_00, { succeeded: false })],
      }).value,
    ).toBe(2);
  });

  it('counts orders that only look alike, and no order below zero', () => {
    const refill = (months: number, source: 'hubspot' | 'salesforce' = 'hubspot') =>
      order({
        key: { source, kind: 'order', id: `${source}${months}` },
        number: 'Toner refill',
        subtotal: usd(500_00),
        createdAt: daysAgo(30 * months),
      });
    const monthly = Array.from({ length: 12 }, (_, months) => refill(months));
    expect(of({ orders: monthly })).toMatchObject({ value: 12 });
    expect(of({ orders: [...monthly, refill(3, 'salesforce')] }).value).toBe(12);
    const again = { ...refill(3), key: { source: 'hubspot', kind: 'order', id: 'again' } as const };
    expect(of({ orders: [refill(3), again] }).value).toBe(2);
    expect(of({ orders: [refill(3), again, refill(3, 'salesforce')] }).value).toBe(2);
    const [day, next] = [refill(3).createdAt, refill(3, 'salesforce').createdAt + 86_400_000];
    expect(of({ orders: [refill(3), { ...refill(3, 'salesforce'), createdAt: next }] }).value).toBe(2);
    expect(of({ orders: [refill(3), { ...refill(3, 'salesforce'), createdAt: day + 3_600_000 }] }).value).toBe(1);
    const euro = { ...refill(3, 'salesforce'), subtotal: { amountMinor: 500_00, currency: 'EUR' } };
    expect(of({ orders: [refill(3), euro] }).value).toBe(2);
    expect(of({ orders: [on(5), order({ subtotal: usd(-500_00) })] }).value).toBe(1);
  });

  it('is 0 for a customer who used to buy, and missing for one who never did', () => {
    expect(of({ orders: [on(500)] })).toMatchObject({ value: 0, n: 0, previous: 1 });
    expect(of()).toMatchObject({ value: null, reason: 'nothingYet', previous: null });
    expect(of({ orders: [on(10)] }).previous).toBeNull();
  });
});
