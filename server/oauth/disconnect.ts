import { SourceError } from '../connectors/http.ts';
import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import { keyRing, keysOf } from '../secrets/keyRing.ts';
import { SecretError } from '../secrets/secretBox.ts';
import type { Store } from '../store/openStore.ts';
import { removeSecret } from '../store/sourceSecrets.ts';
import { removeWebhookSecrets } from '../store/webhookSecrets.ts';
import { readTokens } from './credentials.ts';
import { revokeTokens } from './tokens.ts';

/**
 * Forgets the stored secrets of a source, those of its webhooks too. A sign-in is revoked at the vendor first; where that fails, `why` says so, and it is forgotten
 * here all the same: a person who disconnects wants it gone.
 */
export async function disconnectSource(
  store: Store,
  tenantId: string,
  config: ConnectorConfig,
  deps: ConnectorDeps,
): Promise<{ removed: boolean; webhookSecrets: number; revoked: boolean; why: string | null }> {
  const { source, oauth } = config;
  let why: string | null = null;
  let revoked = false;
  if (oauth) {
    try {
      const { tokens } = await readTokens(store, tenantId, source, keyRing(store));
      await revokeTokens({ ...config, oauth }, tokens, deps);
      revoked = true;
    } catch (error) {
      if (!(error instanceof SourceError || error instanceof SecretError)) throw error;
      why = error.message;
    }
  }
  const place = { tenantId, source };
  const webhookSecrets = await removeWebhookSecrets(store, place, 'all', () => keysOf(keyRing(store)), deps.now());
  return { removed: await removeSecret(store, tenantId, source), webhookSecrets, revoked, why };
}
