import { describe, expect, it } from 'vitest';
import { accountFacts, activity, daysAgo, nowMs, subscription } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { productUsage } from './productUsage.ts';

describe('productUsage', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(productUsage, accountFacts(some), nowMs);

  const use = { name: 'Calls', quantity: 1, interval: 'month' as const, metered: true };
  const ten = [subscription({ plans: [{ name: 'Growth', quantity: 10, interval: 'month' }] })];

  it('is the share of the seats that somebody used in 28 days', () => {
    const days = [activity(0, 'a'), activity(1, 'a'), activity(27, 'b'), activity(28, 'c')];
    expect(of({ subscriptions: ten, activity: days })).toMatchObject({ value: 20, n: 10, previous: 10 });
  });

  it('counts people who use the product, on the day that has come', () => {
    const days = [activity(1, 'a', { channel: 'email' }), activity(-1, 'b')];
    expect(of({ subscriptions: ten, activity: days })).toMatchObject({ value: 0, n: 10, previous: null });
  });

  it('may be over 100', () => {
    const days = Array.from({ length: 12 }, (_, i) => activity(1, `u${i}`));
    expect(of({ subscriptions: ten, activity: days }).value).toBeCloseTo(120);
  });

  it('counts the seats beside what is metered, and those whose price is not told', () => {
    const seated = { name: 'Growth', quantity: 10, interval: 'month' as const };
    const subscriptions = [subscription({ plans: [seated, use] }), subscription({ plans: [seated], arr: null })];
    expect(of({ subscriptions, activity: [activity(1)] })).toMatchObject({ value: 5, n: 20 });
  });

  it('is missing without seats, and without a source of activity', () => {
    expect(of({ subscriptions: ten })).toMatchObject({ value: null, n: 10, reason: 'notConnected' });
    expect(of({ activity: [activity(1)] })).toMatchObject({ value: null, n: 0, reason: 'noSeats' });
    const metered = [subscription({ plans: [use] }), subscription({ status: 'canceled', canceledAt: daysAgo(1) })];
    expect(of({ subscriptions: metered, activity: [activity(1)] }).reason).toBe('noSeats');
  });
});
