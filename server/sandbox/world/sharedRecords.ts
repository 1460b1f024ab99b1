import { hubspotId, salesforceId } from './ids.ts';
import type { Customer, Person } from './types.ts';

const reseller = 5;
const client = 8;
const contact = (customer: number, person: number) => hubspotId(2_000_000 + customer * 8 + person);
const ticket = (customer: number) => String(30_000 + customer * 16);

/** Ids of records on which more than one customer, or none by itself, can be seen; between the heroes Bridgepoint and Larkspur. */
export const sharedRecords = {
  /** Zendesk ticket: requested by the reseller Bridgepoint, its client Larkspur in copy. */
  copiedTicket: ticket(reseller),
  /** HubSpot contact: of Bridgepoint (primary) and of Larkspur. */
  primaryContact: contact(reseller, 0),
  /** HubSpot contact: of Larkspur and of Bridgepoint, neither of them primary. */
  undecidedContact: contact(client, 1),
  /** Zendesk ticket: its requester has no organisation, and an address at Larkspur. */
  ticketWithoutOrganization: ticket(client),
  /** Salesforce case of Larkspur, asked by a contact of it. */
  case: salesforceId('500', client),
  /** Salesforce lead with an address at Larkspur, not converted. */
  openLead: salesforceId('00Q', client),
  /** Salesforce lead that has become a contact of the hero Noor. */
  convertedLead: salesforceId('00Q', 4),
} as const;

/** Writes these records into the two customers' stories. Nothing that is counted or paid changes. */
export function shareRecords(from: Customer | undefined, to: Customer | undefined): void {
  const [asked] = from?.tickets ?? [];
  const [lost] = to?.tickets ?? [];
  const [agent] = from?.people ?? [];
  const [patientDesk, consultant] = to?.people ?? [];
  if (!from || !to || !asked || !lost || !agent || !patientDesk || !consultant) return;
  asked.subject = 'Larkspur cannot sign in since the move';
  asked.copied = [patientDesk];
  const companies = [from, to].flatMap((c) => c.hubspot[0]?.id ?? []);
  settle(agent, sharedRecords.primaryContact, companies, companies[0] ?? null);
  settle(consultant, sharedRecords.undecidedContact, companies, null);
  lost.requester = consultant;
  consultant.inOrganization = false;
}

function settle(person: Person, id: string, ids: string[], primary: string | null): void {
  person.hubspotId = id;
  person.hubspotCompanies = { ids, primary };
}
