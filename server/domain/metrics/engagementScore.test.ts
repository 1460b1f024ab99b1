import { describe, expect, it } from 'vitest';
import { accountFacts, activity, nowMs } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { engagementScore } from './engagementScore.ts';

describe('engagementScore', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(engagementScore, accountFacts(some), nowMs);

  it('adds points that decay by half in 14 days', () => {
    const meeting = (days: number) => activity(days, 'u1', { channel: 'meeting' });
    expect(of({ activity: [meeting(0)] })).toMatchObject({ value: 10, n: 1, unit: 'score' });
    expect(of({ activity: [meeting(14)] })).toMatchObject({ value: 5 });
    expect(of({ activity: [meeting(0), meeting(28)] })).toMatchObject({ value: 12.5, n: 2 });
  });

  it('holds each channel to its cap, and all of them to 100', () => {
    const busy = (['product', 'meeting', 'call', 'email', 'web'] as const).flatMap((channel) =>
      Array.from({ length: 60 }, (_, i) => activity(0, `u${i}`, { channel })),
    );
    expect(of({ activity: busy }).value).toBe(100);
    expect(of({ activity: busy.filter((a) => a.channel === 'email') }).value).toBe(10);
  });

  it('counts what one person repeats on a day once', () => {
    expect(of({ activity: [activity(0, 'u1', { count: 5_000 })] }).value).toBe(1);
  });

  it('looks at 30 days, and compares with the 30 days before when there was something', () => {
    expect(of({ activity: [activity(29)] }).n).toBe(1);
    expect(of({ activity: [activity(30)] })).toMatchObject({ value: 0, n: 0, previous: 1 });
    expect(of({ activity: [activity(1)] }).previous).toBeNull();
    expect(of({ activity: [activity(-1)] }).n).toBe(0);
  });

  it('is 0 when nothing happened, and missing when nothing tells', () => {
    expect(of({ activity: [] })).toMatchObject({ value: 0, n: 0 });
    expect(of()).toMatchObject({ value: null, reason: 'notConnected' });
  });
});
