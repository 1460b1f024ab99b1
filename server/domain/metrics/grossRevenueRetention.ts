import { retention, retentionDays } from '../retention.ts';
import { defineMetric } from './defineMetric.ts';

export const grossRevenueRetention = defineMetric({
  id: 'grossRevenueRetention',
  term: 'Account GRR (gross revenue retention)',
  section: 'billing',
  formula: 'the lesser of recurring revenue now and 12 months ago / recurring revenue 12 months ago x 100',
  unit: 'percent',
  windowDays: retentionDays,
  counts: 'subscriptions that ran 12 months ago',
  direction: 'high is good',
  sources: ['stripe'],
  owner: 'Finance',
  edgeCases: [
    'never more than 100: what was gained does not make up for what was lost elsewhere, but inside one account only the sum is known',
    'not a customer 12 months ago: null; null also wherever account NRR is',
  ],
  definitionSource: 'retentionlens.com, pulserevops.com: each customer capped at what it paid at the start',
  measure(facts, nowMs) {
    const found = retention(facts, nowMs);
    if ('reason' in found) return { value: null, n: found.n, reason: found.reason };
    return { value: (Math.min(found.nowMinor, found.thenMinor) / found.thenMinor) * 100, n: found.n };
  },
});
