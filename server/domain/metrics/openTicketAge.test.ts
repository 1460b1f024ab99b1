import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, solvedTicket, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { openTicketAge } from './openTicketAge.ts';

describe('openTicketAge', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(openTicketAge, accountFacts(some), nowMs);

  const old = (days: number) => ticket({ createdAt: daysAgo(days) });

  it('is the median of whole days', () => {
    expect(of({ tickets: [old(2.9), old(40), old(10)] })).toMatchObject({ value: 10, n: 3, unit: 'days' });
    expect(of({ tickets: [old(0.9), old(1.9)] })).toMatchObject({ value: 0.5 });
    expect(of({ tickets: [old(-0.5)] })).toMatchObject({ value: 0 });
  });

  it('is missing when nothing is open', () => {
    expect(of({ tickets: [solvedTicket(3)] })).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
  });
});
