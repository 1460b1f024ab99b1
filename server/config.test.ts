import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, type ConfigFile, readConfig } from './config.ts';

const secret = 'sk-geheim-7Hq2';
const good: ConfigFile = {
  tenant: { id: 't', name: 'Tenant' },
  users: [{ id: 'rhea', name: 'Rhea', email: 'rhea@x.example', role: 'rep' }],
  sources: [
    { source: 'stripe', baseUrl: 'https://api.stripe.com/', instance: 'stripe', secret: { env: 'STRIPE_KEY' } },
  ],
};
const source = good.sources[0] as ConfigFile['sources'][number];
const user = good.users[0] as ConfigFile['users'][number];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(content: unknown): string {
  const path = join(folder, 'alongside.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
function refusal(content: unknown, env: NodeJS.ProcessEnv = { STRIPE_KEY: secret }): ConfigError {
  try {
    readConfig(write(content), env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  return expect.unreachable('the configuration should be refused');
}

describe('readConfig', () => {
  it('resolves secrets and drops the slash at the end of an address', () => {
    expect(readConfig(write(good), { STRIPE_KEY: secret }).sources).toEqual([
      { ...source, baseUrl: 'https://api.stripe.com', secret },
    ]);
  });

  it('takes a secret in place, no source at all, and this machine without https', () => {
    const plain = { ...good, sources: [{ ...source, baseUrl: 'http://127.0.0.1:4621/stripe', secret }] };
    expect(readConfig(write(plain), {}).sources[0]?.secret).toBe(secret);
    expect(readConfig(write({ ...good, sources: [] }), {}).sources).toEqual([]);
  });

  it('takes write keys, and knows the domains of our own people', () => {
    const key = { name: 'app', secret: { env: 'APP_KEY' } };
    const env = { STRIPE_KEY: secret, APP_KEY: 'wk_0123456789abcdef' };
    const events = { writeKeys: [key], internalDomains: ['Cobalt.com'] };
    expect(readConfig(write({ ...good, users: [{ ...user, email: 'a@own.com' }], events }), env).events).toEqual({
      writeKeys: [{ name: 'app', secret: 'wk_0123456789abcdef', channel: null }],
      internalDomains: ['cobalt.com', 'own.com'],
    });
    for (const [wrong, words] of [
      [{ writeKeys: [key, key] }, /write key app is listed twice/],
      [{ writeKeys: [key, { ...key, name: 'web' }] }, /same secret/],
      [{ writeKeys: [{ name: 'app', secret: 'short' }] }, /fewer than 16/],
      [{ writeKeys: [{ name: 'app', secret: { env: 'NONE' } }] }, /the write key app is expected in .* NONE/],
      [{ writeKeys: [{ ...key, channel: 'fax' }] }, /events\.writeKeys\.0\.channel/],
      [{ writeKeys: [], internalDomains: ['gmail.com'] }, /events\.internalDomains\.0/],
    ] as const)
      expect(refusal({ ...good, events: wrong }, env).message).toMatch(words);
  });

  it('says where a configuration would come from when there is none', () => {
    expect(() => readConfig(join(folder, 'absent.json'))).toThrow(
      /^There is no configuration at .*absent\.json\. Run "npm start"/,
    );
  });

  it('says that a folder is not a configuration', () => {
    expect(() => readConfig(folder)).toThrow(/cannot be read \(EISDIR\)\. Name a readable file/);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"tenant":', /is not valid JSON .*Correct it/],
    ['an empty file', '', /is not valid JSON/],
    ['a list', [], /the file is not as expected/],
    ['no tenant', { ...good, tenant: undefined }, /: tenant is not as expected/],
    ['no users', { ...good, users: [] }, /: users is not as expected/],
    ['an address that is none', { ...good, users: [{ ...user, email: 'x' }] }, /users\.0\.email/],
    ['an unknown role', { ...good, users: [{ ...user, role: 'boss' }] }, /users\.0\.role/],
    ['an id with a slash', { ...good, users: [{ ...user, id: 'a/b' }] }, /users\.0\.id/],
    ['an unknown source', { ...good, sources: [{ ...source, source: 'sap' }] }, /sources\.0\.source/],
    ['a misspelt field', { ...good, sources: [{ ...source, instanz: 'x' }] }, /sources\.0/],
    [
      'plain http elsewhere',
      { ...good, sources: [{ ...source, baseUrl: 'http://api.stripe.com' }] },
      /sources\.0\.baseUrl/,
    ],
    [
      'a host that only begins like this machine',
      { ...good, sources: [{ ...source, baseUrl: 'http://127.0.0.1.evil.example' }] },
      /sources\.0\.baseUrl/,
    ],
    [
      'credentials that look like this machine',
      { ...good, sources: [{ ...source, baseUrl: 'http://localhost:x@evil.example/' }] },
      /sources\.0\.baseUrl/,
    ],
    ['an instance with markup', { ...good, sources: [{ ...source, instance: '<b>' }] }, /sources\.0\.instance/],
    ['an empty secret', { ...good, sources: [{ ...source, secret: '' }] }, /sources\.0\.secret/],
    ['a source twice', { ...good, sources: [source, source] }, /stripe is listed twice\. Keep one\./],
    ['a user twice', { ...good, users: [user, { ...user, name: 'Other' }] }, /rhea is listed twice\. Keep one\./],
  ])('refuses %s in one sentence that says where', (_what, content, where) => {
    const { message } = refusal(content);
    expect(message).toMatch(where);
    expect(message).not.toContain('\n');
    expect(message).toMatch(/\.$/);
  });

  it('resolves the secrets of webhooks, one or two, and needs a public address for those of HubSpot', () => {
    const hooked = { ...source, webhookSecrets: ['plain', { env: 'HOOK' }] };
    const content = { ...good, publicUrl: 'https://x.example/a/', sources: [hooked] };
    const read = readConfig(write(content), { STRIPE_KEY: secret, HOOK: 'second' });
    expect(read.sources[0]?.webhookSecrets).toEqual(['plain', 'second']);
    expect(read.publicUrl).toBe('https://x.example/a');
    expect(refusal(content).message).toContain('HOOK');
    for (const webhookSecrets of [[], ['a', 'b', 'c'], ['']])
      expect(refusal({ ...good, sources: [{ ...source, webhookSecrets }] }).message).toContain('webhookSecrets');
    const hubspot = { ...source, source: 'hubspot', webhookSecrets: ['plain'] };
    expect(refusal({ ...good, sources: [hubspot] }).message).toContain('publicUrl');
    expect(refusal({ ...good, publicUrl: 'http://x.example' }).message).toContain('publicUrl');
  });

  it('takes the currency of a CRM as a code of ISO 4217', () => {
    const { secret: _given, ...bare } = source;
    const read = (name: string, currency: unknown) => ({ ...good, sources: [{ ...bare, source: name, currency }] });
    for (const name of ['salesforce', 'hubspot'])
      expect(readConfig(write(read(name, 'CHF')), {}).sources[0]?.currency).toBe('CHF');
    for (const wrong of ['chf', 'XYZ', 'EURO', '', 978])
      expect(refusal(read('hubspot', wrong)).message).toMatch(/sources\.0\.currency is not as expected/);
    for (const name of ['stripe', 'zendesk'])
      expect(refusal(read(name, 'CHF')).message).toMatch(new RegExp(`${name} .* Remove currency\\.$`));
  });

  it('takes an app to sign in under, or nothing where a secret is stored, and never two of them', () => {
    const { secret: _given, ...bare } = source;
    expect(readConfig(write({ ...good, sources: [bare] }), {}).sources[0]).not.toHaveProperty('secret');
    const oauth = { clientId: 'app', clientSecret: { env: 'APP' }, scopes: ['api'] };
    const salesforce = { ...bare, source: 'salesforce', oauth };
    const read = readConfig(write({ ...good, sources: [salesforce] }), { APP: secret });
    expect(read.sources[0]?.oauth).toEqual({ clientId: 'app', clientSecret: secret, scopes: ['api'] });
    const refused: [object, RegExp][] = [
      [{ ...salesforce, secret }, /salesforce has both secret and oauth\. Keep one\.$/],
      [{ ...salesforce, source: 'stripe' }, /stripe has no OAuth here\. .*"alongside connect"/],
      [{ ...bare, source: 'hubspot', oauth: { clientId: 'app' } }, /hubspot .*Set oauth\.clientSecret\.$/],
      [{ ...salesforce, oauth: { ...oauth, clientSecret: { env: 'NONE' } } }, /the app of salesforce .* NONE/],
      [{ ...salesforce, oauth: { ...oauth, scopes: ['a b'] } }, /oauth\.scopes\.0/],
    ];
    for (const [wrong, words] of refused)
      expect(refusal({ ...good, sources: [wrong] }, { APP: secret }).message).toMatch(words);
  });

  it('names the environment variable that is not set', () => {
    expect(refusal(good, {}).message).toBe(
      'The secret of stripe is expected in the environment variable STRIPE_KEY. Set it and try again.',
    );
  });

  it('never quotes a secret', () => {
    for (const broken of [
      { ...good, sources: [{ ...source, secret, extra: 1 }] },
      { ...good, sources: [{ ...source, secret: [secret] }] },
      `{"sources":[{"secret":"${secret}",}]}`,
      `{"secret":"${secret}" x`,
      `{"secret": ${secret}}`,
      `{"sources":[],"secret":"${secret}`,
    ]) {
      expect(refusal(broken).message).not.toContain(secret);
    }
  });
});
