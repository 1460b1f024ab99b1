import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, order } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { orderInterval } from './orderInterval.ts';

describe('orderInterval', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(orderInterval, accountFacts(some), nowMs);

  const on = (days: number) => order({ createdAt: daysAgo(days) });

  it('is the median of the gaps, whatever the order they come in', () => {
    expect(of({ orders: [on(10), on(100), on(40), on(30)] })).toMatchObject({ value: 20, n: 3, unit: 'days' });
  });

  it('does not look beyond a year', () => {
    expect(of({ orders: [on(10), on(30), on(400)] })).toMatchObject({ value: 20, n: 1 });
  });

  it('is missing with one order, and with none', () => {
    expect(of({ orders: [on(10)] })).toMatchObject({ value: null, n: 0, reason: 'tooFew' });
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
  });
});
