import { refunded, sales } from '../sales.ts';
import { defineMetric, within } from './defineMetric.ts';

export const refundedValue = defineMetric({
  id: 'refundedValue',
  term: 'Refund rate by value',
  section: 'billing',
  formula: 'value that went back / value sold x 100, over sales made in the window',
  unit: 'percent',
  windowDays: 365,
  counts: 'sales with a value',
  direction: 'high is bad',
  sources: ['stripe', 'salesforce', 'hubspot'],
  owner: 'Billing',
  edgeCases: [
    'a sale cannot give back more than its value; a refund in another currency is not counted',
    'sales in several currencies: null, because they are never added',
    'no sale with a value: null',
  ],
  definitionSource: 'help.datma.io 8857874, shipping left out',
  measure(facts, nowMs) {
    const sold = sales(facts, nowMs).filter(
      (s) => within(s.createdAt, nowMs, 365) && s.value !== null && s.value.amountMinor > 0,
    );
    const none = { value: null, n: sold.length } as const;
    if (sold.length === 0) return none;
    if (new Set(sold.map((s) => s.value?.currency)).size > 1) return { ...none, reason: 'currencies' };
    const total = sold.reduce((sum, s) => sum + (s.value?.amountMinor ?? 0), 0);
    const back = sold.reduce((sum, s) => sum + refunded(s, facts), 0);
    return { value: (back / total) * 100, n: sold.length };
  },
});
