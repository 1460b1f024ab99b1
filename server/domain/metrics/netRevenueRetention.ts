import { retention, retentionDays } from '../retention.ts';
import { defineMetric } from './defineMetric.ts';

export const netRevenueRetention = defineMetric({
  id: 'netRevenueRetention',
  term: 'Account NRR (net revenue retention)',
  section: 'billing',
  formula: 'recurring revenue now / recurring revenue 12 months ago x 100',
  unit: 'percent',
  windowDays: retentionDays,
  counts: 'subscriptions that ran 12 months ago',
  direction: 'high is good',
  sources: ['stripe'],
  owner: 'Finance',
  edgeCases: [
    'not a customer 12 months ago: null',
    'a change of seats or price inside a subscription carries no date: of each subscription that ran then and still runs, the newest invoice of then, sent at most a term and 35 days before, must be the same amount as the newest since, else null; a term is a year, or as many as are bought at a time',
    'which subscription an invoice is for is what the source says; where it says it of none, invoices tell only of a customer with a single subscription, else null',
    'one of several subscriptions that ended is contraction; one that was paused is null, because the pause carries no date',
    'a customer who left and came back is the same customer: what recurs now counts',
    'several currencies: null, because they are never added',
  ],
  definitionSource: 'posthog.com retention-metrics; for one account: ChartMogul 4414075567250',
  measure(facts, nowMs) {
    const found = retention(facts, nowMs);
    if ('reason' in found) return { value: null, n: found.n, reason: found.reason };
    return { value: (found.nowMinor / found.thenMinor) * 100, n: found.n };
  },
});
