import type { Customer, Person, World } from '../../server/sandbox/world/types.ts';
import { type Crm, draftUrl, recordUrl } from './hosts.ts';

/** What the look-alike page shows of a record: only what its own CRM would know. */
export type PageRecord = {
  path: string;
  id: string;
  title: string;
  kind: string;
  fields: [string, string][];
  /** False for what a list does not have, such as a form for something new. */
  isListed: boolean;
  /** The accounts or companies that the page links to as this record's. */
  belongsTo: { title: string; path: string }[];
};

const listed = 40;
/** Those who have pages for their people too. */
const detailed = 12;
const pathOf = (url: string) => new URL(url).pathname;

/** The records that each look-alike has, taken from the sandbox's world. */
export function pageRecords(world: World): Record<Crm, PageRecord[]> {
  const customers = world.customers.slice(0, listed);
  const few = world.customers.slice(0, detailed);
  return {
    salesforce: [
      ...customers.flatMap(accounts),
      ...few.flatMap((c) => c.people.flatMap((p) => salesforceContact(c, p))),
      ...few.flatMap(opportunities),
      draft(draftUrl.salesforce, 'New account'),
    ],
    hubspot: [
      ...customers.flatMap(companies),
      ...few.flatMap((c) => c.people.flatMap((p) => hubspotContact(c, p, few))),
    ],
    zendesk: [
      ...customers.flatMap((c) => tickets(c, c.index < detailed ? c.tickets.length : 1)),
      ...few.flatMap((c) => c.people.flatMap(requester)),
      ...few.flatMap(organizations),
      draft(draftUrl.zendesk, 'New ticket'),
    ],
  };
}

function record(url: string, id: string, kind: string, title: string, fields: [string, string][]): PageRecord {
  return { path: pathOf(url), id, kind, title, fields, isListed: true, belongsTo: [] };
}

function draft(url: string, title: string): PageRecord {
  return { ...record(url, 'new', 'Draft', title, [['Name', '']]), isListed: false };
}

const accounts = (c: Customer): PageRecord[] =>
  c.salesforce.map((s) =>
    record(recordUrl.account(s.id), s.id, 'Account', c.spellings.salesforce, [
      ['Website', s.website ?? '–'],
      ['Industry', c.industry],
      ['Owner', c.owner.name],
      ['Country', c.country.name],
    ]),
  );

const accountsOf = (c: Customer) =>
  c.salesforce.map((s) => ({ title: c.spellings.salesforce, path: pathOf(recordUrl.account(s.id)) }));

function salesforceContact(c: Customer, p: Person): PageRecord[] {
  if (p.salesforceId === null) return [];
  const url = recordUrl.contact(p.salesforceId);
  return [{ ...record(url, p.salesforceId, 'Contact', p.name, personFields(p)), belongsTo: accountsOf(c) }];
}

const opportunities = (c: Customer): PageRecord[] =>
  c.deals.map((d) => ({
    ...record(recordUrl.opportunity(d.id), d.id, 'Opportunity', d.name, [
      ['Stage', d.stage],
      ['Close date', d.closeOn],
    ]),
    belongsTo: accountsOf(c),
  }));

const companies = (c: Customer): PageRecord[] =>
  c.hubspot.map((h) =>
    record(recordUrl.company(h.id), h.id, 'Company', c.spellings.hubspot, [
      ['Company domain', h.domain ?? '–'],
      ['Industry', c.industry],
      ['Company owner', c.owner.name],
    ]),
  );

function hubspotContact(c: Customer, p: Person, customers: readonly Customer[]): PageRecord[] {
  if (p.hubspotId === null) return [];
  const ids = p.hubspotCompanies?.ids ?? c.hubspot.map((h) => h.id);
  const nameOf = (id: string) => customers.find((other) => other.hubspot.some((h) => h.id === id))?.spellings.hubspot;
  const belongsTo = ids.map((id) => ({ title: nameOf(id) ?? id, path: pathOf(recordUrl.company(id)) }));
  return [{ ...record(recordUrl.person(p.hubspotId), p.hubspotId, 'Contact', p.name, personFields(p)), belongsTo }];
}

/** A ticket's page names its requester and not the customer, as long as nobody opens the organisation. */
const tickets = (c: Customer, count: number): PageRecord[] =>
  c.tickets
    .slice(0, count)
    .map((t) =>
      record(recordUrl.ticket(t.id), t.id, 'Ticket', t.subject, [
        ['Requester', t.requester.name],
        ['E-mail', t.requester.email],
        ...t.copied.map((p): [string, string] => ['CC', p.email]),
        ['Status', t.status],
        ['Priority', t.priority],
      ]),
    );

const requester = (p: Person): PageRecord[] =>
  p.zendeskId === null
    ? []
    : [{ ...record(recordUrl.requester(p.zendeskId), p.zendeskId, 'User', p.name, personFields(p)), isListed: false }];

const organizations = (c: Customer): PageRecord[] =>
  c.zendesk.map((z) => ({
    ...record(recordUrl.organization(z.id), z.id, 'Organization', c.spellings.zendesk, [
      ['Domains', z.domains.join(', ') || '–'],
    ]),
    isListed: false,
  }));

const personFields = (p: Person): [string, string][] => [
  ['E-mail', p.email],
  ['Job title', p.title],
];
