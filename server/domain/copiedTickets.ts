import { foldName } from './identity/foldName.ts';
import type { Source, TicketFact } from './model.ts';

/** A desk tells most of a ticket, so of copies its own is kept; a file was brought on purpose. */
const kept: readonly Source[] = ['file', 'zendesk', 'hubspot', 'salesforce', 'stripe'];
/** A sync copies within minutes; nobody asks the same question twice in so short a time, in two systems. */
const copiedWithinMs = 15 * 60_000;

/**
 * The tickets of an account, each once: of those that a sync has copied into another system (the same subject, created within 15 minutes,
 * in another source) the one of the desk stays. The order stays as it is.
 */
export function withoutCopies(tickets: readonly TicketFact[]): TicketFact[] {
  // Most accounts are asked about in one system.
  if (new Set(tickets.map((t) => t.key.source)).size < 2) return [...tickets];
  const about = ({ subject }: TicketFact) => foldName(subject) || subject;
  const bySubject = Map.groupBy(tickets, about);
  return tickets.filter((ticket) => {
    const rank = kept.indexOf(ticket.key.source);
    return !bySubject
      .get(about(ticket))
      ?.some(
        (other) =>
          kept.indexOf(other.key.source) < rank && Math.abs(other.createdAt - ticket.createdAt) <= copiedWithinMs,
      );
  });
}
