import { type ApiClient, createApiClient, pairWith } from '../api/apiClient.ts';
import type { Database, KeyValues } from '../cache/database.ts';
import type { Session } from '../contract/api.ts';
import type { Result } from '../contract/errors.ts';
import { type Pairing, scopeOf } from './scope.ts';

/** The bare address of a backend, `https://host[:port]`, or `http:` for this machine. Null when it is not one. */
export function backendOrigin(text: string): string | null {
  const written = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  if (url.username || url.password || (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))) return null;
  return url.origin;
}

/** A pairing and a client for it. `pairing.revoked` turns true under the holder when the backend rejects the token. */
export type Paired = { pairing: Pairing; api: ApiClient };

/**
 * The pairing of this browser and a client for it. The token stays in the background's database: content scripts and pages never see it.
 * A token that the backend has rejected once is never sent again, and that fact is stored, so that what was cached under it stays hidden
 * also after the worker was stopped. `revoked` is called once when it happens.
 */
export function createPairings(db: Database, fetcher: typeof fetch, revoked: () => void = () => undefined) {
  // A copy of what the database holds, because every navigation asks. A promise, so that those who ask meanwhile share one object.
  let copy: Promise<Paired | null> | null = null;

  const reject = async (pairing: Pairing): Promise<void> => {
    if (pairing.revoked) return;
    pairing.revoked = true;
    await db
      .transaction('rw', db.values, async () => {
        const stored = (await db.values.get('pairing'))?.value as KeyValues['pairing'] | undefined;
        // The person may have paired again while the old token was being rejected.
        if (stored?.token === pairing.token) await db.values.put({ key: 'pairing', value: pairing });
      })
      // Not stored: then the next worker asks with the token once more, and is told again.
      .catch((error: unknown) => console.warn('[alongside] the rejected token could not be marked', error));
    revoked();
  };
  const read = async (): Promise<Paired | null> => {
    const pairing = (await db.values.get('pairing'))?.value as KeyValues['pairing'] | undefined;
    if (!pairing) return null;
    const gate = { isClosed: () => pairing.revoked === true, close: () => reject(pairing) };
    return { pairing, api: createApiClient(pairing.backend, pairing.token, fetcher, gate) };
  };

  const pairings = {
    /** Null when this browser is not paired, or when its database cannot be read just now. */
    async current(): Promise<Paired | null> {
      copy ??= read();
      const own = copy;
      try {
        return await own;
      } catch {
        // Not remembered: the next question may find the database well again.
        if (copy === own) copy = null;
        return null;
      }
    },
    /** Pairs with a backend. Whatever another person left behind is forgotten first; the same person's queued writes are kept. */
    async pair(backend: string, code: string, device: string): Promise<Result<Session>> {
      const paired = await pairWith(backend, code, device, fetcher);
      if (!paired.ok) return paired;
      const { token, session } = paired.value;
      const next: Pairing = { backend, token, session };
      await db.transaction('rw', db.tables, async () => {
        const before = (await db.values.get('pairing'))?.value as KeyValues['pairing'] | undefined;
        if (before && scopeOf(before) !== scopeOf(next)) await db.purge();
        await db.values.put({ key: 'pairing', value: next });
      });
      copy = null;
      return { ok: true, value: session };
    },
    /** Forgets everything, and revokes the token when the backend can be reached. The person's wish does not wait for the network. */
    async signOut(): Promise<void> {
      const current = await pairings.current();
      const told = current?.api.signOut();
      await db.purge();
      copy = null;
      await told;
    },
  };
  return pairings;
}

export type Pairings = ReturnType<typeof createPairings>;
