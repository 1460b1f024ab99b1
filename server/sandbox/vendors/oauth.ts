import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sandboxApp } from '../instances.ts';

/** How a vendor's sign-in behaves; tests and curious people change it while it runs. */
export type OAuthSettings = {
  /** How long an access token lives. */
  accessSeconds: number;
  /** For how many requests it is good; null: any number. */
  accessUses: number | null;
  /** Whether each refresh makes the refresh token before it worthless. */
  rotates: boolean;
  /** What the answer names as the address of the tokens (Salesforce), or as the portal (HubSpot), in place of the right one. */
  names: string | null;
};

export type SandboxOAuth = {
  settings: OAuthSettings;
  /** What an access token is worth now; each question counts as a use. Null: we never gave it. */
  check(authorization: string | undefined): 'good' | 'expired' | null;
  /** Ends all access tokens now. */
  expire(): void;
  /** As if an administrator had removed the app: every token is worthless. */
  revokeAll(): void;
  /** How often the token endpoint was asked for each kind of grant. */
  asked: { code: number; refresh: number };
};

type Answer = { access: string; refresh: string | null; expiresIn: number };
type Wire = {
  authorize: string;
  token: string;
  revoke: string;
  /** The vendor's form of a good answer. */
  answer: (granted: Answer, names: string | null) => object;
  refuse: (reply: FastifyReply, status: number, error: string, description: string) => FastifyReply;
  /** Salesforce repeats a refresh token only when it is a new one. */
  repeatsRefresh: boolean;
};
type Grant = { redirectUri: string; challenge: string };
type Access = { untilMs: number; uses: number; family: string };

/**
 * Authorization code with PKCE, refresh and revocation (RFC 6749, 7636, 7009), in a vendor's paths and words. The person always agrees.
 * A code works once; when it comes again, what it has given ends, too.
 */
export function oauthApi(app: FastifyInstance, wire: Wire): SandboxOAuth {
  const settings: OAuthSettings = { accessSeconds: 1800, accessUses: null, rotates: false, names: null };
  const asked = { code: 0, refresh: 0 };
  const codes = new Map<string, Grant & { used: boolean }>();
  const refreshTokens = new Map<string, string>();
  const accessTokens = new Map<string, Access>();
  const random = () => randomBytes(24).toString('base64url');

  const end = (family: string) => {
    for (const [token, of] of refreshTokens) if (of === family) refreshTokens.delete(token);
    for (const [token, of] of accessTokens) if (of.family === family) accessTokens.delete(token);
  };
  const grant = (family: string, refresh: string | null): object => {
    const { accessSeconds, accessUses, names } = settings;
    const access = `access-${random()}`;
    const untilMs = Date.now() + accessSeconds * 1000;
    accessTokens.set(access, { untilMs, uses: accessUses ?? Number.POSITIVE_INFINITY, family });
    return wire.answer({ access, refresh, expiresIn: accessSeconds }, names);
  };
  const newRefresh = (family: string) => {
    const token = `refresh-${random()}`;
    refreshTokens.set(token, family);
    return token;
  };
  const isApp = (form: URLSearchParams) =>
    form.get('client_id') === sandboxApp.clientId && form.get('client_secret') === sandboxApp.clientSecret;

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );

  app.get<{ Querystring: Record<string, string | undefined> }>(wire.authorize, async (request, reply) => {
    const { client_id, redirect_uri = '', response_type, state, code_challenge, code_challenge_method } = request.query;
    const back = /^http:\/\/localhost:\d+\/callback$/.test(redirect_uri) ? URL.parse(redirect_uri) : null;
    // To an address that is not registered nothing is sent.
    if (client_id !== sandboxApp.clientId || !back)
      return wire.refuse(reply, 400, 'redirect_uri_mismatch', 'redirect_uri must match configuration');
    if (state !== undefined) back.searchParams.set('state', state);
    if (response_type !== 'code' || !code_challenge || code_challenge_method !== 'S256') {
      back.searchParams.set('error', 'invalid_request');
      return reply.redirect(back.href);
    }
    const code = random();
    codes.set(code, { redirectUri: redirect_uri, challenge: code_challenge, used: false });
    back.searchParams.set('code', code);
    return reply.redirect(back.href);
  });

  const redeem = (form: URLSearchParams): object | null => {
    const code = form.get('code') ?? '';
    const found = codes.get(code);
    if (found?.used) end(code);
    if (!found || found.used) return null;
    // Also when it is refused: who guesses has one try.
    found.used = true;
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (challenge !== found.challenge || form.get('redirect_uri') !== found.redirectUri) return null;
    return grant(code, newRefresh(code));
  };
  const renew = (form: URLSearchParams): object | null => {
    const token = form.get('refresh_token') ?? '';
    const family = refreshTokens.get(token);
    if (family === undefined) return null;
    if (!settings.rotates) return grant(family, wire.repeatsRefresh ? token : null);
    refreshTokens.delete(token);
    return grant(family, newRefresh(family));
  };

  app.post<{ Body: URLSearchParams }>(wire.token, async (request, reply) => {
    const form = request.body;
    if (!isApp(form)) return wire.refuse(reply, 400, 'invalid_client', 'invalid client credentials');
    const type = form.get('grant_type');
    if (type === 'authorization_code') {
      asked.code++;
      return redeem(form) ?? wire.refuse(reply, 400, 'invalid_grant', 'invalid authorization code');
    }
    if (type === 'refresh_token') {
      asked.refresh++;
      return renew(form) ?? wire.refuse(reply, 400, 'invalid_grant', 'expired access/refresh token');
    }
    return wire.refuse(reply, 400, 'unsupported_grant_type', 'grant type not supported');
  });

  app.post<{ Body: URLSearchParams }>(wire.revoke, async (request, reply) => {
    const token = request.body.get('token') ?? '';
    const family = refreshTokens.get(token) ?? accessTokens.get(token)?.family;
    if (family !== undefined) end(family);
    return reply.code(200).send('');
  });

  return {
    settings,
    asked,
    check(authorization) {
      const access = accessTokens.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
      if (!access) return null;
      if (Date.now() >= access.untilMs || access.uses <= 0) return 'expired';
      access.uses--;
      return 'good';
    },
    expire() {
      for (const access of accessTokens.values()) access.untilMs = 0;
    },
    revokeAll() {
      refreshTokens.clear();
      accessTokens.clear();
    },
  };
}
