import { purchases } from '../sales.ts';
import { dayMs, defineMetric, within } from './defineMetric.ts';

export const purchaseFrequency = defineMetric({
  id: 'purchaseFrequency',
  term: 'Purchase frequency',
  section: 'billing',
  formula: 'orders in the window',
  unit: 'count',
  windowDays: 365,
  counts: 'orders',
  direction: 'high is good',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'cancelled and fully refunded orders are out; so is one below zero, which takes back an earlier one',
    'an order that a sync copies into another system counts once: the same number, amount, currency and day in both; what is alike inside one system are several orders',
    'charges of a subscription are renewals, not purchases',
    'no order ever: null, because a customer who only subscribes does not purchase; orders, but none in the window: 0',
  ],
  definitionSource: 'help.datma.io 8857874',
  measure(facts, nowMs) {
    const bought = purchases(facts);
    const count = (endMs: number) =>
      bought.some((o) => o.createdAt <= endMs) ? bought.filter((o) => within(o.createdAt, endMs, 365)).length : null;
    const value = count(nowMs);
    return { value, n: value ?? 0, previous: count(nowMs - 365 * dayMs) };
  },
});
