import * as oauth from 'oauth4webapi';
import * as z from 'zod/mini';
import { causeOf, isLoopback, readBody, SourceError } from '../connectors/http.ts';
import { isPassing } from '../connectors/refusals.ts';
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
      await accepted(
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
  return { ...readTokens(config, answer, deps.now()), refreshToken: answer.refresh_token };
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
          await accepted(config, await oauth.refreshTokenGrantRequest(server, client, auth, old.refreshToken, options)),
        ),
      );
      return { ...readTokens(config, answer, deps.now()), refreshToken: answer.refresh_token ?? old.refreshToken };
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
      await accepted(
        config,
        await oauth.revocationRequest(server, client, auth, tokens.refreshToken, { ...options, additionalParameters }),
      ),
    ),
  );
}

function readTokens(
  { source }: OAuthConfig,
  answer: oauth.TokenEndpointResponse,
  nowMs: number,
): Omit<Tokens, 'refreshToken'> {
  const { access_token, expires_in } = answer;
  // Stored, it would be in the way until somebody signs in again: nothing is ever sent with it that could be refused.
  if (!/^[\x20-\x7e]+$/.test(access_token)) throw noTokens(source);
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
    if (error instanceof oauth.OperationProcessingError) throw noTokens(source);
    throw new SourceError(source, 'unavailable', `${source} did not answer the sign-in (${causeOf(error)}).`);
  }
}

function noTokens(source: ConnectorConfig['source']): SourceError {
  return new SourceError(source, 'badAnswer', `${source} answered the sign-in with something else than tokens.`);
}

/** The answer unless it refuses. A refusal that says nothing about the sign-in has a `status`, which tells that the vendor did answer. */
async function accepted({ source }: OAuthConfig, response: Response): Promise<Response> {
  const { status } = response;
  if (status === 429 || isPassing(status)) {
    const kind = status === 429 ? 'rateLimited' : 'unavailable';
    throw new SourceError(source, kind, `${source} answered the sign-in with status ${status}.`, status);
  }
  if (status >= 400) throw refusal(source, await codeOf(response), status);
  return response;
}

/** The reason of a refusal: `error` as of RFC 6749 (5.2), or `status` in HubSpot's own form. Empty where there is none. */
async function codeOf(response: Response): Promise<string> {
  try {
    const { error, status } = (await response.json()) as Record<string, unknown>;
    return typeof error === 'string' ? error : typeof status === 'string' ? status : '';
  } catch {
    return '';
  }
}

/**
 * What RFC 6749 (5.2) calls `invalid_grant`, also as HubSpot calls it in its own form, and Salesforce's words for a person or org that is
 * switched off.
 */
const endedGrants: ReadonlySet<string> = new Set([
  'invalid_grant',
  'BAD_REFRESH_TOKEN',
  'inactive_user',
  'inactive_org',
]);

function refusal(source: ConnectorConfig['source'], code: string, status: number): SourceError {
  if (endedGrants.has(code)) {
    return new SourceError(
      source,
      'unauthorized',
      `${source} no longer accepts the sign-in. Sign in again: run "alongside connect ${source}".`,
    );
  }
  const word = /^([a-z_]{1,40}|[A-Z_]{1,40})$/.test(code) ? code : `status ${status}`;
  return new SourceError(
    source,
    'unauthorized',
    `${source} refused the registered app (${word}). Check oauth.clientId and oauth.clientSecret in the configuration; if they are right, sign in again: run "alongside connect ${source}".`,
  );
}

async function bounded(response: Response): Promise<Response> {
  const body = await readBody(response, maxBodyBytes);
  const { status, headers } = response;
  return new Response(body === '' || body === null ? null : body, { status, headers });
}
