import { dayMs, defineMetric, median, within } from './defineMetric.ts';

export const resolution = defineMetric({
  id: 'resolution',
  term: 'Full resolution time',
  section: 'support',
  formula: 'median over tickets solved in the window of calendar minutes from creation to the last solve',
  unit: 'minutes',
  windowDays: 90,
  counts: 'tickets with a full resolution',
  direction: 'high is bad',
  sources: ['zendesk', 'hubspot', 'salesforce'],
  owner: 'Support operations',
  edgeCases: [
    'open tickets are censored and left out; their age is shown by themselves',
    'a reopened ticket counts to its last solve',
  ],
  definitionSource: 'Zendesk ticket metrics, full_resolution_time_in_minutes.calendar',
  measure(facts, nowMs) {
    const values = (endMs: number) =>
      facts.tickets.flatMap((t) =>
        within(t.solvedAt, endMs, 90) && t.fullResolutionMinutes !== null ? [t.fullResolutionMinutes] : [],
      );
    const now = values(nowMs);
    return { value: median(now), n: now.length, previous: median(values(nowMs - 90 * dayMs)) };
  },
});
