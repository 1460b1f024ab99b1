import type { FastifyInstance } from 'fastify';
import { instances } from '../instances.ts';
import { oauthApi, type SandboxOAuth } from './oauth.ts';

/** Salesforce's sign-in, under `/salesforce/services/oauth2`. Its answers do not say when a token ends. */
export function salesforceSignIn(app: FastifyInstance, publicUrl: () => string): SandboxOAuth {
  return oauthApi(app, {
    authorize: '/services/oauth2/authorize',
    token: '/services/oauth2/token',
    revoke: '/services/oauth2/revoke',
    repeatsRefresh: false,
    answer: ({ access, refresh }, names) => ({
      access_token: access,
      ...(refresh === null ? {} : { refresh_token: refresh }),
      signature: 'c2FuZGJveA==',
      scope: 'refresh_token api',
      instance_url: names ?? `${publicUrl()}/salesforce`,
      id: `${publicUrl()}/salesforce/id/00D000000000001EAA/005000000000001AAA`,
      token_type: 'Bearer',
      issued_at: String(Date.now()),
    }),
    refuse: (reply, status, error, error_description) => reply.code(status).send({ error, error_description }),
  });
}

/** HubSpot's sign-in on its dated path, under `/hubspot`; for people it lives on another host. */
export function hubspotSignIn(app: FastifyInstance): SandboxOAuth {
  return oauthApi(app, {
    authorize: '/oauth/authorize',
    token: '/oauth/2026-03/token',
    revoke: '/oauth/2026-03/token/revoke',
    repeatsRefresh: true,
    answer: ({ access, refresh, expiresIn }, names) => ({
      token_type: 'bearer',
      access_token: access,
      refresh_token: refresh,
      expires_in: expiresIn,
      hub_id: Number(names ?? instances.hubspot),
      scopes: ['oauth', 'crm.objects.companies.read'],
      user_id: 1,
    }),
    refuse: (reply, status, error, error_description) =>
      reply.code(status).send({
        error,
        error_description,
        status: error === 'invalid_grant' ? 'BAD_REFRESH_TOKEN' : 'BAD_REQUEST',
        message: error_description,
      }),
  });
}
