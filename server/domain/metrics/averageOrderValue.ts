import { sumByCurrency } from '../billing.ts';
import { purchases } from '../sales.ts';
import { defineMetric, within } from './defineMetric.ts';

export const averageOrderValue = defineMetric({
  id: 'averageOrderValue',
  term: 'Average order value',
  section: 'billing',
  formula: 'order value after discounts, before tax and shipping / orders, over the orders in the window, by currency',
  unit: 'money',
  windowDays: 365,
  counts: 'orders with a value',
  direction: 'high is good',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'orders without a value, of zero or below, are out; so are cancelled and fully refunded ones, and copies in another system',
    'one value a currency, never added',
  ],
  definitionSource: 'help.tresl.co 5791847, the convention before tax and shipping',
  measure(facts, nowMs) {
    const values = purchases(facts)
      .filter((o) => within(o.createdAt, nowMs, 365))
      .flatMap((o) => (o.subtotal !== null && o.subtotal.amountMinor > 0 ? [o.subtotal] : []));
    const amounts = sumByCurrency(values).map(({ amountMinor, currency }) => ({
      amountMinor: Math.round(amountMinor / values.filter((v) => v.currency === currency).length),
      currency,
    }));
    return { value: null, n: values.length, amounts };
  },
});
