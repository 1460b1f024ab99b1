import { type ApiClient, createApiClient, pairWith } from '../api/apiClient.ts';
import type { Database, KeyValues } from '../cache/database.ts';
import { readValue, writeValue } from '../cache/keyValues.ts';
import type { Session } from '../contract/api.ts';
import type { Result } from '../contract/errors.ts';

export type Pairing = KeyValues['pairing'];

/** Everything a cached row or a queued write belongs to: one person of one tenant at one backend. */
export function scopeOf({ backend, session }: Pairing): string {
  return `${backend} ${session.tenant.id} ${session.user.id}`;
}

/** The bare address of a backend, `https://host[:port]`, or `http:` for this machine. Null when it is not one. */
export function backendOrigin(text: string): string | null {
  const written = text.trim();
  const withScheme = /^[a-z]+:\/\//i.test(written) ? written : `https://${written}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  if (url.username || url.password || (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))) return null;
  return url.origin;
}

/** The pairing of this browser and a client for it. The token stays in the background's database: content scripts and pages never see it. */
export function createPairings(db: Database, fetcher: typeof fetch) {
  // A copy of what the database holds, because every navigation asks; undefined: not read yet.
  let copy: { pairing: Pairing; api: ApiClient } | null | undefined;
  return {
    async current(): Promise<{ pairing: Pairing; api: ApiClient } | null> {
      if (copy !== undefined) return copy;
      const pairing = await readValue(db, 'pairing');
      copy = pairing && { pairing, api: createApiClient(pairing.backend, pairing.token, fetcher) };
      return copy;
    },
    /** Pairs with a backend. Whatever another person left behind is forgotten first. */
    async pair(backend: string, code: string, device: string): Promise<Result<Session>> {
      const paired = await pairWith(backend, code, device, fetcher);
      if (!paired.ok) return paired;
      const { token, session } = paired.value;
      const next: Pairing = { backend, token, session };
      const before = await readValue(db, 'pairing');
      if (before && scopeOf(before) !== scopeOf(next)) await db.purge();
      await writeValue(db, 'pairing', next);
      copy = undefined;
      return { ok: true, value: session };
    },
    /** Revokes the token when the backend can be reached, and forgets everything in any case. */
    async signOut(): Promise<void> {
      const current = await this.current();
      await current?.api.signOut();
      await db.purge();
      copy = undefined;
    },
  };
}

export type Pairings = ReturnType<typeof createPairings>;
