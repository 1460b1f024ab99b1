import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, invoice, nowMs, subscription, usd } from '../../../tests/support/facts.ts';
import type { SubscriptionFact } from '../model.ts';
import { measure } from './defineMetric.ts';
import { netRevenueRetention } from './netRevenueRetention.ts';

describe('netRevenueRetention', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(netRevenueRetention, accountFacts(some), nowMs);

  const old = (some = {}) => subscription({ startedAt: daysAgo(800), arr: usd(1_000_00), ...some });
  const same = [invoice({ createdAt: daysAgo(400) }), invoice({ createdAt: daysAgo(35) })];
  /** What a subscription was billed a year ago and lately. */
  const billed = ({ key }: SubscriptionFact, then: number, now = then) =>
    [
      { createdAt: daysAgo(400), total: usd(then) },
      { createdAt: daysAgo(35), total: usd(now) },
    ].map((some) => invoice({ subscriptionId: key.id, ...some }));

  it('is what recurs now against what recurred a year ago', () => {
    expect(of({ subscriptions: [old()], invoices: same })).toMatchObject({ value: 100, n: 1, unit: 'percent' });
    const [kept, more] = [old(), subscription({ startedAt: daysAgo(100), arr: usd(500_00) })];
    const ended = old({ status: 'canceled', canceledAt: daysAgo(50) });
    const invoices = billed(kept, 1_000_00);
    expect(of({ subscriptions: [kept, more], invoices })).toMatchObject({ value: 150, n: 1 });
    expect(of({ subscriptions: [kept, ended], invoices })).toMatchObject({ value: 50, n: 2 });
  });

  it('compares the invoices of each subscription that still runs, not those of another or of none', () => {
    const [grown, kept] = [old({ arr: usd(2_000_00) }), old()];
    const subscriptions = [grown, kept];
    const changed = billed(grown, 1_000_00, 2_000_00);
    const newest = billed(kept, 1_000_00).map((i) => ({ ...i, createdAt: i.createdAt + 5 * 86_400_000 }));
    expect(of({ subscriptions, invoices: [...changed, ...newest] })).toMatchObject({ value: null, reason: 'notDated' });
    expect(of({ subscriptions, invoices: newest }).reason).toBe('notDated');
    const extra = invoice({ createdAt: daysAgo(2), total: usd(7) });
    expect(of({ subscriptions, invoices: [...billed(grown, 9), ...newest, extra] })).toMatchObject({
      value: 100,
      n: 2,
    });
  });

  it('does not guess whose an invoice is when there are several subscriptions', () => {
    expect(of({ subscriptions: [old(), old()], invoices: same })).toMatchObject({ value: null, reason: 'notDated' });
    const later = subscription({ startedAt: daysAgo(100) });
    expect(of({ subscriptions: [old(), later], invoices: same }).reason).toBe('notDated');
  });

  it('is 0 for a customer who left', () => {
    const ended = old({ status: 'canceled', canceledAt: daysAgo(50) });
    expect(of({ subscriptions: [ended] })).toMatchObject({ value: 0, n: 1 });
  });

  it('compares the invoices of terms of several years', () => {
    const plans = [{ name: 'Growth', quantity: 1, interval: 'year' as const, every: 3 }];
    const running = old({ plans, startedAt: daysAgo(1131) });
    const invoices = [invoice({ createdAt: daysAgo(1131) }), invoice({ createdAt: daysAgo(35) })];
    expect(of({ subscriptions: [running], invoices })).toMatchObject({ value: 100, n: 1 });
    expect(of({ subscriptions: [old({ startedAt: daysAgo(1131) })], invoices }).reason).toBe('notDated');
  });

  it('is missing when a change may have happened that carries no date', () => {
    expect(of({ subscriptions: [old()] })).toMatchObject({ value: null, reason: 'notDated' });
    const grown = [invoice({ createdAt: daysAgo(400) }), invoice({ createdAt: daysAgo(35), total: usd(9) })];
    expect(of({ subscriptions: [old()], invoices: grown }).reason).toBe('notDated');
    expect(of({ subscriptions: [old({ status: 'paused' })], invoices: same }).reason).toBe('notDated');
    expect(of({ subscriptions: [old({ arr: null })], invoices: same }).reason).toBe('notDated');
  });

  it('is missing for a new customer and across currencies', () => {
    expect(of({ subscriptions: [subscription({ startedAt: daysAgo(100) })] }).reason).toBe('noBase');
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'noBase' });
    const ended = old({ status: 'canceled', canceledAt: daysAgo(500) });
    expect(of({ subscriptions: [ended] }).reason).toBe('noBase');
    const euro = old({ arr: { amountMinor: 1, currency: 'EUR' } });
    expect(of({ subscriptions: [old(), euro], invoices: same }).reason).toBe('currencies');
  });
});
