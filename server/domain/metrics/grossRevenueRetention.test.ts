import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, invoice, nowMs, subscription, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { grossRevenueRetention } from './grossRevenueRetention.ts';

describe('grossRevenueRetention', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) =>
    measure(grossRevenueRetention, accountFacts(some), nowMs);

  const old = (some = {}) => subscription({ startedAt: daysAgo(800), arr: usd(1_000_00), ...some });

  it('is never more than what was there', () => {
    const [kept, more] = [old(), subscription({ startedAt: daysAgo(100), arr: usd(500_00) })];
    const invoices = [400, 35].map((days) => invoice({ createdAt: daysAgo(days), subscriptionId: kept.key.id }));
    expect(of({ subscriptions: [kept, more], invoices })).toMatchObject({ value: 100, n: 1, unit: 'percent' });
    const ended = old({ status: 'canceled', canceledAt: daysAgo(50) });
    expect(of({ subscriptions: [kept, ended], invoices })).toMatchObject({ value: 50, n: 2 });
    expect(of({ subscriptions: [ended] })).toMatchObject({ value: 0, n: 1 });
  });

  it('is missing where the net one is', () => {
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'noBase' });
    expect(of({ subscriptions: [old()] })).toMatchObject({ value: null, n: 1, reason: 'notDated' });
  });
});
