import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A key of 256 bits, and the name under which rows refer to it: it tells nothing about the key. */
export type Key = { id: string; bytes: Buffer };

/** Where a secret belongs. It is bound to this place: moved to another one, it does not open. */
export type Place = { tenantId: string; source: string; field: string };

/** A secret as it may be stored. `nonce` and `ciphertext` (with its tag of 128 bits) are base64. */
export type Sealed = { keyId: string; nonce: string; ciphertext: string };

/** A stored secret that cannot be opened, or a key that cannot be used, in words that say what to do. */
export class SecretError extends Error {
  override name = 'SecretError';
}

const algorithm = 'aes-256-gcm';
export const keyBytes = 32;
/** NIST SP 800-38D: 96 bits, chosen at random, are safe for 2^32 messages under one key. */
const nonceBytes = 12;
const tagBytes = 16;

/** Names a key by a digest of it. */
export function keyOf(bytes: Buffer): Key {
  const id = createHash('sha256').update('alongside key id').update(bytes).digest('hex').slice(0, 16);
  return { id, bytes };
}

/** Encrypts a secret for one place with AES-256-GCM. */
export function seal(key: Key, place: Place, clear: string): Sealed {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(place));
  const parts = [cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return { keyId: key.id, nonce: nonce.toString('base64'), ciphertext: Buffer.concat(parts).toString('base64') };
}

/** Opens what `seal` made for this place. Throws SecretError when no key fits, or when anything about it was changed. */
export function open(keys: readonly Key[], place: Place, sealed: Sealed): string {
  const key = keys.find((k) => k.id === sealed.keyId);
  if (!key) {
    throw new SecretError(
      `${named(place)} was encrypted with another key (${sealed.keyId}). Put that key back (docs/security.md), or enter ${again(place)}.`,
    );
  }
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  try {
    const decipher = createDecipheriv(algorithm, key.bytes, Buffer.from(sealed.nonce, 'base64'), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    throw new SecretError(`${named(place)} was changed or belongs elsewhere. Enter ${again(place)}.`);
  }
}

/** What lies at a place, and how a person enters it again. */
const isWebhook = ({ field }: Place) => field.startsWith('webhook');
const named = (place: Place) => `The stored ${isWebhook(place) ? 'webhook secret' : 'secret'} of ${place.source}`;
function again(place: Place): string {
  const { source } = place;
  if (!isWebhook(place)) return `it again with "alongside connect ${source}"`;
  return `it again: "alongside disconnect ${source} --webhook-secret all", then "alongside connect ${source} --webhook-secret"`;
}

/** JSON, so that no two places share their bytes. */
function boundTo({ tenantId, source, field }: Place): Buffer {
  return Buffer.from(JSON.stringify([tenantId, source, field]));
}
