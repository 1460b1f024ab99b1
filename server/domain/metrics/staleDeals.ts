import { forecastDeals } from '../deals.ts';
import { defineMetric } from './defineMetric.ts';

export const staleDeals = defineMetric({
  id: 'staleDeals',
  term: 'Deals past their close date',
  section: 'pipeline',
  formula: 'open deals whose close date is before today',
  unit: 'count',
  windowDays: null,
  counts: 'open deals',
  direction: 'high is bad',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: ['no open deal: null', 'a deal without a close date is not stale', 'today is not past'],
  definitionSource: 'CRM hygiene practice',
  measure(facts, nowMs) {
    const today = new Date(nowMs).toISOString().slice(0, 10);
    const deals = forecastDeals(facts);
    const stale = deals.filter((d) => d.closesOn !== null && d.closesOn < today).length;
    return { value: deals.length === 0 ? null : stale, n: deals.length };
  },
});
