import { sumByCurrency } from '../billing.ts';
import { defineMetric, within } from './defineMetric.ts';

export const creditNotes = defineMetric({
  id: 'creditNotes',
  term: 'Credit notes',
  section: 'billing',
  formula: 'amounts of the credit notes of the window, added by currency',
  unit: 'money',
  windowDays: 365,
  counts: 'credit notes',
  direction: 'high is bad',
  sources: ['stripe'],
  owner: 'Billing',
  edgeCases: [
    'no credit note: null',
    'not part of the refund rate: most correct an invoice, nothing went back',
    'void ones are out',
  ],
  definitionSource: 'Stripe credit notes, amount',
  measure(facts, nowMs) {
    const notes = facts.credits.filter((c) => within(c.createdAt, nowMs, 365));
    return { value: null, n: notes.length, amounts: sumByCurrency(notes.map((c) => c.amount)) };
  },
});
