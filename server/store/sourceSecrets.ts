import type { Kysely } from 'kysely';
import type { PulledSource } from '../domain/model.ts';
import { type Key, open, type Place, type Sealed, SecretError, seal } from '../secrets/secretBox.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** What a source is asked with. */
type CredentialField = 'secret' | 'oauth';
export type SecretField = Schema['source_secret']['field'];
const credentialFields: readonly CredentialField[] = ['secret', 'oauth'];
/** A stored secret, opened. `nonce` names this very version of it. */
export type StoredSecret = { field: CredentialField; clear: string; nonce: string };

/** That a secret is stored: since when and, where another one has replaced it, until when (epoch milliseconds). */
export type SecretNote = { source: PulledSource; field: SecretField; connectedAt: number; validUntil: number | null };

/** Which secrets of a tenant are stored, whatever they are for. Needs no key. */
export async function listStored(store: Store, tenantId: string): Promise<SecretNote[]> {
  const rows = await store.read
    .selectFrom('source_secret')
    .select(['source', 'field', 'connected_at', 'valid_until'])
    .where('tenant_id', '=', tenantId)
    .orderBy('source')
    .orderBy('field')
    .execute();
  return rows.map((r) => ({
    source: r.source as PulledSource,
    field: r.field,
    connectedAt: r.connected_at,
    validUntil: r.valid_until,
  }));
}

/** Which sources have a stored secret or sign-in to be asked with. Needs no key. */
export async function listSecrets(store: Store, tenantId: string): Promise<SecretNote[]> {
  return (await listStored(store, tenantId)).filter(isCredential);
}

/** Whether it is what a source is asked with, and not what it signs with. */
function isCredential({ field }: { field: SecretField }): boolean {
  return (credentialFields as readonly SecretField[]).includes(field);
}

/** What a source is asked with, as it is stored; null when there is none. Throws SecretError. */
export async function readSecret(
  store: Store,
  tenantId: string,
  source: PulledSource,
  keys: () => readonly Key[],
): Promise<StoredSecret | null> {
  const row = await store.db
    .selectFrom('source_secret')
    .select(['field', 'key_id', 'nonce', 'ciphertext'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('field', 'in', credentialFields)
    .executeTakeFirst();
  if (!row) return null;
  const { nonce } = row;
  const field = row.field as CredentialField;
  return { field, nonce, clear: open(keys(), { tenantId, source, field }, sealedIn(row)) };
}

/** Stores what a source is asked with in place of whatever it had, in one transaction. */
export async function saveSecret(
  store: Store,
  place: SecretPlace & { field: CredentialField },
  key: Key,
  clear: string,
  now: number,
): Promise<void> {
  const { tenantId, source, field } = place;
  const sealed = columns(seal(key, place, clear));
  await store.transaction(async (trx) => {
    await trx
      .deleteFrom('source_secret')
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('field', 'in', credentialFields)
      .execute();
    await trx
      .insertInto('source_secret')
      .values({ tenant_id: tenantId, source, field, ...sealed, connected_at: now, updated_at: now, valid_until: null })
      .execute();
  });
}

export type SecretPlace = Place & { source: PulledSource; field: SecretField };

/** Stores a secret in place of one version of it. False, and nothing is changed, when that version is no longer there. */
export async function replaceSecret(
  store: Store,
  place: SecretPlace,
  nonce: string,
  key: Key,
  clear: string,
  now: number,
): Promise<boolean> {
  return replaceVersion(store.db, place, nonce, { ...columns(seal(key, place, clear)), updated_at: now });
}

/** Forgets what a source is asked with. False when there was nothing. */
export async function removeSecret(store: Store, tenantId: string, source: PulledSource): Promise<boolean> {
  const removed = await store.db
    .deleteFrom('source_secret')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('field', 'in', credentialFields)
    .returning('source')
    .execute();
  return removed.length > 0;
}

/**
 * Encrypts the secrets of a tenant that older keys hold with the first key, in one transaction. Returns how many. Throws SecretError,
 * and changes nothing, when one does not open.
 */
export async function rekeySecrets(store: Store, tenantId: string, keys: readonly Key[], now: number): Promise<number> {
  const [first] = keys;
  if (!first) throw new SecretError('There is no key yet. It is made by "alongside connect".');
  const moved = await store.transaction(async (trx) => {
    const rows = await trx
      .selectFrom('source_secret')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('key_id', '!=', first.id)
      .execute();
    let missed = 0;
    for (const row of rows) {
      const place = { tenantId, source: row.source as PulledSource, field: row.field };
      const sealed = seal(first, place, open(keys, place, sealedIn(row)));
      if (!(await replaceVersion(trx, place, row.nonce, { ...columns(sealed), updated_at: now }))) missed++;
    }
    return { rows: rows.length, missed };
  });
  // A token that was refreshed meanwhile is another version by now.
  return moved.missed > 0 ? moved.rows - moved.missed + (await rekeySecrets(store, tenantId, keys, now)) : moved.rows;
}

async function replaceVersion(
  db: Kysely<Schema>,
  { tenantId, source, field }: SecretPlace,
  nonce: string,
  values: Partial<Schema['source_secret']>,
): Promise<boolean> {
  const replaced = await db
    .updateTable('source_secret')
    .set(values)
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
    .where('field', '=', field)
    .where('nonce', '=', nonce)
    .returning('nonce')
    .executeTakeFirst();
  return replaced !== undefined;
}

/** What a row holds, to be opened at its place. */
export function sealedIn(row: { key_id: string; nonce: string; ciphertext: string }): Sealed {
  return { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext };
}

/** What was sealed, as columns of a row. */
export function columns({ keyId, nonce, ciphertext }: Sealed) {
  return { key_id: keyId, nonce, ciphertext };
}
