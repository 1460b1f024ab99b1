import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { firstResponse } from './firstResponse.ts';

describe('firstResponse', () => {
  const of = (...answers: [days: number, minutes: number | null][]) =>
    measure(
      firstResponse,
      accountFacts({
        tickets: answers.map(([days, firstReplyMinutes]) => ticket({ createdAt: daysAgo(days), firstReplyMinutes })),
      }),
      nowMs,
    );

  it('is the median, so that one forgotten ticket does not move it', () => {
    expect(of([1, 10], [2, 20], [3, 9000])).toMatchObject({ value: 20, n: 3, unit: 'minutes' });
    expect(of([1, 10], [2, 20])).toMatchObject({ value: 15, n: 2 });
  });

  it('leaves tickets without a reply out: waiting is not an instant answer', () => {
    expect(of([1, null], [2, 30])).toMatchObject({ value: 30, n: 1 });
    expect(of([1, null])).toMatchObject({ value: null, n: 0, previous: null });
    expect(of([1, 0])).toMatchObject({ value: 0, n: 1 });
  });

  it('looks at tickets created in 90 days, and compares with the 90 days before', () => {
    expect(of([89, 10], [90, 40], [91, 50], [180, 500])).toMatchObject({ value: 10, n: 1, previous: 45 });
    expect(of([-1, 10])).toMatchObject({ value: null, n: 0 });
  });
});
