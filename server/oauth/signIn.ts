import * as oauth from 'oauth4webapi';
import { SourceError } from '../connectors/http.ts';
import type { ConnectorDeps } from '../domain/ports.ts';
import { listenForRedirect } from './redirectListener.ts';
import { exchangeCode, type OAuthConfig, partiesOf, type Tokens } from './tokens.ts';

/** Where a vendor sends the browser back to, and how long we wait for it. */
export type SignInOptions = { port: number; waitMs: number; onAddress: (address: string) => void };

/**
 * Signs a person in: authorization code with PKCE (RFC 7636, S256) and `state`, with a redirect to this machine (RFC 8252). `onAddress`
 * gets the page to open. Throws SourceError, or RedirectError when the port is taken or nobody came in time.
 */
export async function signIn(config: OAuthConfig, options: SignInOptions, deps: ConnectorDeps): Promise<Tokens> {
  const { server, client, scope, optionalScope } = partiesOf(config);
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const listener = await listenForRedirect({
    port: options.port,
    // A redirect with another state is not the answer to our question; whoever sent it gets no say.
    isOurs: (parameters) => parameters.getAll('state').length === 1 && parameters.get('state') === state,
  });
  try {
    const address = new URL(server.authorization_endpoint);
    address.search = new URLSearchParams({
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: listener.redirectUri,
      scope,
      // HubSpot's own parameter: the sign-in goes on without what the account cannot grant.
      ...(optionalScope ? { optional_scope: optionalScope } : {}),
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).toString();
    options.onAddress(address.href);
    const redirect = await listener.wait(options.waitMs);
    const parameters = validated(config, redirect, state);
    return await exchangeCode(config, { parameters, redirectUri: listener.redirectUri, verifier }, deps);
  } finally {
    await listener.close();
  }
}

function validated(config: OAuthConfig, redirect: URLSearchParams, state: string): URLSearchParams {
  const { server, client } = partiesOf(config);
  try {
    return oauth.validateAuthResponse(server, client, redirect, state);
  } catch (error) {
    const word =
      error instanceof oauth.AuthorizationResponseError && /^[a-z_]{1,40}$/.test(error.error)
        ? ` (${error.error})`
        : '';
    throw new SourceError(
      config.source,
      'unauthorized',
      `${config.source} did not grant access${word}. Nothing was stored.`,
    );
  }
}
