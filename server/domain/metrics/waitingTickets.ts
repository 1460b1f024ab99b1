import { openTickets, waits } from '../tickets.ts';
import { defineMetric } from './defineMetric.ts';

export const waitingTickets = defineMetric({
  id: 'waitingTickets',
  term: 'Tickets waiting for a first reply',
  section: 'support',
  formula: 'open tickets that no agent has answered publicly yet',
  unit: 'count',
  windowDays: null,
  counts: 'open tickets of sources that tell of replies',
  direction: 'high is bad',
  sources: ['zendesk', 'hubspot'],
  owner: 'Support operations',
  edgeCases: [
    'they are not in the first reply time, because null is not zero',
    'cases of Salesforce are out: it does not tell when they were answered',
    'nothing open: 0',
  ],
  definitionSource: 'Zendesk Help 4408834848154: reply time is null until there is a reply',
  measure(facts) {
    const open = openTickets(facts).filter((t) => t.key.source !== 'salesforce');
    return { value: open.filter(waits).length, n: open.length };
  },
});
