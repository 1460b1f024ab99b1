import { createHash, timingSafeEqual } from 'node:crypto';
import type { WriteKey } from '../config.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Finds whose a write key is. All keys are compared, by digest and in constant time, so that neither the length nor the beginning of
 * one shows in how long it takes.
 */
export function createWriteKeys(keys: readonly WriteKey[]): (given: string) => WriteKey | null {
  const known = keys.map((key) => ({ key, digest: digest(key.secret) }));
  return (given) => {
    const sent = digest(given);
    let found: WriteKey | null = null;
    for (const one of known) if (timingSafeEqual(one.digest, sent)) found = one.key;
    return found;
  };
}

/** The user name of HTTP Basic, which is the write key; some libraries leave out the colon of the empty password. Null without the header. */
export function basicUser(authorization: string | undefined): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/_-]{1,1000}={0,2})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  return Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? null;
}
