import { describe, expect, it } from 'vitest';
import { accountFacts, activity, contract, daysAgo, nowMs, subscription } from '../../../tests/support/facts.ts';
import { ageDays, profileOf } from './profile.ts';
import { scoreFacts } from './scoreFacts.ts';
import { activation, activeShare, usageTrend } from './usageFactors.ts';

const seats = (quantity: number, startedDaysAgo = 400) => [
  subscription({ startedAt: daysAgo(startedDaysAgo), plans: [{ name: 'Growth', quantity, interval: 'year' }] }),
];
/** A number of people, each on the day that is so many days ago. */
const on = (days: number, count: number) => Array.from({ length: count }, (_, i) => activity(days, `u${i}`));

describe('activeShare', () => {
  const of = (some: Parameters<typeof accountFacts>[0]) => activeShare.measure(accountFacts(some), nowMs);

  it('is the share of used seats', () => {
    expect(of({ subscriptions: seats(10), activity: on(3, 6) })).toBe(60);
    expect(of({ subscriptions: seats(10), activity: [] })).toBe(0);
  });

  it('is not asked where nothing tells of use, or nothing is licensed', () => {
    expect(of({ subscriptions: seats(10) })).toBe('notApplicable');
    expect(of({ activity: on(3, 6) })).toBe('notApplicable');
  });

  it('asks less of a young customer', () => {
    const score = (startedDaysAgo: number) => {
      const facts = accountFacts({ subscriptions: seats(10, startedDaysAgo), activity: on(3, 5) });
      return scoreFacts(facts, nowMs, [activeShare]).factors[0]?.score;
    };
    expect([score(400), score(180), score(179)]).toEqual([40, 40, 80]);
  });
});

describe('usageTrend', () => {
  const of = (recent: number, before: number) =>
    usageTrend.measure(accountFacts({ activity: [...on(3, recent), ...on(40, before)] }), nowMs);

  it('is the change against the period before', () => {
    expect(of(15, 20)).toBeCloseTo(-25);
    expect(of(30, 20)).toBeCloseTo(50);
    expect(of(0, 20)).toBe(-100);
  });

  it('is not asked on a small base, which moves by chance', () => {
    expect(of(1, 9)).toBe('notApplicable');
    expect(of(0, 10)).toBe(-100);
    expect(usageTrend.measure(accountFacts(), nowMs)).toBe('notApplicable');
  });
});

describe('activation', () => {
  const of = (some: Parameters<typeof accountFacts>[0]) => activation.measure(accountFacts(some), nowMs);

  it('is asked of a new customer only', () => {
    expect(of({ subscriptions: seats(10, 60), activity: on(50, 4) })).toBe(40);
    expect(of({ subscriptions: seats(10, 90), activity: on(50, 4) })).toBe('notApplicable');
    expect(of({ subscriptions: seats(10, 60) })).toBe('notApplicable');
    expect(of({ subscriptions: seats(0, 60), activity: on(50, 4) })).toBe('notApplicable');
  });
});

describe('what was known', () => {
  it('begins 28 days after the first activity that was told', () => {
    const facts = accountFacts({ activity: on(50, 1) });
    expect([daysAgo(22), daysAgo(23)].map((at) => activeShare.knownAt?.(facts, at))).toEqual([true, false]);
    expect(activeShare.knownAt?.(accountFacts(), daysAgo(90))).toBe(true);
  });
});

describe('profileOf', () => {
  it('goes by the age of the customer, and by what tells of use', () => {
    const profile = (some: Parameters<typeof accountFacts>[0]) => profileOf(accountFacts(some), nowMs);
    expect(profile({ subscriptions: seats(1, 89), activity: [] })).toBe('onboarding');
    expect(profile({ subscriptions: seats(1, 90), activity: [] })).toBe('standard');
    expect(profile({ activity: [] })).toBe('standard');
    expect(profile({ subscriptions: seats(1, 5) })).toBe('noUsage');
  });

  it('counts from the first subscription or contract that has begun', () => {
    const start = new Date(daysAgo(10)).toISOString().slice(0, 10);
    const facts = accountFacts({ contracts: [contract({ startsOn: start }), contract({ startsOn: '2030-01-01' })] });
    expect(Math.floor(ageDays(facts, nowMs) ?? -1)).toBe(10);
    const draft = contract({ startsOn: '2020-01-01', status: 'Draft' });
    const waiting = contract({ startsOn: '2020-01-01', status: 'In Approval Process' });
    expect(ageDays({ ...facts, contracts: [...facts.contracts, draft, waiting] }, nowMs)).toBe(ageDays(facts, nowMs));
    expect(ageDays(accountFacts({ contracts: [draft, waiting] }), nowMs)).toBeNull();
    expect(ageDays(accountFacts(), nowMs)).toBeNull();
  });
});
