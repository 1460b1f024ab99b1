import type { AuthorizationServer } from 'oauth4webapi';
import { isLoopback } from '../connectors/http.ts';
import type { ConnectorConfig } from '../domain/ports.ts';

/** What is different at each vendor that people sign in to. */
type Vendor = {
  /** What we ask for: reading what the connector pulls, nothing else. */
  scopes: readonly string[];
  /** What is asked for besides, if the account and its person can grant it. */
  optionalScopes?: readonly string[];
  /** Its addresses: below the configured base, except for pages that the vendor has elsewhere. */
  server(
    config: ConnectorConfig,
  ): Required<
    Pick<AuthorizationServer, 'issuer' | 'authorization_endpoint' | 'token_endpoint' | 'revocation_endpoint'>
  >;
  /** Why tokens are not for the configured source, as a sentence; null when they are. */
  mismatch(config: ConnectorConfig, answer: Record<string, unknown>): string | null;
};

/** Dated path of HubSpot's token endpoint; the numbered ones end in 2027. */
const hubspotVersion = '2026-03';

const salesforce: Vendor = {
  scopes: ['api', 'refresh_token'],
  server({ baseUrl }) {
    const path = (name: string) => `${baseUrl}/services/oauth2/${name}`;
    return {
      issuer: baseUrl,
      authorization_endpoint: path('authorize'),
      token_endpoint: path('token'),
      revocation_endpoint: path('revoke'),
    };
  },
  // The address that the tokens are for. Ours stays the one of the configuration, so a wrong one is a wrong org, or worse.
  mismatch({ baseUrl }, { instance_url }) {
    const url = typeof instance_url === 'string' ? URL.parse(instance_url) : null;
    if (!url || !isSalesforceHost(url)) {
      return 'salesforce named an address that is not one of Salesforce. Nothing was stored.';
    }
    if (url.origin === new URL(baseUrl).origin) return null;
    return `You signed in to ${url.host}, and the configuration names ${new URL(baseUrl).host}. Sign in to that org, or correct baseUrl. Nothing was stored.`;
  },
};

const hubspot: Vendor = {
  scopes: [
    'oauth',
    'crm.objects.companies.read',
    'crm.objects.contacts.read',
    'crm.objects.deals.read',
    'crm.objects.feedback_submissions.read',
    'crm.objects.orders.read',
    'crm.objects.tickets.read',
    'crm.objects.owners.read',
  ],
  // Accounts without Marketing Hub Enterprise do not have it; as a needed scope it would keep them from connecting.
  optionalScopes: ['communication_preferences.statuses.batch.read'],
  server({ baseUrl }) {
    const token = `${baseUrl}/oauth/${hubspotVersion}/token`;
    // People sign in on another host than programs; in a sandbox both are one.
    const pages = isLoopback(new URL(baseUrl)) ? baseUrl : 'https://app.hubspot.com';
    return {
      issuer: pages,
      authorization_endpoint: `${pages}/oauth/authorize`,
      token_endpoint: token,
      revocation_endpoint: `${token}/revoke`,
    };
  },
  mismatch({ instance }, { hub_id }) {
    if (String(hub_id) === instance) return null;
    if (typeof hub_id !== 'number') return 'hubspot did not say which portal the sign-in is for. Nothing was stored.';
    return `You signed in to the portal ${hub_id}, and the configuration names ${instance}. Choose that portal, or correct instance. Nothing was stored.`;
  },
};

/** The vendors that people sign in to. */
export const oauthVendors: Partial<Record<ConnectorConfig['source'], Vendor>> = { salesforce, hubspot };

/** `https://<My Domain>.my.salesforce.com`, also of a sandbox org; or this machine, where our own sandbox is. */
export function isSalesforceHost(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (isLoopback(url)) return true;
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    /^[a-z0-9-]+(\.[a-z0-9-]+)*\.my\.salesforce\.com$/.test(url.hostname)
  );
}
