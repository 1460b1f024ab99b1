import { openTickets } from '../tickets.ts';
import { dayMs, defineMetric, median } from './defineMetric.ts';

export const openTicketAge = defineMetric({
  id: 'openTicketAge',
  term: 'Age of open tickets',
  section: 'support',
  formula: 'median of the whole days since open tickets were created',
  unit: 'days',
  windowDays: null,
  counts: 'open tickets',
  direction: 'high is bad',
  sources: ['zendesk', 'hubspot', 'salesforce'],
  owner: 'Support operations',
  edgeCases: [
    'nothing open: null',
    'one that was created after now, by a clock that goes ahead, is 0 days old',
    'open tickets are not in the resolution time, so their age stands here',
  ],
  definitionSource: 'Our own, because open tickets are censored in every resolution time',
  measure(facts, nowMs) {
    const ages = openTickets(facts).map((t) => Math.max(0, Math.floor((nowMs - t.createdAt) / dayMs)));
    return { value: median(ages), n: ages.length };
  },
});
