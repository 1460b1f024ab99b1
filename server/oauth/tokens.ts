import * as oauth from 'oauth4webapi';
import * as z from 'zod/mini';
import { causeOf, isLoopback, readBody, SourceError } from '../connectors/http.ts';
import type { ConnectorConfig, ConnectorDeps, OAuthApp } from '../domain/ports.ts';
import { oauthVendors } from './vendors.ts';

/** What a sign-in left. `expiresAt`: epoch milliseconds; null where the vendor does not tell. */
export const Tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresAt: z.nullable(z.number()),
});
export type Tokens = z.infer<typeof Tokens>;

/** A source that people sign in to. */
export type OAuthConfig = ConnectorConfig & { oauth: OAuthApp };

const timeoutMs = 30_000;
const maxBodyBytes = 64 * 1024;
/** An answer that refuses has changed nothing, so it may be asked again. One that got lost may have. */
const maxAttempts = 3;
const pauseMs = 2_000;

/** Addresses and credentials of the registered app, for oauth4webapi. */
export function partiesOf(config: OAuthConfig) {
  const vendor = oauthVendors[config.source];
  if (!vendor) throw new RangeError(`Nobody signs in to ${config.source}.`);
  const { clientId, clientSecret, scopes } = config.oauth;
  return {
    vendor,
    scope: (scopes ?? vendor.scopes).join(' '),
    // Who lists the scopes means exactly these.
    optionalScope: scopes ? '' : (vendor.optionalScopes ?? []).join(' '),
    server: vendor.server(config),
    client: { client_id: clientId },
    // In the body: both vendors take it there, and HubSpot nowhere else.
    auth: clientSecret === undefined ? oauth.None() : oauth.ClientSecretPost(clientSecret),
  };
}

/**
 * Exchanges the code of a redirect that `oauth.validateAuthResponse` has accepted for tokens, and checks that they are for the
 * configured source. Throws SourceError.
 */
export async function exchangeCode(
  config: OAuthConfig,
  grant: { parameters: URLSearchParams; redirectUri: string; verifier: string },
  deps: ConnectorDeps,
): Promise<Tokens> {
  const { vendor, server, client, auth } = partiesOf(config);
  const answer = await asked(config, deps, async (options) =>
    oauth.processAuthorizationCodeResponse(
      server,
      client,
      accepted(
        config,
        await oauth.authorizationCodeGrantRequest(
          server,
          client,
          auth,
          grant.parameters,
          grant.redirectUri,
          grant.verifier,
          options,
        ),
      ),
    ),
  );
  const mismatch = vendor.mismatch(config, answer);
  if (mismatch) throw new SourceError(config.source, 'badLink', mismatch);
  if (answer.refresh_token === undefined)
    throw new SourceError(
      config.source,
      'badAnswer',
      `${config.source} gave no refresh token, so the connection would end soon. Allow the registered app to have one. Nothing was stored.`,
    );
  return { ...readTokens(answer, deps.now()), refreshToken: answer.refresh_token };
}

/**
 * New tokens for old ones. A vendor that rotates refresh tokens has made the old one worthless when this returns. Throws SourceError:
 * `unauthorized` when somebody has to sign in again.
 */
export async function refreshTokens(config: OAuthConfig, old: Tokens, deps: ConnectorDeps): Promise<Tokens> {
  const { server, client, auth } = partiesOf(config);
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await asked(config, deps, async (options) =>
        oauth.processRefreshTokenResponse(
          server,
          client,
          accepted(config, await oauth.refreshTokenGrantRequest(server, client, auth, old.refreshToken, options)),
        ),
      );
      return { ...readTokens(answer, deps.now()), refreshToken: answer.refresh_token ?? old.refreshToken };
    } catch (error) {
      const isBusy = error instanceof SourceError && error.status !== null;
      if (!isBusy || attempt >= maxAttempts) throw error;
      await deps.sleep(pauseMs * attempt, deps.signal);
    }
  }
}

/** Makes the refresh token worthless at the vendor. Throws SourceError. */
export async function revokeTokens(config: OAuthConfig, tokens: Tokens, deps: ConnectorDeps): Promise<void> {
  const { server, client, auth } = partiesOf(config);
  const additionalParameters = { token_type_hint: 'refresh_token' };
  await asked(config, deps, async (options) =>
    oauth.processRevocationResponse(
      accepted(
        config,
        await oauth.revocationRequest(server, client, auth, tokens.refreshToken, { ...options, additionalParameters }),
      ),
    ),
  );
}

function readTokens(answer: oauth.TokenEndpointResponse, nowMs: number): Omit<Tokens, 'refreshToken'> {
  const { access_token, expires_in } = answer;
  return { accessToken: access_token, expiresAt: expires_in === undefined ? null : nowMs + expires_in * 1000 };
}

/** Runs one request of the library, bounded in time and size. What it throws can hold a token, so only a sentence of ours goes on. */
async function asked<T>(
  { source, baseUrl }: OAuthConfig,
  deps: ConnectorDeps,
  run: (options: object) => Promise<T>,
): Promise<T> {
  const timeout = (deps.timeout ?? AbortSignal.timeout)(timeoutMs);
  try {
    return await run({
      [oauth.customFetch]: async (url: string, init: RequestInit) => bounded(await deps.fetch(url, init)),
      [oauth.allowInsecureRequests]: isLoopback(new URL(baseUrl)),
      signal: deps.signal ? AbortSignal.any([deps.signal, timeout]) : timeout,
    });
  } catch (error) {
    deps.signal?.throwIfAborted();
    if (error instanceof SourceError) throw error;
    if (error instanceof oauth.ResponseBodyError) throw refusal(source, error.error);
    if (error instanceof oauth.OperationProcessingError)
      throw new SourceError(source, 'badAnswer', `${source} answered the sign-in with something else than tokens.`);
    throw new SourceError(source, 'unavailable', `${source} did not answer the sign-in (${causeOf(error)}).`);
  }
}

/** Refusals that say nothing about the sign-in. `status` tells that the vendor did answer. */
function accepted({ source }: OAuthConfig, response: Response): Response {
  const { status } = response;
  if (status !== 429 && status < 500) return response;
  const kind = status === 429 ? 'rateLimited' : 'unavailable';
  throw new SourceError(source, kind, `${source} answered the sign-in with status ${status}.`, status);
}

/** What RFC 6749 (5.2) calls `invalid_grant`, and Salesforce's words for a person or org that is switched off. */
const endedGrants: ReadonlySet<string> = new Set(['invalid_grant', 'inactive_user', 'inactive_org']);

function refusal(source: ConnectorConfig['source'], code: string): SourceError {
  if (endedGrants.has(code)) {
    return new SourceError(
      source,
      'unauthorized',
      `${source} no longer accepts the sign-in. Sign in again: run "alongside connect ${source}".`,
    );
  }
  const word = /^[a-z_]{1,40}$/.test(code) ? code : 'no known reason';
  return new SourceError(
    source,
    'unauthorized',
    `${source} refused the registered app (${word}). Check oauth.clientId and oauth.clientSecret in the configuration.`,
  );
}

async function bounded(response: Response): Promise<Response> {
  const body = await readBody(response, maxBodyBytes);
  const { status, headers } = response;
  return new Response(body === '' || body === null ? null : body, { status, headers });
}
