import { instances } from '../../server/sandbox/instances.ts';
import { heroes } from '../../server/sandbox/world/heroes.ts';

/** The addresses of the three look-alike CRMs: real host names and real URL forms, served by interception, never by the network. */
export const crmHosts = {
  salesforce: instances.salesforce,
  hubspot: 'app.hubspot.com',
  zendesk: instances.zendesk,
} as const;
export type Crm = keyof typeof crmHosts;

/** URLs of records by CRM, in the vendors' own forms. */
export const recordUrl = {
  account: (id: string) => `https://${crmHosts.salesforce}/lightning/r/Account/${id}/view`,
  company: (id: string) => `https://${crmHosts.hubspot}/contacts/${instances.hubspot}/record/0-2/${id}`,
  ticket: (id: string) => `https://${crmHosts.zendesk}/agent/tickets/${id}`,
};

/** Lists: pages of the CRM that show no record. */
export const listUrl = {
  salesforce: `https://${crmHosts.salesforce}/lightning/o/Account/list`,
  hubspot: `https://${crmHosts.hubspot}/contacts/${instances.hubspot}/objects/0-2/views/all/list`,
  zendesk: `https://${crmHosts.zendesk}/agent/filters/1`,
} as const;

/** Where a newcomer starts: the same customer in each CRM. */
export function playgroundStartUrls(): Record<Crm, string> {
  const { northwind } = heroes;
  return {
    salesforce: recordUrl.account(northwind.salesforceAccount),
    hubspot: recordUrl.company(northwind.hubspotCompany),
    zendesk: recordUrl.ticket(northwind.zendeskTicket),
  };
}
