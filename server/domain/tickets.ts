import type { AccountFacts, TicketFact } from './model.ts';

/** Tickets that are neither solved nor closed. */
export function openTickets(facts: AccountFacts): TicketFact[] {
  return facts.tickets.filter((t) => t.status !== 'solved' && t.status !== 'closed');
}

/** Whether an open ticket has no public reply yet. Salesforce does not tell, so its cases do not wait. */
export function waits(t: TicketFact): boolean {
  return t.firstReplyMinutes === null && t.key.source !== 'salesforce';
}
