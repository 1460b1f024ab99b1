import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, payment } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { failedPayments } from './failedPayments.ts';

describe('failedPayments', () => {
  const of = (...attempts: [days: number, succeeded: boolean][]) =>
    measure(
      failedPayments,
      accountFacts({ payments: attempts.map(([d, succeeded]) => payment({ createdAt: daysAgo(d), succeeded })) }),
      nowMs,
    );

  it('counts failed attempts, retries too, beside all attempts', () => {
    expect(of([1, false], [2, false], [3, true])).toMatchObject({ value: 2, n: 3, unit: 'count' });
  });

  it('is 0 when all went well, and null when nothing was tried', () => {
    expect(of([1, true])).toMatchObject({ value: 0, n: 1, previous: null });
    expect(of()).toMatchObject({ value: null, n: 0, previous: null });
  });

  it('looks at 90 days, and compares with the 90 days before', () => {
    expect(of([89, true], [91, false], [181, false])).toMatchObject({ value: 0, n: 1, previous: 1 });
  });
});
