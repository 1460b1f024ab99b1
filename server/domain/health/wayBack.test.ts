import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  activity,
  daysAgo,
  invoice,
  nowMs,
  person,
  subscription,
  ticket,
} from '../../../tests/support/facts.ts';
import type { AccountFacts } from '../model.ts';
import { computeHealth } from './computeHealth.ts';
import { defineFactor, type FactorDefinition } from './defineFactor.ts';
import { cheapest } from './wayBack.ts';

const anchors = [
  [0, 0],
  [100, 100],
] as const;
const lever = (id: string, weight: number, score: number) => ({
  id,
  unit: 'percent',
  value: score,
  weight,
  score,
  anchors,
});
const levers = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 100 })), { maxLength: 9 })
  .map((list) => list.map(([weight, score], i) => lever(`f${i}`, weight / 100, score)));

/** Every subset, the slow way: the fewest that suffice, and the least movement among those, heaviest first. */
function bruteForce(list: ReturnType<typeof lever>[], points: number): { count: number; movement: number } | null {
  let best: { count: number; movement: number } | null = null;
  for (let bits = 0; bits < 2 ** list.length; bits++) {
    const chosen = list.filter((_, i) => bits & (1 << i)).sort((a, b) => b.weight - a.weight);
    let rest = points;
    let movement = 0;
    for (const { weight, score } of chosen) {
      const by = Math.min(100 - score, Math.max(0, rest / weight));
      rest -= by * weight;
      movement += by;
    }
    if (rest > 1e-6) continue;
    if (best === null || chosen.length < best.count || (chosen.length === best.count && movement < best.movement))
      best = { count: chosen.length, movement };
  }
  return best;
}

