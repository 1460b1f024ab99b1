import { failedInvoices, nextCharge } from '../retries.ts';
import { defineMetric } from './defineMetric.ts';

export const paymentRetry = defineMetric({
  id: 'paymentRetry',
  term: 'What happens with a failed charge',
  section: 'billing',
  formula:
    'the first that is true while an open invoice that is charged by itself has failed: hardDecline, the last charge was declined for good; noCard, nothing to charge is on file; retrying, another attempt is planned; noRetry, none is',
  unit: 'text',
  windowDays: null,
  counts: 'open invoices whose charge has failed',
  direction: 'neither',
  sources: ['stripe'],
  owner: 'Billing',
  edgeCases: [
    'no failed charge: null',
    'for good are declines after which Stripe does not try the same card again, such as a lost or stolen one',
    'nothing on file: neither the live subscriptions nor the customers have a default payment method',
    'an attempt that is planned without a card, or after a decline for good, does not happen: it is not called retrying',
  ],
  definitionSource: 'docs.stripe.com/billing/revenue-recovery/smart-retries; invoice.next_payment_attempt',
  measure(facts, nowMs) {
    return { value: null, n: failedInvoices(facts).length, text: nextCharge(facts, nowMs) };
  },
});
