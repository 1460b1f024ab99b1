import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, subscription, ticket } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { ticketsPer100Seats } from './ticketsPer100Seats.ts';

describe('ticketsPer100Seats', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(ticketsPer100Seats, accountFacts(some), nowMs);

  const seats = subscription({ plans: [{ name: 'G', quantity: 40, interval: 'month' }] });

  it('is measured against the seats of today, also the window before', () => {
    const tickets = [ticket(), ticket(), ticket({ createdAt: daysAgo(31) })];
    expect(of({ tickets, subscriptions: [seats] })).toMatchObject({ value: 5, n: 40, previous: 2.5 });
    expect(of({ subscriptions: [seats] })).toMatchObject({ value: 0, n: 40 });
  });

  it('is missing without seats', () => {
    expect(of({ tickets: [ticket()] })).toMatchObject({ value: null, n: 0, reason: 'noSeats' });
  });
});
