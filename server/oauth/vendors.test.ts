import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partiesOf } from './tokens.ts';
import { isSalesforceHost, oauthVendors } from './vendors.ts';

const isOne = (text: string) => isSalesforceHost(new URL(text));

describe('a host of Salesforce', () => {
  it.each([
    'https://acme.my.salesforce.com',
    'https://ACME.my.salesforce.com/services',
    'https://acme--uat.sandbox.my.salesforce.com',
    'http://127.0.0.1:4621/salesforce',
  ])('%s is one', (text) => expect(isOne(text)).toBe(true));

  it.each([
    'http://acme.my.salesforce.com',
    'https://acme.my.salesforce.com:8443',
    'https://my.salesforce.com',
    'https://acme.my.salesforce.com.',
    'https://acme.my.salesforce.com.evil.example',
    'https://evil.example/acme.my.salesforce.com',
    'https://evil.example?.my.salesforce.com',
    'https://evil.example#.my.salesforce.com',
    'https://acme.my.salesforce.com@evil.example',
    'https://user:word@acme.my.salesforce.com',
    'https://notmy.salesforce.com',
    'https://acmemy.salesforce.com',
    'https://acme_my.salesforce.com',
    'https://169.254.169.254',
    'https://10.0.0.1',
    'ftp://acme.my.salesforce.com',
  ])('%s is none', (text) => expect(isOne(text)).toBe(false));

  it('is never another one, whatever its name', () => {
    fc.assert(
      fc.property(fc.webUrl(), (text) => {
        const url = new URL(text);
        fc.pre(!url.hostname.endsWith('.my.salesforce.com'));
        expect(isSalesforceHost(url)).toBe(false);
      }),
    );
  });
});

describe('what is asked for', () => {
  const scopesOf = (source: 'salesforce' | 'hubspot', scopes?: string[]) => {
    const oauth = { clientId: 'app', ...(scopes ? { scopes } : {}) };
    return partiesOf({ source, baseUrl: 'https://x.my.salesforce.com', instance: 'x', oauth });
  };

  it('is reading, and of HubSpot the subscriptions only if the account has them', () => {
    expect(scopesOf('salesforce')).toMatchObject({ scope: 'api refresh_token', optionalScope: '' });
    const { scope, optionalScope } = scopesOf('hubspot');
    expect(optionalScope).toBe('communication_preferences.statuses.batch.read');
    expect(scope).not.toContain('communication_preferences');
    expect([scope, optionalScope].join(' ')).not.toMatch(/write/);
  });

  it('is exactly what the configuration lists, where it lists any', () => {
    const listed = scopesOf('hubspot', ['oauth', 'tickets']);
    expect(listed).toMatchObject({ scope: 'oauth tickets', optionalScope: '' });
  });
});

describe('where people sign in', () => {
  const at = (source: 'salesforce' | 'hubspot', baseUrl: string) =>
    oauthVendors[source]?.server({ source, baseUrl, instance: 'x' });

  it('is the My Domain of Salesforce, and a host for people at HubSpot', () => {
    expect(at('salesforce', 'https://acme.my.salesforce.com')).toMatchObject({
      authorization_endpoint: 'https://acme.my.salesforce.com/services/oauth2/authorize',
      token_endpoint: 'https://acme.my.salesforce.com/services/oauth2/token',
      revocation_endpoint: 'https://acme.my.salesforce.com/services/oauth2/revoke',
    });
    expect(at('hubspot', 'https://api.hubapi.com')).toMatchObject({
      authorization_endpoint: 'https://app.hubspot.com/oauth/authorize',
      token_endpoint: 'https://api.hubapi.com/oauth/2026-03/token',
      revocation_endpoint: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
    });
  });
});
