import { ratings } from '../ratings.ts';
import { dayMs, defineMetric } from './defineMetric.ts';

export const csat = defineMetric({
  id: 'csat',
  term: 'CSAT',
  section: 'support',
  formula: 'good ratings / all ratings x 100, of tickets solved and surveys answered in the window',
  unit: 'percent',
  windowDays: 90,
  counts: 'ratings in the window',
  direction: 'high is good',
  sources: ['zendesk', 'hubspot'],
  owner: 'Support operations',
  edgeCases: [
    'no rating: null',
    'n is always shown; below 5 the value is grey and does not enter health',
    'per ticket or answer, not per person',
    'Zendesk: good and bad, by the day of the solve',
    'HubSpot: surveys of the type CSAT alone, by the day of the answer and the group that HubSpot puts it into: promoter (2, happy) is good, detractor (0, unhappy) is bad, passive (1, neutral) is neither and counts among all ratings',
    'scores are never averaged: a rating is good or it is not, whatever scale it was given on',
    'an answer that HubSpot has put into no group, and answers to NPS, CES and other surveys: not counted, because they say nothing or ask something else',
  ],
  definitionSource:
    'help.simplesat.io 3456900 (positive / all, neutral among all); Zendesk ratings are good or bad only; knowledge.hubspot.com survey-response-properties (CSAT 0 detractor, 1 passive, 2 promoter)',
  measure(facts, nowMs) {
    const rate = (endMs: number) => {
      const rated = ratings(facts, endMs, 90);
      const good = rated.filter((verdict) => verdict === 'good').length;
      return { value: rated.length === 0 ? null : (good / rated.length) * 100, n: rated.length };
    };
    return { ...rate(nowMs), previous: rate(nowMs - 90 * dayMs).value };
  },
});
