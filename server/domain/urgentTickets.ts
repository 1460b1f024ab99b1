import type { AccountFacts, TicketFact } from './model.ts';

/** Open tickets that are urgent or escalated: escalated ones first, then the oldest. The order does not depend on the source's. */
export function urgentTickets(facts: AccountFacts): TicketFact[] {
  return facts.tickets
    .filter((t) => t.status !== 'solved' && t.status !== 'closed' && (t.escalated || t.priority === 'urgent'))
    .sort(
      (a, b) =>
        Number(b.escalated) - Number(a.escalated) || a.createdAt - b.createdAt || (a.key.id < b.key.id ? -1 : 1),
    );
}
