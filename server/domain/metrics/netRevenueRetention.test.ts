import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, invoice, nowMs, subscription, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { netRevenueRetention } from './netRevenueRetention.ts';

describe('netRevenueRetention', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(netRevenueRetention, accountFacts(some), nowMs);

  const old = (some = {}) => subscription({ startedAt: daysAgo(800), arr: usd(1_000_00), ...some });
  const same = [invoice({ createdAt: daysAgo(400) }), invoice({ createdAt: daysAgo(35) })];

  it('is what recurs now against what recurred a year ago', () => {
    expect(of({ subscriptions: [old()], invoices: same })).toMatchObject({ value: 100, n: 1, unit: 'percent' });
    const more = subscription({ startedAt: daysAgo(100), arr: usd(500_00) });
    expect(of({ subscriptions: [old(), more], invoices: same })).toMatchObject({ value: 150, n: 1 });
    const ended = old({ status: 'canceled', canceledAt: daysAgo(50) });
    expect(of({ subscriptions: [old(), ended], invoices: same })).toMatchObject({ value: 50, n: 2 });
  });

  it('is 0 for a customer who left', () => {
    const ended = old({ status: 'canceled', canceledAt: daysAgo(50) });
    expect(of({ subscriptions: [ended] })).toMatchObject({ value: 0, n: 1 });
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
