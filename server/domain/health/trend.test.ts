import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs } from '../../../tests/support/facts.ts';
import { computeHealth, type HealthInput, rulesVersion } from './computeHealth.ts';
import { defineFactor } from './defineFactor.ts';
import type { PastPoint } from './trend.ts';

const point = (days: number, score: number | null, some: Partial<PastPoint> = {}): PastPoint => ({
  day: new Date(daysAgo(days)).toISOString().slice(0, 10),
  score,
  band: 'watch',
  rulesVersion,
  ...some,
});
const anchors = [
  [0, 0],
  [100, 100],
] as const;
const fixed = (id: string, value: number) =>
  defineFactor({ id, group: 'billing', weight: 1, unit: 'percent', text: '', anchors, measure: () => value });
const health = (value: number, history: PastPoint[], some: Partial<HealthInput> = {}) =>
  computeHealth({ facts: accountFacts(), nowMs, freshness: 1, history, definitions: [fixed('a', value)], ...some });
const trend = (...given: Parameters<typeof health>) => health(...given).trend;

describe('the trend', () => {
  it('compares with a week ago, flat under 3 points', () => {
    expect(trend(80, [point(8, 60), point(1, 79)])).toEqual({ direction: 'up', delta: 20 });
    expect(trend(60, [point(7, 80)])).toEqual({ direction: 'down', delta: -20 });
    expect([82.9, 83, 77.1, 77].map((score) => trend(score, [point(7, 80)])?.direction)).toEqual([
      'flat',
      'up',
      'flat',
      'down',
    ]);
  });

  it('is not there without a comparable day', () => {
    expect(trend(80, [])).toBeNull();
    expect(trend(80, [point(6, 60)])).toBeNull();
    expect(trend(80, [point(7, null)])).toBeNull();
    expect(trend(80, [point(7, 60, { rulesVersion: rulesVersion - 1 })])).toBeNull();
  });

  it('compares with no point that is more than 10 days old', () => {
    expect(trend(80, [point(10, 60)])?.delta).toBe(20);
    expect(trend(80, [point(11, 60)])).toBeNull();
    expect(trend(80, [point(40, 60), point(1, 60)])).toBeNull();
  });

  it('is not there when confidence has changed its level, where that is known', () => {
    const of = (confidence: PastPoint['confidence'], freshness: number) =>
      trend(80, [point(7, 60, { confidence })], { freshness });
    expect([of('high', 1)?.delta, of('medium', 0.6)?.delta]).toEqual([20, 20]);
    expect([of('medium', 1), of('high', 0.6), of('low', 0.6)]).toEqual([null, null, null]);
    expect([of(null, 1)?.delta, of(undefined, 0.3)?.delta]).toEqual([20, 20]);
  });

  it('compares like with like against a reconstructed day', () => {
    const definitions = [fixed('a', 80), { ...fixed('b', 0), knownAt: () => false }];
    expect(health(80, [point(7, 80, { reconstructed: true })], { definitions })).toMatchObject({
      score: 40,
      trend: { direction: 'flat', delta: 0 },
    });
  });
});
