import type { Kysely } from 'kysely';
import type { PulledSource } from '../domain/model.ts';
import { type Key, open, type Place, type Sealed, SecretError, seal } from '../secrets/secretBox.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

export type SecretField = 'secret' | 'oauth';
/** A stored secret, opened. `nonce` names this very version of it. */
export type StoredSecret = { field: SecretField; clear: string; nonce: string };

/** Which sources have a stored secret, and since when (epoch milliseconds). Needs no key. */
export async function listSecrets(
  store: Store,
  tenantId: string,
): Promise<{ source: PulledSource; field: SecretField; connectedAt: number }[]> {
  const rows = await store.read
    .selectFrom('source_secret')
    .select(['source', 'field', 'connected_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return rows.map((r) => ({ source: r.source as PulledSource, field: r.field, connectedAt: r.connected_at }));
}

/** The stored secret of a source; null when there is none. Throws SecretError. */
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
    .executeTakeFirst();
  if (!row) return null;
  const { field, nonce } = row;
  return { field, nonce, clear: open(keys(), { tenantId, source, field }, sealedIn(row)) };
}

/** Stores the secret of a source in place of whatever it had, in one transaction. */
export async function saveSecret(
  store: Store,
  place: SecretPlace,
  key: Key,
  clear: string,
  now: number,
): Promise<void> {
  const { tenantId, source, field } = place;
  const sealed = columns(seal(key, place, clear));
  await store.transaction(async (trx) => {
    await trx.deleteFrom('source_secret').where('tenant_id', '=', tenantId).where('source', '=', source).execute();
    await trx
      .insertInto('source_secret')
      .values({ tenant_id: tenantId, source, field, ...sealed, connected_at: now, updated_at: now })
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

/** Forgets the secret of a source. False when there was none. */
export async function removeSecret(store: Store, tenantId: string, source: PulledSource): Promise<boolean> {
  const removed = await store.db
    .deleteFrom('source_secret')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', source)
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

function sealedIn(row: { key_id: string; nonce: string; ciphertext: string }): Sealed {
  return { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext };
}

function columns({ keyId, nonce, ciphertext }: Sealed) {
  return { key_id: keyId, nonce, ciphertext };
}
