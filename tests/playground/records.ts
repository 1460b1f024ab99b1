import type { World } from '../../server/sandbox/world/types.ts';
import { type Crm, recordUrl } from './hosts.ts';

/** What the look-alike page shows of a record: only what its own CRM would know. */
export type PageRecord = { path: string; title: string; kind: string; fields: [string, string][] };

const listed = 40;

/** The records that each look-alike lists, taken from the sandbox's world. */
export function pageRecords(world: World): Record<Crm, PageRecord[]> {
  const path = (url: string) => new URL(url).pathname;
  const customers = world.customers.slice(0, listed);
  return {
    salesforce: customers.flatMap((c) =>
      c.salesforce.map((s) => ({
        path: path(recordUrl.account(s.id)),
        title: c.spellings.salesforce,
        kind: 'Account',
        fields: [
          ['Website', s.website ?? '–'],
          ['Industry', c.industry],
          ['Owner', c.owner.name],
          ['Country', c.country.name],
        ],
      })),
    ),
    hubspot: customers.flatMap((c) =>
      c.hubspot.map((h) => ({
        path: path(recordUrl.company(h.id)),
        title: c.spellings.hubspot,
        kind: 'Company',
        fields: [
          ['Company domain', h.domain ?? '–'],
          ['Industry', c.industry],
          ['Company owner', c.owner.name],
        ],
      })),
    ),
    zendesk: customers.flatMap((c) =>
      c.tickets.slice(0, 1).map((t) => ({
        path: path(recordUrl.ticket(t.id)),
        title: t.subject,
        kind: 'Ticket',
        fields: [
          ['Requester', t.requester.name],
          ['E-mail', t.requester.email],
          ['Status', t.status],
          ['Priority', t.priority],
        ],
      })),
    ),
  };
}
