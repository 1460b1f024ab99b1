import { describe, expect, it } from 'vitest';
import { accountFacts, nowMs, solvedTicket, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { resolution } from './resolution.ts';

describe('resolution', () => {
  const of = (...tickets: ReturnType<typeof ticket>[]) => measure(resolution, accountFacts({ tickets }), nowMs);
  const took = (solvedDaysAgo: number, fullResolutionMinutes: number | null) =>
    solvedTicket(solvedDaysAgo, { fullResolutionMinutes });

  it('is the median of tickets solved in 90 days', () => {
    expect(of(took(1, 100), took(2, 300), took(3, 5000))).toMatchObject({ value: 300, n: 3, unit: 'minutes' });
  });

  it('leaves open tickets and unknown durations out', () => {
    expect(of(ticket(), took(1, null), took(2, 60))).toMatchObject({ value: 60, n: 1 });
    expect(of(ticket())).toMatchObject({ value: null, n: 0, previous: null });
    expect(of()).toMatchObject({ value: null, n: 0 });
  });

  it('goes by the day of the solve', () => {
    expect(of(took(89, 10), took(91, 99))).toMatchObject({ value: 10, n: 1, previous: 99 });
  });
});
