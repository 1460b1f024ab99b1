import { dayMs, defineMetric, median } from './defineMetric.ts';
import { firstReplies } from './firstReplies.ts';

export const firstResponse = defineMetric({
  id: 'firstResponse',
  term: 'First reply time',
  section: 'support',
  formula:
    'median over tickets created in the window of calendar minutes from creation to the first public agent reply',
  unit: 'minutes',
  windowDays: 90,
  counts: 'tickets with a first reply',
  direction: 'high is bad',
  sources: ['zendesk', 'hubspot'],
  owner: 'Support operations',
  edgeCases: [
    'tickets without a reply yet are left out and counted by themselves: null is not zero',
    'calendar minutes, nights and weekends included',
    'median, because one forgotten ticket would move a mean',
  ],
  definitionSource: 'Zendesk Help 4408834848154 (native metric, calendar)',
  measure(facts, nowMs) {
    const values = (endMs: number) => firstReplies(facts, endMs, 90);
    const now = values(nowMs);
    return { value: median(now), n: now.length, previous: median(values(nowMs - 90 * dayMs)) };
  },
});
