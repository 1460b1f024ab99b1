import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Health } from '../../lib/contract/sections.ts';
import { waterfallParts, wordsOf } from './waterfallParts.ts';

const points = fc.double({ min: -12, max: 12, noNaN: true });

function health(factors: number[], caps: number[], missing: number): Health {
  const sum = 50 + [...factors, ...caps].reduce((a, b) => a + b, 0);
  const factor = (id: string, p: number, score: number | null) =>
    ({ id, group: 'support', value: 1, unit: 'count', score, weight: 0.1, points: p }) as const;
  return {
    score: Math.round(sum * 10) / 10,
    band: 'watch',
    coverage: 1,
    confidence: 'high',
    factors: [
      ...factors.map((p, i) => factor(`f${i}`, p, 40)),
      ...Array.from({ length: missing }, (_, i) => factor(`m${i}`, 0, null)),
    ],
    caps: caps.map((p, i) => ({ id: `c${i}`, ceiling: 40, points: p })),
    trend: null,
    history: [],
    rulesVersion: 1,
  };
}

test('what is on screen adds up to the score on screen, and no part is off by more than a tenth', () => {
  fc.assert(
    fc.property(
      fc.array(points, { minLength: 1, maxLength: 12 }),
      fc.array(points, { maxLength: 3 }),
      fc.nat(3),
      (factors, caps, missing) => {
        const given = health(factors, caps, missing);
        const { start, parts, total } = waterfallParts(given);
        const shown = Math.round((start + parts.reduce((sum, p) => sum + p.points, 0)) * 10) / 10;
        expect(shown).toBe(Math.round(total * 10) / 10);
        expect(total).toBeCloseTo(given.score as number, 6);
        const exact = new Map([...given.factors, ...given.caps].map((p) => [p.id, p.points]));
        for (const part of parts)
          expect(Math.abs(part.points - (exact.get(part.id) as number))).toBeLessThan(0.1 + 1e-9);
      },
    ),
  );
});

test('each part begins where the one before ended; factors come worst first, limits last, missing ones not at all', () => {
  const { parts } = waterfallParts(health([4, -6, 2], [-8], 2));
  expect(parts.map((p) => [p.id, p.from, p.to])).toEqual([
    ['f1', 50, 44],
    ['f2', 44, 46],
    ['f0', 46, 50],
    ['c0', 50, 42],
  ]);
});

test('who has left, who paused and who gave notice have words of their own; whatever else there is, those of its id', () => {
  const wordsIn = (unit: string) => {
    const [factor] = health([-4], [], 0).factors;
    const given = { factors: factor ? [{ ...factor, id: 'endingSubscriptions', value: null, unit }] : [] };
    return [wordsOf('factor', 'endingSubscriptions', given), wordsOf('cap', 'cancellationNotice', given)];
  };
  expect(wordsIn('percent')).toEqual(['factor_endingSubscriptions', 'cap_cancellationNotice']);
  expect(wordsIn('ended')).toEqual(['subscriptionsEnded', 'limitEnded']);
  expect(wordsIn('paused')).toEqual(['subscriptionsPaused', 'cap_cancellationNotice']);
  expect(wordsIn('new in 2030')).toEqual(['factor_endingSubscriptions', 'cap_cancellationNotice']);
  expect(wordsOf('cap', 'invoiceOverdue60', { factors: [] })).toBe('cap_invoiceOverdue60');
});
