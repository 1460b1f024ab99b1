import type { Source } from './model.ts';

/** What HubSpot's streams need beside their own scope: whose they are is read elsewhere. */
const alsoRead: Readonly<Record<string, string>> = {
  companies: 'owners',
  deals: 'companies',
  contacts: 'companies',
  tickets: 'companies',
  orders: 'companies',
  feedback_submissions: 'companies and contacts',
};

/** Objects of Salesforce whose access hangs on another one, or on a feature. */
const salesforceAccess: Readonly<Record<string, string>> = {
  CaseMilestone: 'Read on Case, where the org has Entitlement Management',
  ObjectTerritory2Association: 'access to Sales Territories, where the org has them',
};

/** What a person grants so that a stream of a source can be read, in a sentence. */
export function grantFor(source: Source, stream: string): string {
  const words = stream.replaceAll('_', ' ');
  switch (source) {
    case 'salesforce':
      return `Give the person who signed in ${salesforceAccess[stream] ?? `the object permission Read on ${stream}`}.`;
    case 'hubspot':
      return `Give the app the scope crm.objects.${stream}.read (and that of ${alsoRead[stream] ?? 'companies'}), then connect again.`;
    case 'zendesk':
      return `Take the API token of an admin: Zendesk exports ${words} to nobody else.`;
    case 'stripe':
      return `Give the restricted key read access to ${words}.`;
    case 'file':
      return 'Import the file again.';
  }
}
