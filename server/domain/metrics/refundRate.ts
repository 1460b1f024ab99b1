import { refundsOf, sales } from '../sales.ts';
import { dayMs, defineMetric, within } from './defineMetric.ts';

export const refundRate = defineMetric({
  id: 'refundRate',
  term: 'Refund rate by count',
  section: 'billing',
  formula: 'sales with a refund / sales x 100, over sales made in the window',
  unit: 'percent',
  windowDays: 365,
  counts: 'sales',
  direction: 'high is bad',
  sources: ['stripe', 'salesforce', 'hubspot'],
  owner: 'Billing',
  edgeCases: [
    'by the day of the sale, not of the refund',
    'a partial refund counts as one; several refunds of one sale count once',
    'a charge that was only reserved on a card, and an order below zero, are no sales',
    'refunds that failed or wait, disputes and credit notes are not refunds',
    'no sale: null',
  ],
  definitionSource: 'help.datma.io 8857874',
  measure(facts, nowMs) {
    const all = sales(facts, nowMs);
    const rate = (endMs: number) => {
      const sold = all.filter((s) => within(s.createdAt, endMs, 365));
      const returned = sold.filter((s) => refundsOf(s, facts).length > 0).length;
      return { value: sold.length === 0 ? null : (returned / sold.length) * 100, n: sold.length };
    };
    return { ...rate(nowMs), previous: rate(nowMs - 365 * dayMs).value };
  },
});
