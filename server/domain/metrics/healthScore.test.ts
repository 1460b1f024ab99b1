import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, person, subscription, ticket } from '../../../tests/support/facts.ts';
import { factors } from '../health/factors.ts';
import { scoreFacts } from '../health/scoreFacts.ts';
import { measure } from './defineMetric.ts';
import { healthScore } from './healthScore.ts';

describe('healthScore', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(healthScore, accountFacts(some), nowMs);

  it('is the score of the account, with the number of factors it rests on', () => {
    const facts = accountFacts({
      subscriptions: [subscription()],
      people: [person({ lastActivityAt: daysAgo(1), role: 'champion' })],
      tickets: [ticket({ status: 'closed', solvedAt: daysAgo(2) })],
    });
    expect(measure(healthScore, facts, nowMs)).toMatchObject({
      value: scoreFacts(facts, nowMs, factors).score,
      n: 6,
      unit: 'score',
    });
    expect(measure(healthScore, facts, nowMs).value).toBeGreaterThan(75);
  });

  it('is low when all goes wrong', () => {
    const facts = {
      subscriptions: [subscription({ cancelsAt: daysAgo(-3) })],
      people: [person({ lastActivityAt: daysAgo(200) })],
    };
    expect(of(facts).value).toBeLessThan(30);
  });

  it('is missing under 40 % coverage', () => {
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'tooFew' });
  });
});
