import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  activity,
  deal,
  dispute,
  nowMs,
  subscription,
  ticket,
  usd,
} from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { upsellPotential } from './upsellPotential.ts';

describe('upsellPotential', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(upsellPotential, accountFacts(some), nowMs);

  const seats = (quantity: number, some = {}) =>
    subscription({ plans: [{ name: 'Growth', quantity, interval: 'year' }], arr: usd(quantity * 100_00), ...some });
  const users = (count: number) => Array.from({ length: count }, (_, i) => activity(1, `u${i}`));

  it('is a range in yearly revenue', () => {
    expect(of({ subscriptions: [seats(10)], activity: users(9) })).toMatchObject({
      value: null,
      n: 10,
      amounts: [usd(0)],
      upTo: [usd(300_00)],
    });
    expect(of({ subscriptions: [seats(10)], activity: users(14) })).toMatchObject({
      amounts: [usd(400_00)],
      upTo: [usd(1_000_00)],
    });
  });

  it('is nothing to sell under 80 %', () => {
    const upTo = (count: number) => of({ subscriptions: [seats(100)], activity: users(count) }).upTo;
    expect([upTo(79), upTo(80)]).toEqual([[usd(0)], [usd(1_500_00)]]);
  });

  it('ends with the white space: what they do not have, at list price, by how well it suits', () => {
    const product = (id: string, fit: number) => ({ id, name: id, fit, yearly: [usd(12_00)] });
    const facts = {
      subscriptions: [seats(10, { productIds: ['b'] })],
      catalogue: [product('a', 0.5), product('b', 1)],
    };
    expect(of({ ...facts, activity: users(9) })).toMatchObject({ amounts: [usd(0)], upTo: [usd(300_00 + 60_00)] });
    expect(of(facts)).toMatchObject({ amounts: [usd(0)], upTo: [usd(60_00)] });
    expect(of({ ...facts, disputes: [dispute()] }).reason).toBe('blocked');
    expect(of({ ...facts, catalogue: [product('b', 1)] }).reason).toBe('notConnected');
  });

  it('is blocked while something is wrong, and not counted twice', () => {
    const good = { subscriptions: [seats(10)], activity: users(10) };
    expect(of({ ...good, disputes: [dispute()] }).reason).toBe('blocked');
    expect(of({ ...good, tickets: [ticket({ priority: 'urgent' })] }).reason).toBe('blocked');
    expect(of({ ...good, deals: [deal({ kind: 'expansion' })] }).reason).toBe('inPipeline');
    expect(of({ ...good, deals: [deal({ kind: 'renewal' })] }).reason).toBeUndefined();
  });

  it('is missing without activity, without seats and across currencies', () => {
    expect(of({ subscriptions: [seats(10)] }).reason).toBe('notConnected');
    expect(of({ activity: users(3) }).reason).toBe('noSeats');
    expect(of({ subscriptions: [seats(1), seats(1, { arr: null })], activity: users(3) }).reason).toBe('noAmount');
    expect(of({ subscriptions: [seats(1, { arr: null })], activity: users(3) }).reason).toBe('noAmount');
    const metered = { name: 'Calls', quantity: 1, interval: 'month' as const, metered: true };
    const onlyUse = subscription({ plans: [metered], arr: null });
    expect(of({ subscriptions: [seats(1), onlyUse], activity: users(3) }).reason).toBeUndefined();
    const euro = seats(1, { arr: { amountMinor: 5, currency: 'EUR' } });
    expect(of({ subscriptions: [seats(1), euro], activity: users(3) }).reason).toBe('currencies');
  });
});
