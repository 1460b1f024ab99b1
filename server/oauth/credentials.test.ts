import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { browse, signInSources } from '../../tests/support/signIn.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorDeps } from '../../tests/support/vendorServer.ts';
import { SourceError } from '../connectors/http.ts';
import { connectors } from '../connectors/registry.ts';
import type { ConnectorDeps } from '../domain/ports.ts';
import { syncAll } from '../jobs/syncAll.ts';
import { Fault } from '../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { type KeyRing, keyRing } from '../secrets/keyRing.ts';
import { takeLease } from '../store/lease.ts';
import type { Store } from '../store/openStore.ts';
import { listSecrets, removeSecret, saveSecret } from '../store/sourceSecrets.ts';
import { readSourceList } from '../store/sourceStatus.ts';
import { readTokens, refreshLease, sourceCredentials } from './credentials.ts';
import { signIn } from './signIn.ts';
import type { OAuthConfig, Tokens } from './tokens.ts';

const tenantId = 'cobalt';

describeStores('stored sign-ins', (stores) => {
  let sandbox: Sandbox;
  let store: Store;
  const ring: KeyRing = keyRing({ folder: null }, { ALONGSIDE_KEY: randomBytes(32).toString('base64') });
  const initial = { accessSeconds: 1800, accessUses: null, rotates: false, names: null };
  const deps = (over: Partial<ConnectorDeps> = {}) => vendorDeps({ now: Date.now, ...over });
  const configOf = (source: 'salesforce' | 'hubspot') =>
    signInSources(sandbox.url).find((c) => c.source === source) as OAuthConfig;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, accounts: 30 });
    store = await stores.open();
  });
  afterEach(() => {
    for (const { settings } of Object.values(sandbox.signIns)) Object.assign(settings, initial);
    sandbox.faults.clear();
  });
  afterAll(() => sandbox.close());

  async function connect(source: 'salesforce' | 'hubspot', into = store): Promise<Tokens> {
    const config = configOf(source);
    const pages: Promise<unknown>[] = [];
    const onAddress = (address: string) => pages.push(browse(address));
    const tokens = await signIn(config, { port: 0, waitMs: 10_000, onAddress }, deps());
    await Promise.all(pages);
    const [key] = ring.keys();
    if (!key) throw new Error('The test has a key.');
    await saveSecret(into, { tenantId, source, field: 'oauth' }, key, JSON.stringify(tokens), Date.now());
    sandbox.signIns[source].asked.refresh = 0;
    return tokens;
  }
  const stored = async (source: 'salesforce' | 'hubspot') => (await readTokens(store, tenantId, source, ring)).tokens;
  const pull = (source: 'salesforce' | 'hubspot', into = store) =>
    syncAll({
      store: into,
      tenantId,
      sources: [configOf(source)],
      deps: deps({ credentials: sourceCredentials(into, tenantId, ring) }),
      onProgress: () => undefined,
    });
  const refusal = (asked: Promise<unknown>) =>
    asked.then(
      () => expect.unreachable('it should fail'),
      (error: unknown) => {
        expect(error).toBeInstanceOf(SourceError);
        return error as SourceError;
      },
    );

  describe.each(['salesforce', 'hubspot'] as const)('at %s', (source) => {
    it('last through a pull in which every token is good for two requests', async () => {
      const fresh = await stores.open();
      sandbox.signIns[source].settings.accessUses = 2;
      await connect(source, fresh);
      const [outcome] = await pull(source, fresh);
      expect(outcome?.error).toBeNull();
      expect(outcome?.rows).toBeGreaterThan(100);
      expect(sandbox.signIns[source].asked.refresh).toBeGreaterThan(3);
      const rows = await fresh.db.selectFrom('source_record').select('id').where('tenant_id', '=', tenantId).execute();
      expect(new Set(rows.map((r) => r.id)).size).toBe(outcome?.rows);
    });

    it('are stored anew before they are used, when the refresh token rotates', async () => {
      const before = await connect(source);
      sandbox.signIns[source].settings.rotates = true;
      sandbox.signIns[source].expire();
      const used: string[] = [];
      const watched: typeof fetch = async (input, init) => {
        const sent = new Headers(init?.headers).get('authorization');
        if (sent !== null && sent !== `Bearer ${before.accessToken}`)
          used.push(`${sent === `Bearer ${(await stored(source)).accessToken}`}`);
        return fetch(input, init);
      };
      const connector = connectors[source];
      const credentials = sourceCredentials(store, tenantId, ring);
      const asked = deps({ credentials, fetch: watched });
      let rows = 0;
      for await (const page of connector.pull(configOf(source), connector.streams[0] ?? '', null, asked))
        rows += page.records.length;
      expect(rows).toBeGreaterThan(10);
      expect(new Set(used)).toEqual(new Set(['true']));
      const after = await stored(source);
      expect(after.refreshToken).not.toBe(before.refreshToken);
      expect(sandbox.signIns[source].asked.refresh).toBe(1);
    });

    it('are refreshed once for many requests in many processes', async () => {
      const before = await connect(source);
      sandbox.signIns[source].settings.rotates = true;
      const all = Array.from({ length: 4 }, () => sourceCredentials(store, tenantId, ring));
      const realSleep = deps({ sleep: () => new Promise((resolve) => setImmediate(resolve)) });
      const secrets = await Promise.all(
        all.flatMap((one) =>
          Array.from({ length: 5 }, () => one.secretOf(configOf(source), realSleep, before.accessToken)),
        ),
      );
      expect(new Set(secrets)).toEqual(new Set([(await stored(source)).accessToken]));
      expect(secrets[0]).not.toBe(before.accessToken);
      expect(sandbox.signIns[source].asked.refresh).toBe(1);
    });

    it('that were revoked end in a status that says what to do; the data stays', async () => {
      await connect(source);
      expect((await pull(source))[0]?.error).toBeNull();
      const count = async () =>
        (
          await store.db
            .selectFrom('source_record')
            .select('id')
            .where('tenant_id', '=', tenantId)
            .where('deleted', '=', 0)
            .execute()
        ).length;
      const rows = await count();
      sandbox.signIns[source].revokeAll();
      const [outcome] = await pull(source);
      expect(outcome?.error).toBe(
        `${source} no longer accepts the sign-in. Sign in again: run "alongside connect ${source}".`,
      );
      const status = (await readSourceList(store, tenantId, [configOf(source)], Date.now())).sources.find(
        (s) => s.source === source,
      );
      expect(status).toMatchObject({ state: 'fresh', lastError: outcome?.error, auth: { kind: 'oauth' } });
      expect(await count()).toBe(rows);
      await connect(source);
      expect((await pull(source))[0]?.error).toBeNull();
    });

    it('are asked for again when the vendor is busy, and fail as busy when it stays so', async () => {
      const { accessToken } = await connect(source);
      sandbox.faults.add({ vendor: source, what: 'unavailable', match: '/token', times: 2 });
      const credentials = () => sourceCredentials(store, tenantId, ring);
      expect(await credentials().secretOf(configOf(source), deps(), accessToken)).not.toBe(accessToken);
      const next = (await stored(source)).accessToken;
      sandbox.faults.add({ vendor: source, what: 'rateLimit', match: '/token', times: null });
      const error = await refusal(credentials().secretOf(configOf(source), deps(), next));
      expect(error).toMatchObject({ kind: 'rateLimited', message: `${source} answered the sign-in with status 429.` });
      expect((await stored(source)).accessToken).toBe(next);
    });

    it.each([
      ['BAD_REFRESH_TOKEN', 400, {}, 'no longer accepts the sign-in. Sign in again'],
      [undefined, 400, {}, 'refused the registered app (status 400). Check oauth.clientId'],
      [
        'BAD_CLIENT_ID',
        401,
        { 'www-authenticate': 'Basic' },
        'refused the registered app (BAD_CLIENT_ID). Check oauth',
      ],
      [undefined, 477, { 'retry-after': '86400' }, 'answered the sign-in with status 477.'],
    ])('that are refused not as the standard says (%s, %i) end in what to do', async (word, code, headers, told) => {
      const tokens = await connect(source);
      const refused: typeof fetch = async () =>
        new Response(JSON.stringify({ status: word, message: tokens.refreshToken }), { status: code, headers });
      const credentials = sourceCredentials(store, tenantId, ring);
      const error = await refusal(credentials.secretOf(configOf(source), deps({ fetch: refused }), tokens.accessToken));
      expect(error.message).toContain(`${source} ${told}`);
      expect(await stored(source)).toEqual(tokens);
    });

    it.each(Fault.shape.what.options)(
      'come through the fault %s of signing in, or say why not, and heal',
      async (what) => {
        const tokens = await connect(source);
        const fault = { vendor: source, what, match: '/token', times: null, seconds: 0.01, field: 'access_token' };
        sandbox.faults.add(fault);
        const credentials = sourceCredentials(store, tenantId, ring);
        const ask = () => credentials.secretOf(configOf(source), deps(), tokens.accessToken);
        if (what === 'slow' || what === 'disordered') expect(await ask()).not.toBe(tokens.accessToken);
        else {
          expect((await refusal(ask())).message).toMatch(new RegExp(`^${source} .{20,}\\.$`));
          expect(await stored(source)).toEqual(tokens);
          sandbox.faults.clear();
          expect(await ask()).not.toBe(tokens.accessToken);
        }
      },
    );

    it('are not replaced by a token that no request could carry', async () => {
      const tokens = await connect(source);
      const body = JSON.stringify({ access_token: 'a\r\nx: y', token_type: 'bearer' });
      const broken: typeof fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } });
      const credentials = sourceCredentials(store, tenantId, ring);
      const error = await refusal(credentials.secretOf(configOf(source), deps({ fetch: broken }), tokens.accessToken));
      expect(error.kind).toBe('badAnswer');
      expect(await stored(source)).toEqual(tokens);
    });

    it('do not come back when somebody disconnects while they are refreshed', async () => {
      const { accessToken } = await connect(source);
      const during: typeof fetch = async (input, init) => {
        const answer = await fetch(input, init);
        await removeSecret(store, tenantId, source);
        return answer;
      };
      const credentials = sourceCredentials(store, tenantId, ring);
      const error = await refusal(credentials.secretOf(configOf(source), deps({ fetch: during }), accessToken));
      expect(error.message).toContain('is not connected');
      expect((await listSecrets(store, tenantId)).map((s) => s.source)).not.toContain(source);
    });

    it('are those of the person who signs in anew while they are refreshed', async () => {
      const { accessToken } = await connect(source);
      const anew: Tokens[] = [];
      const during: typeof fetch = async (input, init) => {
        const answer = await fetch(input, init);
        anew.push(await connect(source));
        return answer;
      };
      const credentials = sourceCredentials(store, tenantId, ring);
      const sent = await credentials.secretOf(configOf(source), deps({ fetch: during }), accessToken);
      expect(anew).toEqual([await stored(source)]);
      expect(sent).toBe(anew[0]?.accessToken);
    });

    it('never show a token in what fails', async () => {
      const tokens = await connect(source);
      const broken =
        (body: string, status = 200): typeof fetch =>
        async () =>
          new Response(body, { status, headers: { 'content-type': 'application/json' } });
      const echo = JSON.stringify({ error: tokens.refreshToken, error_description: tokens.refreshToken });
      for (const sent of [
        broken(echo, 400),
        broken(echo),
        broken(tokens.refreshToken),
        async () => Promise.reject(new TypeError(tokens.refreshToken)),
      ]) {
        const credentials = sourceCredentials(store, tenantId, ring);
        const error = await refusal(credentials.secretOf(configOf(source), deps({ fetch: sent }), tokens.accessToken));
        const shown = inspect(error, { depth: 10, showHidden: true });
        for (const token of [tokens.refreshToken, tokens.accessToken]) expect(shown).not.toContain(token);
        expect(error.message).toMatch(new RegExp(`^${source} .*\\.$`));
      }
      expect(await stored(source)).toEqual(tokens);
    });
  });

  it('are renewed a minute before HubSpot ends them', async () => {
    await connect('hubspot');
    const { expiresAt, accessToken } = await stored('hubspot');
    const at = (ms: number) => deps({ now: () => (expiresAt ?? 0) - ms });
    const credentials = sourceCredentials(store, tenantId, ring);
    expect(await credentials.secretOf(configOf('hubspot'), at(61_000))).toBe(accessToken);
    expect(await credentials.secretOf(configOf('hubspot'), at(59_000))).not.toBe(accessToken);
    expect(sandbox.signIns.hubspot.asked.refresh).toBe(1);
  });

  it('never stand beside a secret of the configuration: which one counts is for a person to say', async () => {
    await connect('hubspot');
    const given = { ...configOf('hubspot'), oauth: undefined, secret: 'pat-7Hq2' };
    const credentials = () => sourceCredentials(store, tenantId, ring);
    const error = await refusal(credentials().secretOf(given, deps()));
    expect(error.message).toBe(
      'hubspot has a secret in the configuration and a stored one. Remove the first, or run "alongside disconnect hubspot".',
    );
    await removeSecret(store, tenantId, 'hubspot');
    expect(await credentials().secretOf(given, deps())).toBe('pat-7Hq2');
    const nothing = await refusal(credentials().secretOf({ ...given, secret: undefined }, deps()));
    expect(nothing.message).toBe('hubspot is not connected. Run "alongside connect hubspot".');
  });

  it('wait for another process only so long', async () => {
    const { accessToken } = await connect('hubspot');
    await takeLease(store, tenantId, refreshLease('hubspot'), 'elsewhere:1:x', Date.now());
    const credentials = sourceCredentials(store, tenantId, ring);
    const error = await refusal(credentials.secretOf(configOf('hubspot'), deps(), accessToken));
    expect(error.message).toMatch(/^Another process has been renewing/);
    expect(sandbox.signIns.hubspot.asked.refresh).toBe(0);
  });

  it('are not opened by another key, and are not lost by that', async () => {
    await connect('hubspot');
    const other = keyRing({ folder: null }, { ALONGSIDE_KEY: randomBytes(32).toString('base64') });
    const none = keyRing({ folder: null }, { ALONGSIDE_KEY_FILE: `${randomBytes(8).toString('hex')}.key` });
    const ask = (keys: KeyRing) => sourceCredentials(store, tenantId, keys).secretOf(configOf('hubspot'), deps());
    await expect(ask(other)).rejects.toThrow(/encrypted with another key/);
    await expect(ask(none)).rejects.toThrow(/The key that opens the stored secrets is missing/);
    expect(await ask(ring)).toBe((await stored('hubspot')).accessToken);
  });
});
