import type { ConnectorConfig } from '../domain/ports.ts';
import { keyRing, keysOf } from '../secrets/keyRing.ts';
import { open } from '../secrets/secretBox.ts';
import type { Store } from '../store/openStore.ts';
import { readWebhookSecrets } from '../store/webhookSecrets.ts';

/** What a source signs its webhooks with at an instant (epoch milliseconds), the newest first; empty: no webhook is taken. */
export type WebhookSecrets = (config: ConnectorConfig, nowMs: number) => Promise<readonly string[]>;

/**
 * The webhook secrets of a tenant's sources: those of the configuration, else the stored ones. What is stored, changed or removed by
 * another process counts from the next delivery on: the rows are read each time, and opened again only when they differ. Throws
 * SecretError when one does not open.
 */
export function webhookSecrets(store: Store, tenantId: string): WebhookSecrets {
  const ring = keyRing(store);
  const opened = new Map<string, { sealed: string; secrets: readonly string[] }>();
  return async ({ source, webhookSecrets: configured }, nowMs) => {
    if (configured) return configured;
    const rows = await readWebhookSecrets(store, { tenantId, source }, nowMs);
    const sealed = JSON.stringify(rows);
    const known = opened.get(source);
    if (known?.sealed === sealed) return known.secrets;
    const secrets = rows.map((row) => open(keysOf(ring), { tenantId, source, field: row.field }, row.sealed));
    opened.set(source, { sealed, secrets });
    return secrets;
  };
}
