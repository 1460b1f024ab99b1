import { begunSubscriptions, paymentState, sumByCurrency } from '../billing.ts';
import { defineMetric } from './defineMetric.ts';

export const paymentStatus = defineMetric({
  id: 'paymentStatus',
  term: 'Payment status',
  section: 'billing',
  formula: 'the worst state that is true of any part of the account, and beside it what the customer has to its credit',
  unit: 'text',
  windowDays: null,
  counts: 'subscriptions and invoices',
  direction: 'neither',
  sources: ['stripe'],
  owner: 'Billing',
  edgeCases: [
    'never billed: null; a subscription whose first payment never came, and that expired, is not counted',
    'credit is a balance below zero; one amount a currency, never added; a balance above zero is owed and not credit',
    'the order of the states stands under "Payment state"',
  ],
  definitionSource: "Stripe's subscription and invoice states, customer.balance",
  measure(facts, nowMs) {
    const credit = facts.companies.flatMap(({ balance }) =>
      balance && balance.amountMinor < 0 ? [{ ...balance, amountMinor: -balance.amountMinor }] : [],
    );
    return {
      value: null,
      n: begunSubscriptions(facts).length + facts.invoices.length,
      text: paymentState(facts, nowMs),
      amounts: sumByCurrency(credit),
    };
  },
});
