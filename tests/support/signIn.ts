import type { OAuthConfig } from '../../server/oauth/tokens.ts';
import { instances, sandboxApp } from '../../server/sandbox/instances.ts';

/** The sandbox's Salesforce and HubSpot, as sources that people sign in to. */
export function signInSources(url: string): OAuthConfig[] {
  return (['salesforce', 'hubspot'] as const).map((source) => ({
    source,
    baseUrl: `${url}/${source}`,
    instance: instances[source],
    oauth: { ...sandboxApp },
  }));
}

/** Opens an address as a browser does: the vendor's person agrees, and the redirect is followed. Returns what the last page says. */
export async function browse(address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(address);
  return { status: answer.status, text: await answer.text() };
}
