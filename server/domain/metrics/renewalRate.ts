import { endedTerms } from '../renewals.ts';
import { defineMetric, within } from './defineMetric.ts';

const windowDays = 1095;

export const renewalRate = defineMetric({
  id: 'renewalRate',
  term: 'Renewal history',
  section: 'pipeline',
  formula: 'terms that were renewed, of the terms that ended in the window',
  unit: 'outOf',
  windowDays,
  counts: 'terms that ended',
  direction: 'high is good',
  sources: ['salesforce', 'stripe'],
  owner: 'Customer success',
  edgeCases: [
    'one customer has no rate: what is shown is the history, such as 3 of 3',
    'a term is renewed when the next one begins at the latest 30 days after its end; until then it is not counted',
    'contracts of the CRM count; without an ended one, the anniversaries of yearly subscriptions',
    'a cancellation in the middle of a term is no renewal event',
  ],
  definitionSource: 'winsabove.com, bigdelta.com (logo renewal rate, 30 days of grace)',
  measure(facts, nowMs) {
    const terms = endedTerms(facts, nowMs).filter((t) => within(t.endedAt, nowMs, windowDays));
    return { value: terms.length === 0 ? null : terms.filter((t) => t.renewed).length, n: terms.length };
  },
});
