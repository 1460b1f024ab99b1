import { dayMs, defineMetric, percentile } from './defineMetric.ts';
import { firstReplies } from './firstReplies.ts';

/** With fewer, the 90th percentile is the longest one, which is an anecdote. */
const least = 10;

export const firstResponseP90 = defineMetric({
  id: 'firstResponseP90',
  term: 'First reply time, 90th percentile',
  section: 'support',
  formula:
    'the shortest time that 9 of 10 replies did not exceed (nearest rank), over tickets created in the window, in calendar minutes from creation to the first public agent reply',
  unit: 'minutes',
  windowDays: 90,
  counts: 'tickets with a first reply',
  direction: 'high is bad',
  sources: ['zendesk', 'hubspot'],
  owner: 'Support operations',
  edgeCases: [
    'fewer than 10 replies: null',
    'tickets without a reply yet are left out and counted by themselves',
    'calendar minutes, nights and weekends included',
  ],
  definitionSource: 'Zendesk Help 4408834848154 (native metric, calendar); nearest-rank percentile',
  measure(facts, nowMs) {
    const values = (endMs: number) => firstReplies(facts, endMs, 90);
    const p90 = (list: readonly number[]) => (list.length < least ? null : percentile(list, 0.9));
    const now = values(nowMs);
    return {
      value: p90(now),
      n: now.length,
      previous: p90(values(nowMs - 90 * dayMs)),
      reason: now.length === 0 ? 'nothingYet' : 'tooFew',
    };
  },
});
