import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instances, sandboxApp } from '../instances.ts';
import { type Sandbox, startSandbox } from '../startSandbox.ts';

const verifier = 'v'.repeat(43);
const back = 'http://localhost:4622/callback';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, accounts: 12 });
});
afterAll(() => sandbox.close());

const paths = {
  salesforce: {
    authorize: 'services/oauth2/authorize',
    token: 'services/oauth2/token',
    api: 'services/data/v67.0/query?q=SELECT+Id+FROM+Lead',
  },
  hubspot: { authorize: 'oauth/authorize', token: 'oauth/2026-03/token', api: 'crm/owners/2026-03' },
};
type Vendor = keyof typeof paths;

async function challengeOf(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('base64url');
}
async function authorize(vendor: Vendor, over: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: sandboxApp.clientId,
    redirect_uri: back,
    state: 's',
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
    ...over,
  });
  return fetch(`${sandbox.url}/${vendor}/${paths[vendor].authorize}?${query}`, { redirect: 'manual' });
}
async function codeOf(vendor: Vendor): Promise<string> {
  return new URL((await authorize(vendor)).headers.get('location') ?? '').searchParams.get('code') ?? '';
}
async function token(
  vendor: Vendor,
  form: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = new URLSearchParams({ client_id: sandboxApp.clientId, client_secret: sandboxApp.clientSecret, ...form });
  const answer = await fetch(`${sandbox.url}/${vendor}/${paths[vendor].token}`, { method: 'POST', body });
  return { status: answer.status, body: await answer.json() };
}
const redeem = (vendor: Vendor, code: string, over: Record<string, string> = {}) =>
  token(vendor, { grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier, ...over });
const ask = (vendor: Vendor, access: unknown) =>
  fetch(`${sandbox.url}/${vendor}/${paths[vendor].api}`, { headers: { authorization: `Bearer ${access}` } });

describe.each(['salesforce', 'hubspot'] as const)("the sandbox's sign-in at %s", (vendor) => {
  it('gives a code once, and ends what it gave when the code comes again', async () => {
    const code = await codeOf(vendor);
    const { status, body } = await redeem(vendor, code);
    expect(status).toBe(200);
    expect((await ask(vendor, body.access_token)).status).toBe(200);
    expect(await redeem(vendor, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await ask(vendor, body.access_token)).status).toBe(401);
    const again = await token(vendor, { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['another redirect', { redirect_uri: 'http://localhost:1/callback' }],
    ['no verifier', { code_verifier: '' }],
  ])('gives nothing for a code with %s', async (_what, over) => {
    expect(await redeem(vendor, await codeOf(vendor), over)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('sends nothing to an address that is not registered, and wants PKCE and the secret of the app', async () => {
    expect((await authorize(vendor, { redirect_uri: 'http://evil.example/callback' })).status).toBe(400);
    const plain = await authorize(vendor, { code_challenge_method: 'plain' });
    expect(plain.headers.get('location')).toBe(`${back}?state=s&error=invalid_request`);
    const guessed = await redeem(vendor, await codeOf(vendor), { client_secret: 'guess' });
    expect(guessed).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  });

  it("ends access tokens by use and on demand, in the vendor's words", async () => {
    const { signIns } = sandbox;
    signIns[vendor].settings.accessUses = 1;
    const { body } = await redeem(vendor, await codeOf(vendor));
    signIns[vendor].settings.accessUses = null;
    expect((await ask(vendor, body.access_token)).status).toBe(200);
    const ended = await ask(vendor, body.access_token);
    expect(ended.status).toBe(401);
    expect(await ended.json()).toMatchObject(
      vendor === 'salesforce' ? [{ errorCode: 'INVALID_SESSION_ID' }] : { category: 'EXPIRED_AUTHENTICATION' },
    );
    const next = await token(vendor, { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
    expect((await ask(vendor, next.body.access_token)).status).toBe(200);
    signIns[vendor].expire();
    expect((await ask(vendor, next.body.access_token)).status).toBe(401);
  });

  it('rotates refresh tokens when it is told to', async () => {
    const { settings } = sandbox.signIns[vendor];
    const { body } = await redeem(vendor, await codeOf(vendor));
    const refresh = (old: unknown) => token(vendor, { grant_type: 'refresh_token', refresh_token: String(old) });
    expect((await refresh(body.refresh_token)).status).toBe(200);
    settings.rotates = true;
    const next = await refresh(body.refresh_token);
    settings.rotates = false;
    expect((await refresh(body.refresh_token)).status).toBe(400);
    expect((await refresh(next.body.refresh_token)).status).toBe(200);
  });
});

it('says whose tokens they are, each vendor in its own form', async () => {
  const salesforce = await redeem('salesforce', await codeOf('salesforce'));
  expect(salesforce.body).toMatchObject({ instance_url: `${sandbox.url}/salesforce`, token_type: 'Bearer' });
  expect(salesforce.body).not.toHaveProperty('expires_in');
  const hubspot = await redeem('hubspot', await codeOf('hubspot'));
  expect(hubspot.body).toMatchObject({ hub_id: Number(instances.hubspot), expires_in: 1800, token_type: 'bearer' });
});
