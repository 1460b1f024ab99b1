import { sumByCurrency } from '../billing.ts';
import { forecastDeals } from '../deals.ts';
import { defineMetric } from './defineMetric.ts';

export const weightedPipeline = defineMetric({
  id: 'weightedPipeline',
  term: 'Weighted pipeline',
  section: 'pipeline',
  formula: 'amount x probability of open deals, each rounded, added by currency',
  unit: 'money',
  windowDays: null,
  counts: 'open deals with an amount and a probability',
  direction: 'high is good',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'the probability is what the stage or a person says, not a forecast of ours',
    'a deal without a probability is left out, and n says so',
  ],
  definitionSource: 'Salesforce Opportunity.Probability, HubSpot hs_deal_stage_probability',
  measure(facts) {
    const deals = forecastDeals(facts);
    const amounts = deals.flatMap(({ amount, probability }) =>
      amount === null || typeof probability !== 'number'
        ? []
        : [{ ...amount, amountMinor: Math.round(amount.amountMinor * probability) }],
    );
    return {
      value: null,
      n: amounts.length,
      amounts: sumByCurrency(amounts),
      reason: deals.length === 0 ? 'nothingYet' : 'noAmount',
    };
  },
});
