import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, dispute, invoice, nowMs, subscription, usd } from '../../tests/support/facts.ts';
import {
  annualRecurring,
  nextRenewal,
  nextYearlyRenewal,
  overdueInvoices,
  paymentState,
  sumByCurrency,
} from './billing.ts';

describe('money', () => {
  it('is added a currency at a time, never across', () => {
    const money = fc.record({
      amountMinor: fc.integer({ min: -1e9, max: 1e9 }),
      currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    });
    fc.assert(
      fc.property(fc.array(money), (amounts) => {
        const sums = sumByCurrency(amounts);
        expect(sums.map((s) => s.currency)).toEqual([...new Set(amounts.map((a) => a.currency))].sort());
        for (const { currency, amountMinor } of sums) {
          const own = amounts.filter((a) => a.currency === currency);
          expect(amountMinor).toBe(own.reduce((total, a) => total + a.amountMinor, 0));
        }
      }),
    );
  });

  it('recurs only from live subscriptions with a known amount', () => {
    const statuses = [
      'trialing',
      'active',
      'past_due',
      'unpaid',
      'canceled',
      'incomplete',
      'incomplete_expired',
      'paused',
    ] as const;
    const live = statuses.filter(
      (status) => annualRecurring(accountFacts({ subscriptions: [subscription({ status })] })).length > 0,
    );
    expect(live).toEqual(['active', 'past_due', 'unpaid']);
    expect(annualRecurring(accountFacts({ subscriptions: [subscription({ arr: null })] }))).toEqual([]);
    expect(annualRecurring(accountFacts())).toEqual([]);
  });
});

describe('what is due', () => {
  it('renews next at the earliest end of a live subscription', () => {
    const subscriptions = [
      subscription({ renewsAt: daysAgo(-40) }),
      subscription({ renewsAt: daysAgo(-9) }),
      subscription({ renewsAt: daysAgo(-1), status: 'canceled' }),
      subscription({ renewsAt: null }),
    ];
    expect(nextRenewal(accountFacts({ subscriptions }))).toBe(daysAgo(-9));
    expect(nextRenewal(accountFacts())).toBeNull();
  });

  it('renews a year next at the earliest end of what is paid by the year alone', () => {
    const [year, month] = (['year', 'month'] as const).map((interval) => ({ name: 'G', quantity: 1, interval }));
    if (!year || !month) throw new Error('no plans');
    const subscriptions = [
      subscription({ plans: [year], renewsAt: daysAgo(-300) }),
      subscription({ plans: [year], renewsAt: daysAgo(-200) }),
      subscription({ plans: [year], renewsAt: daysAgo(-1), status: 'canceled' }),
      subscription({ plans: [year, month], renewsAt: daysAgo(-9) }),
      subscription({ plans: [month], renewsAt: daysAgo(-8) }),
      subscription({ plans: [], renewsAt: daysAgo(-7) }),
    ];
    expect(nextYearlyRenewal(accountFacts({ subscriptions }))).toBe(daysAgo(-200));
    expect(nextYearlyRenewal(accountFacts({ subscriptions: subscriptions.slice(3) }))).toBeNull();
  });

  it('is overdue after the due date, not on it', () => {
    const facts = accountFacts({ invoices: [invoice({ dueAt: nowMs })] });
    expect(overdueInvoices(facts, nowMs)).toEqual([]);
    expect(overdueInvoices(facts, nowMs + 1)).toHaveLength(1);
  });
});

describe('paymentState', () => {
  const state = (some: Parameters<typeof accountFacts>[0]) => paymentState(accountFacts(some), nowMs);
  const paid = invoice({ status: 'paid', amountDue: usd(0) });

  it('is the worst of all', () => {
    const active = subscription();
    expect(state({ subscriptions: [active] })).toBe('current');
    expect(state({ subscriptions: [active], invoices: [invoice({ dueAt: daysAgo(-3) })] })).toBe('open');
    expect(state({ subscriptions: [active], invoices: [invoice()] })).toBe('pastDue');
    expect(state({ subscriptions: [active, subscription({ status: 'unpaid' })], invoices: [invoice()] })).toBe(
      'unpaid',
    );
    expect(state({ subscriptions: [active], invoices: [invoice()], disputes: [dispute()] })).toBe('disputed');
    expect(state({ subscriptions: [active], disputes: [dispute({ status: 'won' })] })).toBe('current');
  });

  it('tells cancelled, paused, one-off and nothing apart', () => {
    expect(state({ subscriptions: [subscription({ status: 'canceled' })] })).toBe('cancelled');
    expect(state({ subscriptions: [subscription({ status: 'paused' })] })).toBe('paused');
    expect(state({ invoices: [paid] })).toBe('current');
    expect(state({})).toBeNull();
  });
});
