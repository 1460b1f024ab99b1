import { describe, expect, it } from 'vitest';
import { accountFacts, activity, nowMs } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { usageDepth } from './usageDepth.ts';

describe('usageDepth', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(usageDepth, accountFacts(some), nowMs);

  it('is how many of the people of 28 days come on a day', () => {
    const daily = Array.from({ length: 28 }, (_, i) => activity(i, 'u1'));
    expect(of({ activity: daily })).toMatchObject({ value: 100, n: 1, previous: null });
    expect(of({ activity: [...daily, activity(3, 'u2'), activity(3, 'u2', { name: 'other' })] }).value).toBeCloseTo(
      (29 / 28 / 2) * 100,
    );
    expect(of({ activity: [...daily, activity(28, 'u9')] })).toMatchObject({ n: 1, previous: (1 / 28) * 100 });
  });

  it('is missing when nobody came, or nothing tells', () => {
    expect(of({ activity: [activity(1, 'u', { channel: 'web' })] })).toMatchObject({
      value: null,
      n: 0,
      reason: 'nothingYet',
    });
    expect(of()).toMatchObject({ value: null, reason: 'notConnected' });
  });
});
