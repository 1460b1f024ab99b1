import { notConnected, SourceError } from '../connectors/http.ts';
import type { PulledSource } from '../domain/model.ts';
import type { ConnectorConfig, ConnectorDeps, Credentials } from '../domain/ports.ts';
import { type KeyRing, keyRing, keysOf } from '../secrets/keyRing.ts';
import { leaseMs, processHolder, releaseLease, takeLease } from '../store/lease.ts';
import type { Store } from '../store/openStore.ts';
import { listSecrets, readSecret, replaceSecret } from '../store/sourceSecrets.ts';
import { type OAuthConfig, refreshTokens, Tokens } from './tokens.ts';

/** A token is renewed so long before its end, so that no request arrives after it. */
const marginMs = 60_000;
const lookAgainMs = 250;

/** Under which only one process refreshes the tokens of a source. */
export const refreshLease = (source: PulledSource) => `oauth ${source}`;

/**
 * The secrets of a tenant's sources: of the configuration, or stored. Tokens that are spent are refreshed once, however many requests
 * wait in however many processes, and stored before they are used.
 */
export function sourceCredentials(store: Store, tenantId: string, ring: KeyRing = keyRing(store)): Credentials {
  const held = new Map<PulledSource, string | Tokens>();
  const renewals = new Map<PulledSource, Promise<Tokens>>();

  const load = async (config: ConnectorConfig): Promise<string | Tokens> => {
    const { source } = config;
    if (config.secret !== undefined) {
      const stored = (await listSecrets(store, tenantId)).some((s) => s.source === source);
      if (!stored) return config.secret;
      const message = `${source} has a secret in the configuration and a stored one. Remove the first, or run "alongside disconnect ${source}".`;
      throw new SourceError(source, 'unauthorized', message);
    }
    if (config.oauth) return (await readTokens(store, tenantId, source, ring)).tokens;
    const stored = await readSecret(store, tenantId, source, () => keysOf(ring));
    if (stored?.field !== 'secret') throw notConnected(source);
    return stored.clear;
  };

  const isSpent = ({ accessToken, expiresAt }: Tokens, refused: string | undefined, now: number) =>
    accessToken === refused || (expiresAt !== null && expiresAt - now < marginMs);

  const renew = async (config: OAuthConfig, refused: string | undefined, deps: ConnectorDeps): Promise<Tokens> => {
    const { source } = config;
    const name = refreshLease(source);
    const holder = processHolder();
    for (let waitedMs = 0; await takeLease(store, tenantId, name, holder, deps.now()); waitedMs += lookAgainMs) {
      const { tokens } = await readTokens(store, tenantId, source, ring);
      if (!isSpent(tokens, refused, deps.now())) return tokens;
      if (waitedMs > leaseMs)
        throw new SourceError(
          source,
          'unavailable',
          `Another process has been renewing the sign-in of ${source} for long.`,
        );
      await deps.sleep(lookAgainMs, deps.signal);
    }
    try {
      const { tokens, nonce } = await readTokens(store, tenantId, source, ring);
      if (!isSpent(tokens, refused, deps.now())) return tokens;
      const [key] = keysOf(ring);
      const next = await refreshTokens(config, tokens, deps);
      const place = { tenantId, source, field: 'oauth' as const };
      const stored = await replaceSecret(store, place, nonce, key, JSON.stringify(next), deps.now());
      // Somebody has signed in anew or out meanwhile, and that counts.
      return stored ? next : (await readTokens(store, tenantId, source, ring)).tokens;
    } finally {
      await releaseLease(store, tenantId, name, holder).catch(() => undefined);
    }
  };

  return {
    async secretOf(config, deps, refused) {
      const { source, oauth } = config;
      const known = held.get(source) ?? (await load(config));
      held.set(source, known);
      if (typeof known === 'string') return known;
      if (!oauth) throw notConnected(source);
      if (!isSpent(known, refused, deps.now())) return known.accessToken;
      const renewal =
        renewals.get(source) ?? renew({ ...config, oauth }, refused, deps).finally(() => renewals.delete(source));
      renewals.set(source, renewal);
      const tokens = await renewal;
      held.set(source, tokens);
      return tokens.accessToken;
    },
  };
}

/** The stored tokens of a source, and their version. Throws SourceError when nobody has signed in, SecretError when they do not open. */
export async function readTokens(
  store: Store,
  tenantId: string,
  source: PulledSource,
  ring: KeyRing,
): Promise<{ tokens: Tokens; nonce: string }> {
  const stored = await readSecret(store, tenantId, source, () => keysOf(ring));
  if (stored?.field !== 'oauth') throw notConnected(source);
  return { tokens: Tokens.parse(JSON.parse(stored.clear)), nonce: stored.nonce };
}
