import { seats } from '../usage.ts';
import { dayMs, defineMetric, within } from './defineMetric.ts';

const windowDays = 30;

export const ticketsPer100Seats = defineMetric({
  id: 'ticketsPer100Seats',
  term: 'Support tickets per 100 seats',
  section: 'support',
  formula: 'tickets created in the window / seats x 100; seats are what live licensed plans add up to',
  unit: 'count',
  windowDays,
  counts: 'seats, the denominator',
  direction: 'high is bad',
  sources: ['zendesk', 'hubspot', 'salesforce', 'stripe'],
  owner: 'Support operations',
  edgeCases: [
    'no seats: null; what is metered has no seats, whatever stands beside it in the same subscription',
    'the window before is measured against the seats of today, because changes of seats carry no date',
  ],
  definitionSource: 'Field practice, so that customers of different size can be compared',
  measure(facts, nowMs) {
    const licensed = seats(facts);
    if (licensed === 0) return { value: null, n: 0, reason: 'noSeats' };
    const per100 = (endMs: number) =>
      (facts.tickets.filter((t) => within(t.createdAt, endMs, windowDays)).length / licensed) * 100;
    return { value: per100(nowMs), n: licensed, previous: per100(nowMs - windowDays * dayMs) };
  },
});
