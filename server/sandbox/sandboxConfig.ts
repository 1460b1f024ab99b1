import type { ConfigFile } from '../config.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import { instances, sandboxSecrets } from './instances.ts';

/** The product's configuration for a sandbox at `url`: what an administrator would write for the real vendors. */
export function sandboxConfig(url: string): Omit<ConfigFile, 'sources'> & { sources: ConnectorConfig[] } {
  return {
    tenant: { id: 'cobalt', name: 'Cobalt' },
    users: [
      { id: 'rhea', name: 'Rhea Lindqvist', email: 'rhea@cobalt.example', role: 'rep' },
      { id: 'amir', name: 'Amir Haddad', email: 'amir@cobalt.example', role: 'agent' },
      { id: 'mona', name: 'Mona Castellanos', email: 'mona@cobalt.example', role: 'manager' },
      { id: 'vera', name: 'Vera Nowak', email: 'vera@cobalt.example', role: 'viewer' },
    ],
    sources: (['salesforce', 'hubspot', 'zendesk', 'stripe'] as const).map((source) => ({
      source,
      baseUrl: `${url}/${source}`,
      instance: instances[source],
      secret: sandboxSecrets[source],
    })),
  };
}
