import { liveSubscriptions, sumByCurrency } from '../billing.ts';
import { addMonths, yearsBetween } from '../months.ts';
import { earned, sales } from '../sales.ts';
import { defineMetric } from './defineMetric.ts';

const horizonYears = 5;

export const customerLifetimeValue = defineMetric({
  id: 'customerLifetimeValue',
  term: 'Customer lifetime value (revenue)',
  section: 'billing',
  formula:
    'a range: from what came in to date (sales less refunds and lost disputes) to that plus the annual recurring revenue of live subscriptions x 5 years',
  unit: 'money',
  windowDays: null,
  counts: 'sales to date',
  direction: 'high is good',
  sources: ['stripe', 'salesforce', 'hubspot'],
  owner: 'Finance',
  edgeCases: [
    'revenue, not margin: no source tells the margin',
    'a lifetime is capped at 5 more years, because a churn rate near zero would make it endless',
    'a subscription that is set to end counts from the end of the period that runs, which was billed as it began, to its end: in whole years by the calendar and the share of the year that has begun; one that ends with its period brings nothing more',
    'sales are charges of which something was taken, or orders of a customer who was never charged; what is dated after now is in neither',
    'an order below zero takes back an earlier one: it is no sale, and comes off what came in',
    'a dispute that was lost comes off the charge that it names, which cannot lose more than it brought; one that names none comes off the sum of its currency, which is never below zero; what a charge that is not known has lost comes off nothing',
    'one range a currency, never added',
  ],
  definitionSource: 'help.chartmogul.com 203359061; the cap is our own',
  measure(facts, nowMs) {
    const historic = earned(facts, nowMs);
    const horizon = addMonths(nowMs, 12 * horizonYears);
    const future = liveSubscriptions(facts).flatMap((s) => {
      if (s.arr === null) return [];
      const years =
        s.cancelsAt === null ? horizonYears : yearsBetween(s.renewsAt ?? nowMs, Math.min(s.cancelsAt, horizon));
      return [{ ...s.arr, amountMinor: Math.round(s.arr.amountMinor * years) }];
    });
    return {
      value: null,
      n: sales(facts, nowMs).length,
      // Nothing has come in yet is a zero that is known: the subscription is there and its charges are read.
      amounts: sumByCurrency([...historic, ...future.map((m) => ({ ...m, amountMinor: 0 }))]),
      upTo: sumByCurrency([...historic, ...future]),
    };
  },
});
