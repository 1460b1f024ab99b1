import { dayMs, defineMetric, within } from './defineMetric.ts';

export const csat = defineMetric({
  id: 'csat',
  term: 'CSAT',
  section: 'support',
  formula: 'good ratings / (good + bad ratings) x 100, over tickets solved in the window',
  unit: 'percent',
  windowDays: 90,
  counts: 'ratings in the window',
  direction: 'high is good',
  sources: ['zendesk'],
  owner: 'Support operations',
  edgeCases: [
    'no rating: null',
    'n is always shown; below 5 the value is grey and does not enter health',
    'per ticket, not per person',
  ],
  definitionSource: 'help.simplesat.io 3456900; Zendesk ratings are good or bad only',
  measure(facts, nowMs) {
    const rate = (endMs: number) => {
      const rated = facts.tickets.filter((t) => t.rating !== null && within(t.solvedAt, endMs, 90));
      const good = rated.filter((t) => t.rating === 'good').length;
      return { value: rated.length === 0 ? null : (good / rated.length) * 100, n: rated.length };
    };
    return { ...rate(nowMs), previous: rate(nowMs - 90 * dayMs).value };
  },
});
