import { dayMs, defineMetric, within } from './defineMetric.ts';

export const ticketVolume = defineMetric({
  id: 'ticketVolume',
  term: 'Support ticket volume',
  section: 'support',
  formula: 'tickets created in the window by any requester of the account; previous: the window before',
  unit: 'count',
  windowDays: 30,
  counts: 'tickets',
  direction: 'neither',
  sources: ['zendesk', 'hubspot'],
  owner: 'Support operations',
  edgeCases: [
    'no tickets is 0, not unknown, as long as a support source is connected',
    'deleted and spam tickets are not stored as live records',
  ],
  definitionSource: 'Field practice; Sourcegraph splits problems from questions, this count does not',
  measure(facts, nowMs) {
    const count = facts.tickets.filter((t) => within(t.createdAt, nowMs, 30)).length;
    const previous = facts.tickets.filter((t) => within(t.createdAt, nowMs - 30 * dayMs, 30)).length;
    return { value: count, n: count, previous };
  },
});
