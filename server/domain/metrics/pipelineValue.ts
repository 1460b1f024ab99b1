import { sumByCurrency } from '../billing.ts';
import { forecastDeals } from '../deals.ts';
import { defineMetric } from './defineMetric.ts';

export const pipelineValue = defineMetric({
  id: 'pipelineValue',
  term: 'Pipeline value',
  section: 'pipeline',
  formula: 'amounts of open deals, added by currency; in parts by kind: new business, renewal, expansion, unknown',
  unit: 'money',
  windowDays: null,
  counts: 'open deals with an amount',
  direction: 'high is good',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'deals left out of the forecast are out, before copies are looked for',
    'a deal that a sync copies into another CRM counts once: the same name, amount, currency and close date in both; what is alike inside one CRM are several deals',
    'one value a currency, never added; past close dates are counted beside it',
  ],
  definitionSource: 'CRM standard: Salesforce Opportunity.Amount, HubSpot deal amount',
  measure(facts) {
    const deals = forecastDeals(facts);
    const amounts = deals.flatMap((d) => d.amount ?? []);
    const parts = (['new', 'renewal', 'expansion', 'unknown'] as const).flatMap((id) => {
      const some = deals.flatMap((d) => (d.kind === id && d.amount ? [d.amount] : []));
      return some.length === 0 ? [] : [{ id, n: some.length, amounts: sumByCurrency(some) }];
    });
    return {
      value: null,
      n: amounts.length,
      amounts: sumByCurrency(amounts),
      parts,
      reason: deals.length === 0 ? 'nothingYet' : 'noAmount',
    };
  },
});
