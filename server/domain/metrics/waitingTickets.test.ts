import { describe, expect, it } from 'vitest';
import { accountFacts, nowMs, solvedTicket, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { waitingTickets } from './waitingTickets.ts';

describe('waitingTickets', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(waitingTickets, accountFacts(some), nowMs);

  it('counts open tickets without a reply', () => {
    const tickets = [ticket(), ticket({ firstReplyMinutes: 0 }), solvedTicket(1, { firstReplyMinutes: null })];
    expect(of({ tickets })).toMatchObject({ value: 1, n: 2, windowDays: null });
  });

  it('does not count cases, of which nobody knows', () => {
    const request = ticket({ key: { source: 'salesforce', kind: 'Case', id: '500' } });
    expect(of({ tickets: [request] })).toMatchObject({ value: 0, n: 0 });
  });

  it('is zero, not missing, when nothing is open', () => {
    const { value, n, reason } = of();
    expect([value, n, reason]).toEqual([0, 0, undefined]);
  });
});
