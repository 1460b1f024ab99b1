import { hash, randomBytes, randomInt } from 'node:crypto';
import {
  exchangePairingCode,
  readTokenUser,
  revokeToken,
  type StoredUser,
  savePairingCode,
} from '../store/credentials.ts';
import type { Store } from '../store/openStore.ts';

/** Letters and digits that are not mistaken for one another when read aloud or typed. */
const codeAlphabet = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
/** 10 characters of 30 are 49 bits. */
const codeLength = 10;
const codeTtlMs = 10 * 60_000;
/** How long a verified token is trusted without asking the database again; a revocation in another process takes this long at most. */
const verifiedTtlMs = 5_000;
const maxVerified = 10_000;

/** SHA-256, base64url: tokens and codes carry enough entropy that no slow hash is needed, and only hashes are stored. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Creates a one-time pairing code for a user, `XXXXX-XXXXX`, valid for ten minutes. Only its hash is kept. */
export async function createPairingCode(
  store: Store,
  tenantId: string,
  userId: string,
  now: number,
): Promise<{ code: string; expiresAt: number }> {
  const letters = Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');
  const expiresAt = now + codeTtlMs;
  await savePairingCode(store, tenantId, { hash: hashSecret(letters), userId, expiresAt });
  return { code: `${letters.slice(0, 5)}-${letters.slice(5)}`, expiresAt };
}

/** Exchanges a pairing code for a device token. Null when the code is unknown, used or expired. */
export async function pair(
  store: Store,
  tenantId: string,
  request: { code: string; device: string },
  now: number,
): Promise<{ token: string; user: StoredUser } | null> {
  const letters = request.code.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const token = `als_${randomBytes(32).toString('base64url')}`;
  const user = await exchangePairingCode(store, tenantId, {
    codeHash: hashSecret(letters),
    tokenHash: hashSecret(token),
    device: request.device,
    now,
  });
  return user ? { token, user } : null;
}

/** A bearer token and whose it is. */
export type SignedIn = { readonly token: string; readonly user: StoredUser };

/** Who a bearer token belongs to. Verified tokens are remembered for a few seconds, by the header that carries them. */
export class TokenVerifier {
  readonly #store: Store;
  readonly #tenantId: string;
  readonly #now: () => number;
  readonly #verified = new Map<string, SignedIn & { until: number }>();

  constructor(store: Store, tenantId: string, now: () => number) {
    this.#store = store;
    this.#tenantId = tenantId;
    this.#now = now;
  }

  /** Whose the header is, `Bearer <token>`, without touching the database; undefined when its token must be verified. */
  peek(authorization: string | undefined): SignedIn | undefined {
    const known = authorization === undefined ? undefined : this.#verified.get(authorization);
    return known && known.until > this.#now() ? known : undefined;
  }

  /** Whose the token is, or null when it is unknown or revoked. */
  async verify(token: string): Promise<SignedIn | null> {
    const header = `Bearer ${token}`;
    const known = this.peek(header);
    if (known) return known;
    this.#verified.delete(header);
    const user = await readTokenUser(this.#store, this.#tenantId, hashSecret(token));
    if (!user) return null;
    if (this.#verified.size >= maxVerified) this.#verified.clear();
    const found = { token, user, until: this.#now() + verifiedTtlMs };
    this.#verified.set(header, found);
    return found;
  }

  async revoke(token: string): Promise<void> {
    this.#verified.delete(`Bearer ${token}`);
    await revokeToken(this.#store, this.#tenantId, hashSecret(token), this.#now());
  }
}
