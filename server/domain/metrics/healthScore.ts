import { factors } from '../health/factors.ts';
import { scoreFacts } from '../health/scoreFacts.ts';
import { defineMetric } from './defineMetric.ts';

export const healthScore = defineMetric({
  id: 'healthScore',
  term: 'Account health score',
  section: 'health',
  formula: 'the weighted mean of the groups of weighted factors, held by caps; see "Account health"',
  unit: 'score',
  windowDays: null,
  counts: 'factors with a value',
  direction: 'high is good',
  sources: ['salesforce', 'hubspot', 'zendesk', 'stripe', 'events'],
  owner: 'Customer success',
  edgeCases: ['under 40 % coverage: null, band unknown', 'its change stands in the trend, not here'],
  definitionSource: 'Section "Account health" of this page',
  measure(facts, nowMs) {
    const scored = scoreFacts(facts, nowMs, factors);
    return { value: scored.score, n: scored.factors.filter((f) => f.score !== null).length, reason: 'tooFew' };
  },
});
