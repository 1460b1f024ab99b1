import { within } from './metrics/defineMetric.ts';
import type { AccountFacts, BreachFact, TicketFact } from './model.ts';

/** Tickets that are neither solved nor closed. */
export function openTickets(facts: AccountFacts): TicketFact[] {
  return facts.tickets.filter((t) => t.status !== 'solved' && t.status !== 'closed');
}

/** Whether an open ticket has no public reply yet. Salesforce does not tell, so its cases do not wait. */
export function waits(t: TicketFact): boolean {
  return t.firstReplyMinutes === null && t.key.source !== 'salesforce';
}

/** Promises about the account's own tickets that were due in the days before an instant, and not met in time. */
export function brokenPromises({ breaches, tickets }: AccountFacts, endMs: number, days: number): BreachFact[] {
  const own = new Set(tickets.map((t) => `${t.key.source}/${t.key.id}`));
  return breaches.filter(
    (b) =>
      own.has(`${b.key.source}/${b.ticketId}`) &&
      within(b.dueAt, endMs, days) &&
      (b.metAt === null || b.metAt > b.dueAt),
  );
}
