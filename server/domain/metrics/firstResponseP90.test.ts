import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { firstResponseP90 } from './firstResponseP90.ts';

describe('firstResponseP90', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(firstResponseP90, accountFacts(some), nowMs);

  const replied = (minutes: number, days = 10) => ticket({ createdAt: daysAgo(days), firstReplyMinutes: minutes });
  const list = (n: number, days?: number) => Array.from({ length: n }, (_, i) => replied(i + 1, days));

  it('is the shortest time that 9 of 10 did not exceed', () => {
    expect(of({ tickets: [...list(10)].reverse() })).toMatchObject({ value: 9, n: 10, unit: 'minutes' });
    expect(of({ tickets: list(11) })).toMatchObject({ value: 10 });
    expect(of({ tickets: list(20) })).toMatchObject({ value: 18 });
  });

  it('leaves out what waits and what is old, and compares with the window before', () => {
    expect(of({ tickets: [...list(10), ticket(), ...list(11, 100)] })).toMatchObject({ value: 9, n: 10, previous: 10 });
  });

  it('is missing with fewer than ten', () => {
    expect(of({ tickets: list(9) })).toMatchObject({ value: null, n: 9, reason: 'tooFew' });
    expect(of({ tickets: [ticket()] })).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
  });
});
