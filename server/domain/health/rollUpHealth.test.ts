import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChildHealth, rollUpHealth } from './rollUpHealth.ts';

const child = (accountId: string, score: number | null, ...arr: [number, string][]): ChildHealth => ({
  accountId,
  score,
  band: score === null ? 'unknown' : 'watch',
  arr: arr.map(([amountMinor, currency]) => ({ amountMinor, currency })),
});

describe('rollUpHealth', () => {
  it('says the worst, the plain mean, and a weighted mean for each currency, with what was left out', () => {
    const children = [
      child('a', 80, [300, 'USD']),
      child('b', 40, [100, 'USD'], [50, 'EUR']),
      child('c', 60),
      child('d', null, [900, 'USD']),
    ];
    expect(rollUpHealth(children)).toEqual({
      children: 4,
      worst: { accountId: 'b', score: 40, band: 'watch' },
      plain: { score: 60, n: 3, leftOut: 1 },
      byRevenue: [
        { currency: 'EUR', score: 40, n: 1, leftOut: 3 },
        { currency: 'USD', score: 70, n: 2, leftOut: 2 },
      ],
    });
  });

  it('of nothing, or of children without a score, is nothing and not zero', () => {
    expect(rollUpHealth([])).toEqual({ children: 0, worst: null, plain: null, byRevenue: [] });
    expect(rollUpHealth([child('a', null, [5, 'USD'])])).toEqual({
      children: 1,
      worst: null,
      plain: null,
      byRevenue: [],
    });
    expect(rollUpHealth([child('a', 0, [0, 'USD'])])).toMatchObject({
      worst: { score: 0 },
      plain: { score: 0 },
      byRevenue: [],
    });
  });

  it('lies between the worst and the best child, whatever the order, and adds no currencies', () => {
    const some = fc.record({
      accountId: fc.uuid(),
      score: fc.option(fc.integer({ min: 0, max: 100 })),
      band: fc.constant('watch' as const),
      arr: fc.array(fc.record({ amountMinor: fc.nat(1e9), currency: fc.constantFrom('USD', 'EUR', 'JPY') }), {
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.constantFrom('USD', 'EUR', 'JPY'), (children, currency) => {
        const found = rollUpHealth(children);
        expect(rollUpHealth([...children].reverse())).toEqual(found);
        const scores = children.flatMap(({ score }) => score ?? []);
        for (const mean of [...found.byRevenue, ...(found.plain ? [found.plain] : [])]) {
          expect(mean.score).toBeGreaterThanOrEqual(Math.min(...scores));
          expect(mean.score).toBeLessThanOrEqual(Math.max(...scores));
          expect(mean.n + mean.leftOut).toBe(children.length);
        }
        // What is earned in another currency moves nothing in this one.
        const others = children.map((c) => ({ ...c, arr: c.arr.filter((m) => m.currency === currency) }));
        expect(rollUpHealth(others).byRevenue).toEqual(found.byRevenue.filter((mean) => mean.currency === currency));
      }),
    );
  });
});
