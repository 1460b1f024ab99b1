import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, nowMs, ticket } from '../../../tests/support/facts.ts';
import type { TicketFact } from '../model.ts';
import { measure } from './defineMetric.ts';
import { ticketVolume } from './ticketVolume.ts';

describe('ticketVolume', () => {
  const of = (...days: number[]) =>
    measure(ticketVolume, accountFacts({ tickets: days.map((d) => ticket({ createdAt: daysAgo(d) })) }), nowMs);

  it('counts tickets created in 30 days and in the 30 days before', () => {
    expect(of(0, 1, 29, 30, 31, 59, 60)).toMatchObject({ value: 3, n: 3, previous: 3, windowDays: 30 });
  });

  it('is 0 for a customer who asks nothing', () => {
    expect(of()).toMatchObject({ value: 0, n: 0, previous: 0 });
  });

  it('does not count tickets from the future', () => {
    expect(of(-1)).toMatchObject({ value: 0 });
  });

  it('says in parts what they are about, where that is known', () => {
    const about = (what: 'problem' | 'question' | null) => ticket({ about: what });
    const old = ticket({ about: 'problem', createdAt: daysAgo(40) });
    const of = (tickets: TicketFact[]) => measure(ticketVolume, accountFacts({ tickets }), nowMs);
    expect(of([about('problem'), about('question'), about('problem'), about(null), ticket(), old])).toMatchObject({
      value: 5,
      parts: [
        { id: 'problem', n: 2 },
        { id: 'question', n: 1 },
      ],
    });
    expect(of([ticket()]).parts).toBeUndefined();
  });
});
