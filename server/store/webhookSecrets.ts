import type { Transaction } from 'kysely';
import type { PulledSource } from '../domain/model.ts';
import { type Key, open, type Sealed, SecretError, seal } from '../secrets/secretBox.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';
import { columns, sealedIn } from './sourceSecrets.ts';

/** The one in use, and the one that it has replaced. Never more. */
const fields = ['webhook', 'webhookBefore'] as const;
export type WebhookField = (typeof fields)[number];
type Place = { tenantId: string; source: PulledSource };

/** The sealed webhook secrets of a source that are accepted at an instant, the newest first. What has ended is removed. */
export async function readWebhookSecrets(
  store: Store,
  { tenantId, source }: Place,
  now: number,
): Promise<{ field: WebhookField; sealed: Sealed }[]> {
  const rows = await rowsOf(store.read, { tenantId, source });
  if (rows.some((row) => hasEnded(row, now))) await removeEnded(store.db, { tenantId, source }, now);
  return rows
    .filter((row) => !hasEnded(row, now))
    .map((row) => ({ field: row.field as WebhookField, sealed: sealedIn(row) }));
}

/**
 * Stores what a source signs its webhooks with. The one that was stored before is accepted until `beforeUntil` (epoch milliseconds), or
 * until it is removed (null). False, and nothing is changed, when this very secret is in use already. Throws SecretError: when two are
 * accepted already, and when the stored one does not open.
 */
export async function saveWebhookSecret(
  store: Store,
  { tenantId, source }: Place,
  keys: readonly [Key, ...Key[]],
  clear: string,
  { now, beforeUntil }: { now: number; beforeUntil: number | null },
): Promise<boolean> {
  const at = (field: WebhookField) => ({ tenantId, source, field });
  return store.transaction(async (trx) => {
    await removeEnded(trx, { tenantId, source }, now);
    const rows = await rowsOf(trx, { tenantId, source });
    const current = rows.find((row) => row.field === 'webhook');
    const held = current && open(keys, at('webhook'), sealedIn(current));
    if (held === clear) return false;
    if (rows.length === fields.length)
      throw new SecretError(
        `${source} has two webhook secrets already. Remove one: "alongside disconnect ${source} --webhook-secret old", or new. Nothing was stored.`,
      );
    await remove(trx, { tenantId, source }, ['webhook']);
    const row = (field: WebhookField, text: string, connectedAt: number, validUntil: number | null) => ({
      ...at(field),
      ...columns(seal(keys[0], at(field), text)),
      connected_at: connectedAt,
      updated_at: now,
      valid_until: validUntil,
    });
    const next = [row('webhook', clear, now, null)];
    if (current && held !== undefined && (beforeUntil === null || beforeUntil > now))
      next.push(row('webhookBefore', held, current.connected_at, beforeUntil));
    // Another process that stores one at this moment was first, or waits for this one.
    const stored = await trx
      .insertInto('source_secret')
      .values(next.map(({ tenantId: tenant_id, ...rest }) => ({ tenant_id, ...rest })))
      .onConflict((oc) => oc.columns(['tenant_id', 'source', 'field']).doNothing())
      .returning('field')
      .execute();
    if (stored.length < next.length)
      throw new SecretError(`Another process has just stored a webhook secret of ${source}. Nothing was stored here.`);
    return true;
  });
}

/**
 * Forgets webhook secrets of a source: all, the `old` one that was replaced, or the `new` one, where the one before it is in use again
 * and has no end. Returns how many. Throws SecretError when that one does not open.
 */
export async function removeWebhookSecrets(
  store: Store,
  { tenantId, source }: Place,
  which: 'old' | 'new' | 'all',
  keys: () => readonly [Key, ...Key[]],
  now: number,
): Promise<number> {
  const place = { tenantId, source };
  return store.transaction(async (trx) => {
    await removeEnded(trx, place, now);
    if (which === 'all') return remove(trx, place, fields);
    if (which === 'old') return remove(trx, place, ['webhookBefore']);
    const before = (await rowsOf(trx, place)).find((row) => row.field === 'webhookBefore');
    const removed = await remove(trx, place, ['webhook']);
    if (!before) return removed;
    const all = keys();
    const clear = open(all, { ...place, field: 'webhookBefore' }, sealedIn(before));
    await trx
      .updateTable('source_secret')
      .set({
        field: 'webhook',
        ...columns(seal(all[0], { ...place, field: 'webhook' }, clear)),
        updated_at: now,
        valid_until: null,
      })
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('field', '=', 'webhookBefore')
      .execute();
    return removed;
  });
}

type Reader = Store['read'] | Transaction<Schema>;

function rowsOf(db: Reader, { tenantId, source }: Place) {
  return db
    .selectFrom('source_secret')
    .select(['field', 'key_id', 'nonce', 'ciphertext', 'connected_at', 'valid_until'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('field', 'in', fields)
    .orderBy('field')
    .execute();
}

async function remove(db: Reader, { tenantId, source }: Place, which: readonly WebhookField[]): Promise<number> {
  const removed = await db
    .deleteFrom('source_secret')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('field', 'in', which)
    .returning('field')
    .execute();
  return removed.length;
}

async function removeEnded(db: Reader, { tenantId, source }: Place, now: number): Promise<void> {
  await db
    .deleteFrom('source_secret')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('field', 'in', fields)
    .where('valid_until', '<=', now)
    .execute();
}

function hasEnded(row: { valid_until: number | null }, now: number): boolean {
  return row.valid_until !== null && row.valid_until <= now;
}