describe('cheapest', () => {
  it('is the fewest levers and the least movement, as trying every choice finds', () => {
    fc.assert(
      fc.property(levers, fc.integer({ min: 1, max: 60 }), (list, points) => {
        const found = cheapest(list, points);
        const expected = bruteForce(list, points);
        if (expected === null) {
          expect(found).toBeNull();
          return;
        }
        expect(found).toHaveLength(expected.count);
        expect((found ?? []).reduce((sum, l) => sum + l.by, 0)).toBeCloseTo(expected.movement, 5);
        expect((found ?? []).reduce((sum, l) => sum + l.by * l.lever.weight, 0)).toBeCloseTo(points, 5);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the levers', () => {
    fc.assert(
      fc.property(levers, fc.integer({ min: 1, max: 60 }), (list, points) => {
        const ids = (all: typeof list) => cheapest(all, points)?.map((l) => l.lever.id);
        expect(ids([...list].reverse())).toEqual(ids(list));
      }),
    );
  });

  it('stays quick with twenty levers', () => {
    const many = Array.from({ length: 20 }, (_, i) => lever(`f${i}`, 0.05, 40));
    expect(cheapest(many, 8)).toHaveLength(3);
    expect(cheapest(many, 61)).toBeNull();
  });
});

describe('the way back', () => {
  const fixed = (id: string, value: number, weight: number): FactorDefinition =>
    defineFactor({ id, group: 'billing', weight, unit: 'percent', text: '', anchors, measure: () => value });
  const way = (definitions: FactorDefinition[], some: Partial<AccountFacts> = {}) =>
    computeHealth({ facts: accountFacts(some), nowMs, freshness: 1, history: [], definitions }).wayBack;

  it('names what to reach, in whole units that do suffice', () => {
    expect(way([fixed('a', 40, 3), fixed('b', 60, 1)])).toEqual([
      { kind: 'factor', id: 'a', to: 47, unit: 'percent', points: 5 },
    ]);
    const reached = computeHealth({
      facts: accountFacts(),
      nowMs,
      freshness: 1,
      history: [],
      definitions: [fixed('a', 47, 3), fixed('b', 60, 1)],
    });
    expect(reached.band).toBe('watch');
  });

  it('asks limits to go first, also one that does not hold the score yet', () => {
    const urgent = { tickets: [ticket({ priority: 'urgent', createdAt: daysAgo(3) })] };
    expect(way([fixed('a', 100, 1)], urgent)).toEqual([
      { kind: 'cap', id: 'urgentTicketOpen', to: null, unit: 'score', points: 31 },
    ]);
    expect(way([fixed('a', 60, 1)], urgent)?.map((s) => [s.id, s.points])).toEqual([
      ['urgentTicketOpen', 0],
      ['a', 15],
    ]);
  });

  describe('with a limit whose fact also weighs as a factor', () => {
    const health = (some: Partial<AccountFacts>) =>
      computeHealth({ facts: accountFacts(some), nowMs, freshness: 1, history: [] });
    const steps = (some: Partial<AccountFacts>) => health(some).wayBack?.map((s) => [s.id, s.to, s.points]);
    const seated = {
      subscriptions: [subscription({ plans: [{ name: 'Growth', quantity: 5, interval: 'month' }] })],
      activity: ['u1', 'u2', 'u3'].flatMap((user) => [activity(3, user), activity(4, user)]),
    };
    const urgent = (days: number) => ticket({ priority: 'urgent', createdAt: daysAgo(days), firstReplyMinutes: 30 });

    it('asks for nothing that closing the ticket brings by itself', () => {
      const open = { ...seated, tickets: [urgent(5)] };
      const closed = health({ ...seated, tickets: [{ ...urgent(5), status: 'closed', solvedAt: nowMs }] });
      expect(closed.band).toBe('healthy');
      const gain = Math.round(((closed.score ?? 0) - (health(open).score ?? 0)) * 10) / 10;
      expect(steps(open)).toEqual([['urgentTicketOpen', null, gain]]);
    });

    it('asks for an invoice to be paid, not for it to be less late', () => {
      const late = { subscriptions: [subscription()], invoices: [invoice({ dueAt: daysAgo(70) })] };
      expect(steps(late)?.map(([id, to]) => [id, to])).toEqual([['invoiceOverdue60', null]]);
    });

    it('counts what stays: another that is urgent or late, and does not limit', () => {
      const tickets = [urgent(5), urgent(1)];
      const left = health({ ...seated, tickets: tickets.slice(1) }).factors.find((f) => f.id === 'urgentTickets');
      expect(left).toMatchObject({ value: 1 });
      expect(steps({ ...seated, tickets })?.map(([id]) => id)).toEqual(['urgentTicketOpen', 'activeShare']);
      const billing = { subscriptions: [subscription()] };
      const [many, one] = [[70, 65, 40], [40]].map((list) =>
        health({ ...billing, invoices: list.map((days) => invoice({ dueAt: daysAgo(days) })) }),
      );
      expect(many?.wayBack?.[0]?.id).toBe('invoiceOverdue60');
      expect(many?.wayBack?.slice(1)).toEqual(one?.wayBack);
    });

    it('asks to take back a notice, and whoever has left to come back', () => {
      const people = [person({ lastActivityAt: daysAgo(1), role: 'champion' })];
      for (const some of [{ cancelsAt: daysAgo(-9) }, { status: 'canceled' as const }])
        expect(
          steps({ people, subscriptions: [subscription({ ...some, canceledAt: daysAgo(3) })] })?.map(([id]) => id),
        ).toEqual(['cancellationNotice']);
    });
  });

  it('goes down a curve on which less is better', () => {
    const facts = accountFacts({ subscriptions: [subscription()], invoices: [invoice({ dueAt: daysAgo(40) })] });
    const [step] = computeHealth({ facts, nowMs, freshness: 1, history: [] }).wayBack ?? [];
    expect(step).toMatchObject({ kind: 'factor', id: 'overdueDays', unit: 'days' });
    expect(step?.to).toBeLessThan(40);
  });

  it('is empty at the top and without a score', () => {
    expect(way([fixed('a', 90, 1)])).toEqual([]);
    expect(way([])).toEqual([]);
  });
});
