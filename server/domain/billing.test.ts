import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, dispute, invoice, nowMs, subscription, usd } from '../../tests/support/facts.ts';
import {
  annualRecurring,
  nextContinuation,
  nextRenewal,
  nextTermEnd,
  overdueInvoices,
  paymentState,
  sumByCurrency,
} from './billing.ts';
import type { PlanLine } from './planLine.ts';

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
  const line = (interval: PlanLine['interval'], some: Partial<PlanLine> = {}): PlanLine => ({
    name: 'G',
    quantity: 1,
    interval,
    ...some,
  });
  const renewing = (days: number, ...plans: PlanLine[]) => subscription({ plans, renewsAt: daysAgo(-days) });
  const [year, month] = [line('year'), line('month')];

  it('without a term renews next at the earliest end of a live subscription', () => {
    const subscriptions = [
      renewing(40, month),
      renewing(9, line('month', { every: 3 })),
      { ...renewing(1, month), status: 'canceled' as const },
      { ...renewing(1, month), renewsAt: null },
    ];
    expect(nextRenewal(accountFacts({ subscriptions }))).toBe(daysAgo(-9));
    expect(nextTermEnd(accountFacts({ subscriptions }))).toBeNull();
    expect(nextRenewal(accountFacts())).toBeNull();
  });

  it('renews next at the end of what is bought for a year or longer, whatever is paid by the month beside it', () => {
    const term = renewing(200, year);
    const subscriptions = [
      renewing(300, line('year', { every: 3 })),
      term,
      { ...renewing(1, year), status: 'canceled' as const },
      renewing(9, year, month),
      renewing(8, month),
      renewing(7),
    ];
    expect(nextTermEnd(accountFacts({ subscriptions }))).toEqual({ at: daysAgo(-200), subscription: term });
    expect(nextRenewal(accountFacts({ subscriptions }))).toBe(daysAgo(-200));
    const unknown = accountFacts({ subscriptions: subscriptions.slice(2) });
    expect([nextTermEnd(unknown), nextRenewal(unknown)]).toEqual([null, null]);
  });

  it('knows the end of each line where the source tells it, and takes twelve months for a year', () => {
    const ends = (days: number) => ({ endsAt: daysAgo(-days) });
    const of = (...plans: PlanLine[]) => nextRenewal(accountFacts({ subscriptions: [renewing(9, ...plans)] }));
    expect(of(line('month', ends(9)), line('year', ends(120)))).toBe(daysAgo(-120));
    expect(of(line('month', ends(9)), line('month', { every: 12, ...ends(90) }))).toBe(daysAgo(-90));
    expect(of(line('year', ends(120)), line('year', { every: 2, ...ends(400) }))).toBe(daysAgo(-120));
    expect(of(line('month', { every: 6 }))).toBe(daysAgo(-9));
  });

  it('goes on at the renewal of what is not set to end', () => {
    const ending = { ...renewing(20, year), cancelsAt: daysAgo(-20) };
    const both = accountFacts({ subscriptions: [ending, renewing(200, year)] });
    expect([nextRenewal(both), nextContinuation(both)]).toEqual([daysAgo(-20), daysAgo(-200)]);
    const all = accountFacts({ subscriptions: [ending] });
    expect([nextRenewal(all), nextContinuation(all)]).toEqual([daysAgo(-20), null]);
    const monthly = accountFacts({ subscriptions: [ending, renewing(9, month)] });
    expect(nextContinuation(monthly)).toBe(daysAgo(-9));
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
    const expired = subscription({ status: 'incomplete_expired' });
    expect(state({ subscriptions: [expired] })).toBeNull();
    expect(state({ subscriptions: [expired], invoices: [paid] })).toBe('current');
    expect(state({ subscriptions: [expired, subscription({ status: 'canceled' })] })).toBe('cancelled');
    expect(state({ subscriptions: [expired, subscription({ status: 'incomplete' })] })).toBe('incomplete');
  });
});
