import { liveSubscriptions, overdueInvoices } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';
import { urgentTickets } from '../urgentTickets.ts';
import { hasLeft } from './leaving.ts';

/** A fact that forbids a good score, whatever the rest says. Visible and named; it adds its own bar to the waterfall. */
export type CapDefinition = {
  id: string;
  /** The highest score that is possible while the cap applies. */
  ceiling: number;
  /** When it applies, in a sentence; docs/metrics.md is made from these. */
  text: string;
  applies(facts: AccountFacts, nowMs: number): boolean;
  /** The factor that the same fact makes worse, and the value it has once the cap is gone: what settles one settles the other. */
  behind: { factor: string; settled(facts: AccountFacts, nowMs: number): number };
};

const isLong = (createdAt: number, nowMs: number) => createdAt < nowMs - 2 * dayMs;
const isLate = (dueAt: number, nowMs: number) => nowMs - dueAt > 60 * dayMs;

/** Every cap, the mildest first. */
export const caps: readonly CapDefinition[] = [
  {
    id: 'urgentTicketOpen',
    ceiling: 69,
    text: 'An urgent or escalated ticket has been open for more than 48 hours.',
    applies: (facts, nowMs) => urgentTickets(facts).some((t) => isLong(t.createdAt, nowMs)),
    behind: {
      factor: 'urgentTickets',
      settled: (facts, nowMs) => urgentTickets(facts).filter((t) => !isLong(t.createdAt, nowMs)).length,
    },
  },
  {
    id: 'invoiceOverdue60',
    ceiling: 59,
    text: 'An invoice is more than 60 days overdue.',
    applies: (facts, nowMs) => overdueInvoices(facts, nowMs).some((i) => i.dueAt !== null && isLate(i.dueAt, nowMs)),
    behind: {
      factor: 'overdueDays',
      settled(facts, nowMs) {
        const rest = overdueInvoices(facts, nowMs).flatMap((i) => i.dueAt ?? []);
        const oldest = rest.find((dueAt) => !isLate(dueAt, nowMs));
        return oldest === undefined ? 0 : Math.floor((nowMs - oldest) / dayMs);
      },
    },
  },
  {
    // One cap for the notice and for what follows it, so that the day on which the last subscription ends does not lift it.
    id: 'cancellationNotice',
    ceiling: 29,
    text: 'Every live subscription is set to end, or every subscription has ended.',
    applies(facts) {
      const live = liveSubscriptions(facts);
      return hasLeft(facts) || (live.length > 0 && live.every((s) => s.cancelsAt !== null));
    },
    behind: { factor: 'endingSubscriptions', settled: () => 0 },
  },
];
