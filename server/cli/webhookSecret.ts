import type { Config } from '../config.ts';
import { ConfigError } from '../config.ts';
import { connectors } from '../connectors/registry.ts';
import type { PulledSource } from '../domain/model.ts';
import { keyRing, keysOf } from '../secrets/keyRing.ts';
import type { Store } from '../store/openStore.ts';
import { listStored } from '../store/sourceSecrets.ts';
import { removeWebhookSecrets, saveWebhookSecret } from '../store/webhookSecrets.ts';
import { findKey, findSource, madeKey } from './connect.ts';
import { readHidden } from './readHidden.ts';

const hourMs = 3_600_000;

/**
 * Stores what a source signs its webhooks with, from standard input. The one before it stays valid for `oldFor` hours, or until it is
 * removed. Returns what a person wants to know; throws what they can correct.
 */
export async function storeWebhookSecret(
  store: Store,
  config: Config,
  name: string,
  oldFor: number | null,
  now: number,
) {
  const { source, webhookSecrets } = findSource(config, name);
  if (!connectors[source].webhooks)
    throw new ConfigError(`${source} sends no webhooks over HTTP. Its changes come with the next pull.`);
  if (source === 'hubspot' && !config.publicUrl)
    throw new ConfigError('HubSpot signs the address it calls. Set publicUrl to where this server is reached.');
  const ring = keyRing(store);
  const place = { tenantId: config.tenant.id, source };
  const found = await findKey(store, place.tenantId, ring);
  const secret = await readHidden(`Webhook secret of ${source} (it is not shown)`);
  const wrong = whyNot(source, secret);
  if (wrong) throw new ConfigError(`${wrong} Nothing was stored.`);
  const [key, ...older] = found ? keysOf(ring) : [ring.add()];
  const beforeUntil = oldFor === null ? null : now + oldFor * hourMs;
  const changed = await saveWebhookSecret(store, place, [key, ...older], secret, { now, beforeUntil });
  const noted = await webhookNotes(store, place.tenantId, source);
  const isUsed = webhookSecrets === undefined;
  const keyFile = found ? null : ring.where;
  const before = noted.before
    ? ` The one before it is accepted ${noted.before.until ? `until ${noted.before.until}` : `until "alongside disconnect ${source} --webhook-secret old"`}.`
    : '';
  const used = isUsed
    ? ' A running server takes it from its next webhook on.'
    : ' It is not used yet: the configuration has webhookSecrets for this source, and those count. Remove them there, and restart the server.';
  const done = changed
    ? `The webhook secret of ${source} is stored.`
    : `That webhook secret of ${source} is stored already.`;
  return { source, changed, isUsed, ...noted, keyFile, text: `${done}${before}${madeKey(keyFile)}${used}` };
}

/** Forgets webhook secrets of a source. */
export async function forgetWebhookSecret(
  store: Store,
  config: Config,
  name: string,
  which: 'old' | 'new' | 'all',
  now: number,
) {
  const { source } = findSource(config, name);
  const place = { tenantId: config.tenant.id, source };
  const removed = await removeWebhookSecrets(store, place, which, () => keysOf(keyRing(store)), now);
  const noted = await webhookNotes(store, place.tenantId, source);
  const left = noted.storedAt === null ? 'None is stored now.' : `The one stored at ${noted.storedAt} is accepted.`;
  const done =
    removed === 0
      ? `${source} has no ${which === 'old' ? 'older ' : ''}webhook secret stored.`
      : `Removed ${removed === 1 ? 'a webhook secret' : `${removed} webhook secrets`} of ${source}.`;
  return { source, removed, ...noted, text: `${done} ${left}` };
}

async function webhookNotes(store: Store, tenantId: string, source: PulledSource) {
  const rows = (await listStored(store, tenantId)).filter((row) => row.source === source);
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const current = rows.find((row) => row.field === 'webhook');
  const before = rows.find((row) => row.field === 'webhookBefore');
  return {
    storedAt: at(current?.connectedAt ?? null),
    before: before ? { storedAt: at(before.connectedAt), until: at(before.validUntil) } : null,
  };
}

function whyNot(source: string, secret: string): string | null {
  if (secret === '') return 'Standard input brought no secret.';
  if (!/^[\x21-\x7e]{8,1000}$/.test(secret))
    return 'That is no secret: it has to be one word of 8 to 1000 ASCII characters.';
  // Not one of its keys, which begin otherwise.
  if (source === 'stripe' && !secret.startsWith('whsec_'))
    return 'That is not the signing secret of a webhook endpoint of Stripe, which begins with whsec_.';
  return null;
}
