import { sumByCurrency } from '../billing.ts';
import { forecastDeals } from '../deals.ts';
import { defineMetric } from './defineMetric.ts';

export const pipelineValue = defineMetric({
  id: 'pipelineValue',
  term: 'Pipeline value',
  section: 'pipeline',
  formula: 'amounts of open deals, added by currency',
  unit: 'money',
  windowDays: null,
  counts: 'open deals with an amount',
  direction: 'high is good',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'deals left out of the forecast are out',
    'a deal that a sync copies into both CRMs counts once',
    'one value a currency, never added; past close dates are counted beside it',
  ],
  definitionSource: 'CRM standard: Salesforce Opportunity.Amount, HubSpot deal amount',
  measure(facts) {
    const deals = forecastDeals(facts);
    const amounts = deals.flatMap((d) => d.amount ?? []);
    return {
      value: null,
      n: amounts.length,
      amounts: sumByCurrency(amounts),
      reason: deals.length === 0 ? 'nothingYet' : 'noAmount',
    };
  },
});
