import { describe, expect, it } from 'vitest';
import { accountFacts, activity, daysAgo, nowMs, person, subscription } from '../../../tests/support/facts.ts';
import { factors } from '../health/factors.ts';
import { churnRisk, churnWeights } from './churnRisk.ts';
import { measure } from './defineMetric.ts';

describe('churnRisk', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(churnRisk, accountFacts(some), nowMs);

  const quiet = { subscriptions: [subscription()], people: [person({ lastActivityAt: daysAgo(1), role: 'champion' })] };

  it('is low for a customer who pays and talks', () => {
    expect(of(quiet)).toMatchObject({ value: 0, n: 5, unit: 'score' });
  });

  it('rises with silence, and is at least 90 with a notice', () => {
    const silent = {
      ...quiet,
      people: [person({ lastActivityAt: daysAgo(200), role: 'champion', leftAt: daysAgo(9) })],
    };
    expect(of(silent).value).toBeGreaterThan(25);
    expect(of({ ...quiet, subscriptions: [subscription({ cancelsAt: daysAgo(-9) })] }).value).toBe(90);
  });

  it('is missing with too little to tell, and for somebody who is gone', () => {
    expect(of()).toMatchObject({ value: null, reason: 'tooFew' });
    const gone = subscription({ status: 'canceled', canceledAt: daysAgo(3) });
    expect(of({ ...quiet, subscriptions: [gone] })).toMatchObject({ value: null, reason: 'notCustomer' });
    const never = subscription({ status: 'incomplete_expired' });
    expect(of({ ...quiet, subscriptions: [gone, never] }).reason).toBe('notCustomer');
    expect(of({ ...quiet, subscriptions: [never] }).reason).toBe('tooFew');
  });

  it('has a weight for every factor of health, and for nothing else', () => {
    expect(Object.keys(churnWeights).sort()).toEqual(factors.map((f) => f.id).sort());
    expect(of({ ...quiet, activity: [activity(1)] }).n).toBe(6);
  });
});
