import { instances } from '../../server/sandbox/instances.ts';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import type { Attack, Scene } from './variants.ts';

/** The addresses of the three look-alike CRMs: real host names and real URL forms, served by interception, never by the network. */
export const crmHosts = {
  salesforce: instances.salesforce,
  hubspot: 'app.hubspot.com',
  zendesk: instances.zendesk,
} as const;
export type Crm = keyof typeof crmHosts;

/** Where Salesforce signs people in: a host of its own, on which we have no business. */
export const salesforceLoginHost = instances.salesforce.replace('.lightning.force.com', '.my.salesforce.com');

const salesforce = `https://${crmHosts.salesforce}/lightning`;
const hubspot = `https://${crmHosts.hubspot}/contacts/${instances.hubspot}`;
const zendesk = `https://${crmHosts.zendesk}/agent`;
const pathOf = (url: string) => new URL(url).pathname;

/** URLs of records by CRM, in the vendors' own forms. */
export const recordUrl = {
  account: (id: string) => `${salesforce}/r/Account/${id}/view`,
  contact: (id: string) => `${salesforce}/r/Contact/${id}/view`,
  opportunity: (id: string) => `${salesforce}/r/Opportunity/${id}/view`,
  company: (id: string) => `${hubspot}/record/0-2/${id}`,
  person: (id: string) => `${hubspot}/record/0-1/${id}`,
  ticket: (id: string) => `${zendesk}/tickets/${id}`,
  requester: (id: string) => `${zendesk}/users/${id}`,
  organization: (id: string) => `${zendesk}/organizations/${id}`,
};

/** A subtab of a Salesforce console: the path is the focused subtab, `ws` the workspace tab around it. */
export const subtabUrl = (subtab: string, workspace: string) => `${subtab}?ws=${encodeURIComponent(pathOf(workspace))}`;

/** Lists: pages of the CRM that show no record. */
export const listUrl = {
  salesforce: `${salesforce}/o/Account/list`,
  hubspot: `${hubspot}/objects/0-2/views/all/list`,
  zendesk: `${zendesk}/filters/1`,
} as const;

/** Forms for something new: no record either. */
export const draftUrl = { salesforce: `${salesforce}/o/Account/new`, zendesk: `${zendesk}/tickets/new/1` } as const;

/** Where a person lands whom the CRM has signed out. */
export const loginUrl: Record<Crm, string> = {
  salesforce: `https://${salesforceLoginHost}/?ec=302&startURL=%2Flightning%2Fpage%2Fhome`,
  hubspot: `https://${crmHosts.hubspot}/login?loginRedirectUrl=%2Fcontacts%2F${instances.hubspot}`,
  zendesk: `https://${crmHosts.zendesk}/auth/v3/signin?return_to=%2Fagent`,
};

/** Where a newcomer starts: the same customer in each CRM. */
export function playgroundStartUrls(): Record<Crm, string> {
  const { northwind } = heroes;
  return {
    salesforce: recordUrl.account(northwind.salesforceAccount),
    hubspot: recordUrl.company(northwind.hubspotCompany),
    zendesk: recordUrl.ticket(northwind.zendeskTicket),
  };
}

/** The page with something special in it. `knows` is the extension's id, for an attacker who has looked it up. */
export function variantUrl(
  url: string,
  variant: { scene?: Scene; attack?: Attack; times?: number; knows?: string },
): string {
  const result = new URL(url);
  for (const [name, value] of Object.entries(variant)) result.searchParams.set(name, String(value));
  return result.href;
}
