import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, order, orderRefund } from '../../../tests/support/facts.ts';
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

  it('is 0 for a customer who used to buy, and missing for one who never did', () => {
    expect(of({ orders: [on(500)] })).toMatchObject({ value: 0, n: 0, previous: 1 });
    expect(of()).toMatchObject({ value: null, reason: 'nothingYet', previous: null });
    expect(of({ orders: [on(10)] }).previous).toBeNull();
  });
});
