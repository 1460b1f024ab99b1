import { liveSubscriptions, overdueInvoices } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';
import { urgentTickets } from '../urgentTickets.ts';

/** A fact that forbids a good score, whatever the rest says. Visible and named; it adds its own bar to the waterfall. */
export type CapDefinition = {
  id: string;
  /** The highest score that is possible while the cap applies. */
  ceiling: number;
  /** When it applies, in a sentence; docs/metrics.md is made from these. */
  text: string;
  applies(facts: AccountFacts, nowMs: number): boolean;
};

/** Every cap, the mildest first. */
export const caps: readonly CapDefinition[] = [
  {
    id: 'urgentTicketOpen',
    ceiling: 69,
    text: 'An urgent or escalated ticket has been open for more than 48 hours.',
    applies: (facts, nowMs) => urgentTickets(facts).some((t) => t.createdAt < nowMs - 2 * dayMs),
  },
  {
    id: 'invoiceOverdue60',
    ceiling: 59,
    text: 'An invoice is more than 60 days overdue.',
    applies: (facts, nowMs) =>
      overdueInvoices(facts, nowMs).some((i) => i.dueAt !== null && nowMs - i.dueAt > 60 * dayMs),
  },
  {
    id: 'cancellationNotice',
    ceiling: 29,
    text: 'Every live subscription is set to end.',
    applies(facts) {
      const live = liveSubscriptions(facts);
      return live.length > 0 && live.every((s) => s.cancelsAt !== null);
    },
  },
];
