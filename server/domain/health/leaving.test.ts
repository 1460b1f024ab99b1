import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, person, solvedTicket, subscription } from '../../../tests/support/facts.ts';
import type { SubscriptionFact } from '../model.ts';
import { computeHealth, rulesVersion } from './computeHealth.ts';
import { endingSubscriptions, lastActivity } from './factors.ts';
import { hasLeft, hasStopped } from './leaving.ts';

const of = (...statuses: SubscriptionFact['status'][]) =>
  accountFacts({ subscriptions: statuses.map((status) => subscription({ status })) });

describe('leaving', () => {
  it.each<[SubscriptionFact['status'][], boolean, boolean]>([
    [[], false, false],
    [['active'], false, false],
    [['canceled'], true, true],
    [['canceled', 'incomplete_expired'], true, true],
    [['incomplete', 'incomplete_expired'], false, false],
    [['canceled', 'unpaid'], false, false],
    [['canceled', 'trialing'], false, false],
    [['paused'], false, true],
    [['canceled', 'paused'], false, true],
    [['paused', 'active'], false, false],
  ])('of %j: left %s, stopped %s', (statuses, left, stopped) => {
    expect([hasLeft(of(...statuses)), hasStopped(of(...statuses))]).toEqual([left, stopped]);
  });
});

describe('the health of a customer who leaves', () => {
  const quiet = {
    people: [person({ lastActivityAt: daysAgo(1), role: 'champion' })],
    tickets: [solvedTicket(20)],
  };
  const health = (subscriptions: SubscriptionFact[], history: Parameters<typeof computeHealth>[0]['history'] = []) =>
    computeHealth({ facts: accountFacts({ ...quiet, subscriptions }), nowMs, freshness: 1, history });
  const ended = (days: number) =>
    subscription({ status: 'canceled', cancelsAt: daysAgo(days), canceledAt: daysAgo(days), renewsAt: null });

  it('does not rise on the day on which the last subscription ends', () => {
    const day = new Date(daysAgo(7)).toISOString().slice(0, 10);
    const before = { day, score: 29, band: 'atRisk' as const, rulesVersion };
    const now = health([ended(1), ended(300)], [before]);
    expect(now).toMatchObject({ score: 29, band: 'atRisk', trend: { direction: 'flat', delta: 0 } });
    expect(now.caps.map((c) => c.id)).toEqual(['cancellationNotice']);
    expect(now.factors.find((f) => f.id === 'endingSubscriptions')).toMatchObject({
      value: null,
      unit: 'ended',
      score: 0,
    });
  });

  it('is as before while one runs, and without any', () => {
    expect(health([ended(1), subscription()])).toMatchObject({ score: 100, caps: [] });
    const never = health([]);
    expect([never.caps, never.factors.map((f) => f.id)]).toEqual([
      [],
      ['lastActivity', 'championsPresent', 'urgentTickets', 'satisfaction', 'replyHours'],
    ]);
  });

  it('counts a pause of everything as a factor, and not as a notice', () => {
    const paused = health([subscription({ status: 'paused' })]);
    expect(paused.score).toBeLessThan(90);
    expect(paused.caps).toEqual([]);
    const { wayBack } = computeHealth({
      facts: accountFacts({ ...quiet, subscriptions: [subscription({ status: 'paused' })] }),
      nowMs,
      freshness: 1,
      history: [],
      definitions: [lastActivity, endingSubscriptions],
    });
    expect(wayBack).toMatchObject([{ kind: 'factor', id: 'endingSubscriptions', to: null }]);
    const shown = (...subscriptions: SubscriptionFact[]) =>
      health(subscriptions).factors.find((f) => f.id === 'endingSubscriptions');
    expect(shown(subscription({ status: 'paused' }), ended(9))).toMatchObject({
      value: null,
      unit: 'paused',
      score: 0,
    });
    expect(shown(subscription({ cancelsAt: daysAgo(-9) }), ended(9))).toMatchObject({ value: 100, unit: 'percent' });
  });
});
