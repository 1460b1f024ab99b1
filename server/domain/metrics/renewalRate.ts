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
    'a term is renewed when the next one begins between 90 days before and 30 days after its end, and ends later; until then it is not counted',
    'what begins in the middle of a term is another product, not its renewal',
    'terms with the same first and last day count once; assets count only where no contract says its end',
    'contracts of the CRM count; without an ended one, the terms of subscriptions that are bought for a year or longer at a time: of a year each anniversary, of three years every third; of several in one subscription the shortest',
    'a year that begins on 29 February ends on the last day of February, as billing does',
    'a cancellation in the middle of a term is no renewal event',
  ],
  definitionSource: 'winsabove.com, bigdelta.com (logo renewal rate, 30 days of grace)',
  measure(facts, nowMs) {
    const terms = endedTerms(facts, nowMs).filter((t) => within(t.endedAt, nowMs, windowDays));
    return { value: terms.length === 0 ? null : terms.filter((t) => t.renewed).length, n: terms.length };
  },
});
