import { describe, expect, it } from 'vitest';
import { accountFacts, contract, daysAgo, nowMs, subscription } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { renewalRate } from './renewalRate.ts';

describe('renewalRate', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(renewalRate, accountFacts(some), nowMs);

  const day = (days: number) => new Date(daysAgo(days)).toISOString().slice(0, 10);
  const term = (from: number, to: number) => contract({ startsOn: day(from), endsOn: day(to) });

  it('shows the history of the contracts', () => {
    expect(of({ contracts: [term(800, 435), term(434, 69), term(68, -297)] })).toMatchObject({
      value: 2,
      n: 2,
      unit: 'outOf',
    });
  });

  it('counts a late successor within 30 days, none after, and waits until then', () => {
    expect(of({ contracts: [term(500, 135), term(105, -200)] })).toMatchObject({ value: 1, n: 1 });
    expect(of({ contracts: [term(500, 135), term(104, -200)] })).toMatchObject({ value: 0, n: 1 });
    expect(of({ contracts: [term(380, 15)] })).toMatchObject({ value: null, n: 0 });
    expect(of({ contracts: [term(500, 135), contract({ ...term(120, -200), status: 'Draft' })] }).value).toBe(0);
  });

  it('sees no renewal in what runs beside it, and one in what begins up to 90 days before the end', () => {
    const on = (startsOn: string, endsOn: string, some = {}) => contract({ startsOn, endsOn, ...some });
    const beside = [on('2024-01-01', '2024-12-31'), on('2024-07-01', '2025-06-30')];
    expect(of({ contracts: beside })).toMatchObject({ value: 0, n: 2 });
    expect(of({ contracts: [term(500, 135), term(225, -140)] })).toMatchObject({ value: 1, n: 1 });
    expect(of({ contracts: [term(500, 135), term(226, -140)] })).toMatchObject({ value: 0, n: 1 });
  });

  it('counts a contract and its assets once', () => {
    const asset = (from: number, to: number) => ({
      ...term(from, to),
      key: { source: 'salesforce', kind: 'Asset', id: `02i${from}${to}` } as const,
    });
    const renewed = [term(500, 135), term(134, -231)];
    expect(of({ contracts: [...renewed, asset(500, 135), asset(490, 136)] })).toMatchObject({ value: 1, n: 1 });
    expect(of({ contracts: [term(500, 135), term(500, 135)] })).toMatchObject({ value: 0, n: 1 });
    expect(of({ contracts: [asset(500, 135), asset(134, -231)] })).toMatchObject({ value: 1, n: 1 });
    expect(of({ contracts: [contract({ startsOn: day(500) }), asset(500, 135)] })).toMatchObject({ value: 0, n: 1 });
  });

  it('takes the anniversaries of yearly subscriptions when no contract has ended', () => {
    const plans = [{ name: 'Growth', quantity: 1, interval: 'year' as const }];
    const started = Date.parse('2023-11-01T00:00:00Z');
    const live = subscription({ plans, startedAt: started });
    expect(of({ subscriptions: [live], contracts: [term(100, -265)] })).toMatchObject({ value: 3, n: 3 });
    const ended = { ...live, status: 'canceled' as const, canceledAt: Date.parse('2025-11-01T00:00:00Z') };
    expect(of({ subscriptions: [ended] })).toMatchObject({ value: 1, n: 2 });
    const moved = subscription({ plans, startedAt: Date.parse('2025-11-05T00:00:00Z') });
    expect(of({ subscriptions: [ended, moved] })).toMatchObject({ value: 3, n: 3 });
  });

  it('takes for the next subscription what begins up to 90 days before the end, and ends later', () => {
    const plans = [{ name: 'Growth', quantity: 1, interval: 'year' as const }];
    const [begun, end] = [Date.parse('2024-11-01T00:00:00Z'), Date.parse('2025-11-01T00:00:00Z')];
    const ended = subscription({ plans, status: 'canceled', startedAt: begun, canceledAt: end });
    const from = (days: number, some = {}) => subscription({ startedAt: end + days * 86_400_000, ...some });
    const renewed = (next: ReturnType<typeof subscription>) => of({ subscriptions: [ended, next] }).value;
    expect([-91, -90, 30, 31].map((days) => renewed(from(days)))).toEqual([0, 1, 1, 0]);
    const short = { status: 'canceled' as const, canceledAt: end - 86_400_000 };
    expect(renewed(from(-20, short))).toBe(0);
    expect(renewed(from(-20, { ...short, canceledAt: end + 1 }))).toBe(1);
  });

  it('ends a term of several years once, and one of twelve months as a year', () => {
    const of3 = [{ name: 'Growth', quantity: 1, interval: 'year' as const, every: 3 }];
    const months = [{ name: 'Growth', quantity: 1, interval: 'month' as const, every: 12 }];
    const live = (plans: typeof of3 | typeof months, startedAt: string) =>
      subscription({ plans, startedAt: Date.parse(startedAt) });
    expect(of({ subscriptions: [live(of3, '2023-12-01T00:00:00Z')] }).n).toBe(0);
    expect(of({ subscriptions: [live(of3, '2023-11-01T00:00:00Z')] })).toMatchObject({ value: 1, n: 1 });
    expect(of({ subscriptions: [live(months, '2024-11-01T00:00:00Z')] })).toMatchObject({ value: 2, n: 2 });
  });

  it('ends a year that began on a leap day on the last day of February', () => {
    const plans = [{ name: 'Growth', quantity: 1, interval: 'year' as const }];
    const begun = { plans, status: 'canceled' as const, startedAt: Date.parse('2024-02-29T12:00:00Z') };
    const ended = (day: string) => subscription({ ...begun, canceledAt: Date.parse(`${day}T12:00:00Z`) });
    // 30 days of grace after 28 February 2025 are over.
    expect(of({ subscriptions: [ended('2025-03-31')] })).toMatchObject({ value: 1, n: 1 });
    expect(of({ subscriptions: [ended('2025-03-30')] })).toMatchObject({ value: 0, n: 1 });
  });

  it('sees no renewal in a cancellation in the middle of a term, nor in monthly plans', () => {
    const plans = [{ name: 'Growth', quantity: 1, interval: 'year' as const }];
    const mid = subscription({ plans, status: 'canceled', startedAt: daysAgo(600), canceledAt: daysAgo(400) });
    expect(of({ subscriptions: [mid] })).toMatchObject({ value: null, n: 0 });
    expect(of({ subscriptions: [subscription({ startedAt: daysAgo(900) })] }).n).toBe(0);
  });

  it('is missing when no term has ended', () => {
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
  });
});
