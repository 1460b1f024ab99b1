import { overdueInvoices, sumByCurrency } from '../billing.ts';
import { dayMs, defineMetric, type Part } from './defineMetric.ts';

/** The upper ends of the buckets, in days past due. */
const buckets = [
  ['days1to30', 30],
  ['days31to60', 60],
  ['days61to90', 90],
  ['daysOver90', Number.POSITIVE_INFINITY],
] as const;

export const overdueAmount = defineMetric({
  id: 'overdueAmount',
  term: 'Overdue, by age',
  section: 'billing',
  formula:
    'what is left of open invoices that are past due, added by currency; in parts by days past due: 1 to 30, 31 to 60, 61 to 90, more than 90',
  unit: 'money',
  windowDays: null,
  counts: 'overdue invoices',
  direction: 'high is bad',
  sources: ['stripe'],
  owner: 'Billing',
  edgeCases: [
    'nothing overdue: null',
    'a day that has begun counts as a day past due',
    'an invoice that is charged by itself is past due since it was finalised, once a charge has failed; the first invoice of a subscription is not: the subscription is incomplete then',
    'one amount a currency, never added',
  ],
  definitionSource: "Accounts receivable ageing; past due by collection method as in Stripe's invoice states",
  measure(facts, nowMs) {
    const overdue = overdueInvoices(facts, nowMs).map((i) => ({
      amount: i.amountDue,
      days: Math.ceil((nowMs - (i.dueAt ?? nowMs)) / dayMs),
    }));
    const parts = buckets.flatMap(([id, to], i): Part[] => {
      const from = buckets[i - 1]?.[1] ?? 0;
      const inside = overdue.filter(({ days }) => days > from && days <= to).map(({ amount }) => amount);
      return inside.length === 0 ? [] : [{ id, n: inside.length, amounts: sumByCurrency(inside) }];
    });
    return { value: null, n: overdue.length, amounts: sumByCurrency(overdue.map(({ amount }) => amount)), parts };
  },
});
