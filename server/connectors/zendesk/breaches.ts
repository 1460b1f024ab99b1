import type { RawRecord } from '../../domain/ports.ts';
import { unreadableRows } from '../advance.ts';
import { flag, id, instant, text } from '../read.ts';
import { rowsOf } from '../rowsOf.ts';

/** How far back breaches are read: what their number looks at, twice 90 days, and a little. The export has ten events a ticket. */
export const breachDays = 190;
const ticketsAtOnce = 100;

type Call = (path: string, query: Record<string, string>) => Promise<unknown>;

/**
 * The breaches among the rows of the export of ticket metric events, other than those seen before. An event names only its ticket, so
 * whose the ticket is comes with it under `ticket`. Throws SourceError.
 */
export async function breachPage(
  rows: readonly unknown[],
  seen: ReadonlySet<string>,
  call: Call,
): Promise<{ records: RawRecord[]; unreadable: number; ids: string[] }> {
  const breaches = rows.filter((row) => text(row, 'type') === 'breach');
  const found = breaches.flatMap((row): RawRecord[] => {
    const recordId = id(row, 'id');
    const modifiedAt = instant(row, 'time');
    if (recordId === null || modifiedAt === null) return [];
    const deleted = flag(row, 'deleted');
    return [{ source: 'zendesk', kind: 'ticket_metric_event', id: recordId, modifiedAt, deleted, body: row }];
  });
  const unreadable = unreadableRows('zendesk', 'ticket_metric_events', breaches, found);
  const fresh = found.filter((r) => !seen.has(r.id));
  const tickets = await readTickets([...new Set(fresh.flatMap((r) => id(r.body, 'ticket_id') ?? []))], call);
  const records = fresh.map((record) => {
    const ticket = tickets.get(id(record.body, 'ticket_id') ?? '') ?? null;
    return { ...record, body: { ...(record.body as object), ticket } };
  });
  return { records, unreadable, ids: found.map((r) => r.id) };
}

/** Whose tickets are, by id; those that are gone are left out. */
async function readTickets(ids: readonly string[], call: Call): Promise<Map<string, object>> {
  const tickets = new Map<string, object>();
  for (let from = 0; from < ids.length; from += ticketsAtOnce) {
    const part = ids.slice(from, from + ticketsAtOnce);
    const answer = await call('api/v2/tickets/show_many.json', { ids: part.join(',') });
    const rows = rowsOf('zendesk', answer, 'tickets');
    const known = rows.filter((row) => id(row, 'id') !== null);
    unreadableRows('zendesk', 'tickets', rows, known);
    for (const ticket of known)
      tickets.set(id(ticket, 'id') ?? '', {
        organization_id: Number(id(ticket, 'organization_id')) || null,
        requester_id: Number(id(ticket, 'requester_id')) || null,
      });
  }
  return tickets;
}
