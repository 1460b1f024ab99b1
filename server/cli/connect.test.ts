import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { databaseText } from '../../tests/support/databaseText.ts';
import { type CliResult, runCli, startCli, startServe } from '../../tests/support/runCli.ts';
import { browse, signInSources } from '../../tests/support/signIn.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { sandboxApp, sandboxSecrets } from '../sandbox/instances.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { keyRing } from '../secrets/keyRing.ts';
import { openStore } from '../store/openStore.ts';
import { readSecret, type StoredSecret } from '../store/sourceSecrets.ts';

/** The real program in processes of its own, with a key file that it makes by itself. */
describeStores('connecting a source', (stores) => {
  let folder: string;
  let sandbox: Sandbox;
  let database: string;
  let common: string[];
  let env: NodeJS.ProcessEnv;
  const said: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-connect-'));
    sandbox = await startSandbox({ port: 0, accounts: 12 });
    database = stores.url();
    if (database.startsWith('sqlite:')) {
      mkdirSync(join(folder, 'data'));
      database = `sqlite:${join(folder, 'data', 'a.sqlite')}`;
    }
    env = { ALONGSIDE_KEY_FILE: join(folder, 'keys', 'key') };
    const { sources, ...config } = sandboxConfig(sandbox.url);
    const pasted = sources.slice(2).map(({ secret: _given, ...source }) => source);
    writeFileSync(
      join(folder, 'c.json'),
      JSON.stringify({ ...config, sources: [...signInSources(sandbox.url), ...pasted] }),
    );
    common = ['--config', join(folder, 'c.json'), '--database', database];
  });
  afterEach(() => {
    for (const { settings, asked } of Object.values(sandbox.signIns)) {
      Object.assign(settings, { accessSeconds: 1800, accessUses: null, rotates: false, names: null });
      asked.refresh = 0;
    }
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const noted = (result: CliResult) => {
    said.push(result.stdout, result.stderr);
    return result;
  };
  const run = async (args: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
    noted(await runCli([...args, ...common], { ...options, env: { ...env, ...options.env } }));
  /** Signs in as a person does, with whatever `open` makes of the address. */
  async function signIn(source: string, open: (address: string) => Promise<unknown> = browse, more: string[] = []) {
    const cli = startCli(['connect', source, '--port', '0', ...more, ...common], { env });
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      cli.child.stderr?.on('data', (chunk) => {
        text += chunk;
        const found = /^http:\S+$/m.exec(text);
        if (found) resolve(found[0]);
      });
      cli.result.then((r) => reject(new Error(r.stderr)), reject);
    });
    await open(address);
    return noted(await cli.result);
  }
  async function stored(source: 'salesforce' | 'hubspot' | 'zendesk' | 'stripe'): Promise<StoredSecret | null> {
    const store = await openStore(database);
    try {
      return await readSecret(store, 'cobalt', source, keyRing(store, env).keys);
    } finally {
      await store.close();
    }
  }
  const tokensOf = async (source: 'salesforce' | 'hubspot') => JSON.parse((await stored(source))?.clear ?? 'null');

  it('changes nothing for a wrong state, a hostile address, another portal, or nobody', {
    timeout: 120_000,
  }, async () => {
    const wrongState = await signIn(
      'salesforce',
      async (address) => {
        const back = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
        for (const state of ['?code=c&state=guess', '?code=c', '?code=c&state=a&state=b'])
          expect((await browse(`${back.href}${state}`)).status).toBe(400);
        expect((await browse(`${back.origin}/other`)).status).toBe(404);
      },
      ['--wait', '1'],
    );
    expect([wrongState.code, wrongState.stderr]).toEqual([
      1,
      expect.stringContaining('Nobody signed in within 1 seconds.'),
    ]);

    const hostile = {
      'https://evil.example': /an address that is not one of Salesforce/,
      'https://acme.my.salesforce.com.evil.example': /an address that is not one of Salesforce/,
      'https://user@acme.my.salesforce.com': /an address that is not one of Salesforce/,
      'https://acme.my.salesforce.com':
        /You signed in to acme\.my\.salesforce\.com, and the configuration names 127\.0\.0\.1/,
    };
    for (const [names, words] of Object.entries(hostile)) {
      sandbox.signIns.salesforce.settings.names = names;
      const { code, stderr } = await signIn('salesforce');
      expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
    }
    sandbox.signIns.hubspot.settings.names = '999';
    const portal = await signIn('hubspot');
    expect([portal.code, portal.stderr]).toEqual([1, expect.stringContaining('You signed in to the portal 999')]);

    const refused = await signIn('hubspot', async (address) => {
      const asked = new URL(address).searchParams;
      await browse(`${asked.get('redirect_uri')}?error=access_denied&state=${asked.get('state')}`);
    });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('hubspot did not grant access (access_denied).'),
    ]);
    expect([await stored('salesforce'), await stored('hubspot')]).toEqual([null, null]);
    expect(readdirSync(folder)).not.toContain('keys');
  });

  it('refuses secrets that cannot be right, and keeps none', { timeout: 60_000 }, async () => {
    const cases: [string, string, RegExp][] = [
      ['stripe', ['sk', 'test', 'everything'].join('_'), /may do everything\. Create a restricted key/],
      ['stripe', 'rk_wrong_7Hq2', /stripe refused this secret\. Nothing was stored/],
      ['zendesk', 'just-a-token', /agent@acme\.example\/token:TOKEN/],
      ['zendesk', '', /brought no secret/],
      ['stripe', 'rk_one two', /one word/],
      ['nobody', 'x', /has no source "nobody"\. It has: salesforce, hubspot, zendesk, stripe/],
    ];
    const results = await Promise.all(cases.map(([source, input]) => run(['connect', source], { input })));
    for (const [i, [, input, words]] of cases.entries()) {
      const { code, stderr } = results[i] as CliResult;
      expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
      if (input !== '' && input !== 'x') expect(stderr).not.toContain(input);
    }
    expect([await stored('stripe'), await stored('zendesk')]).toEqual([null, null]);
  });

  it('signs in or takes a secret, makes a key for itself, and reads the source from then on', {
    timeout: 120_000,
  }, async () => {
    const first = await signIn('salesforce');
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('A key was made at ')]);
    expect(statSync(env.ALONGSIDE_KEY_FILE ?? '').mode & 0o777).toBe(0o600);
    const asked: URLSearchParams[] = [];
    const second = await signIn('hubspot', (address) => {
      asked.push(new URL(address).searchParams);
      return browse(address);
    });
    expect(asked[0]?.get('optional_scope')).toBe('communication_preferences.statuses.batch.read');
    expect(asked[0]?.get('scope')).toContain('crm.objects.contacts.read');
    expect([second.code, second.stdout]).toEqual([
      0,
      'hubspot is connected. The next pull reads it: "alongside sync".\n',
    ]);
    for (const source of ['zendesk', 'stripe'] as const) {
      const { code, stderr } = await run(['connect', source], { input: `${sandboxSecrets[source]}\n` });
      expect([code, stderr]).toEqual([0, '']);
    }
    const sync = await run(['sync', '--json']);
    expect(JSON.parse(sync.stdout).sources.map((s: { error: unknown }) => s.error)).toEqual([null, null, null, null]);
    const list = JSON.parse((await run(['sources', '--json'])).stdout).sources;
    expect(list.map((s: { auth: { kind: string } }) => s.auth.kind)).toEqual(['oauth', 'oauth', 'stored', 'stored']);
    const text = (await run(['sources'])).stdout;
    expect(text).toMatch(/^salesforce .* signed in \d+ \w+ ago /m);
    expect(text).toMatch(/^stripe .* secret stored \d+ \w+ ago /m);
  });

  it('is refreshed once when two processes find the token ended', { timeout: 60_000 }, async () => {
    sandbox.signIns.salesforce.settings.rotates = true;
    sandbox.signIns.salesforce.expire();
    // Long enough for both to want it.
    sandbox.faults.add({ vendor: 'salesforce', what: 'slow', match: '/oauth2/token', seconds: 2 });
    const checks = await Promise.all([run(['doctor', '--json']), run(['doctor', '--json'])]);
    for (const { stdout } of checks)
      expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ what: 'source salesforce', ok: true }));
    expect(sandbox.signIns.salesforce.asked.refresh).toBe(1);
  });

  it('keeps working under a new key, and says what is missing under a wrong one', { timeout: 60_000 }, async () => {
    const before = await tokensOf('salesforce');
    const rekeyed = await run(['rekey', '--json']);
    expect(JSON.parse(rekeyed.stdout)).toEqual({ secrets: 4 });
    const [newest, older] = readFileSync(env.ALONGSIDE_KEY_FILE ?? '', 'utf8').split('\n');
    expect(await tokensOf('salesforce')).toEqual(before);
    const wrong = { ALONGSIDE_KEY: randomBytes(32).toString('base64') };
    for (const args of [['sync'], ['rekey']]) {
      const { code, stdout, stderr } = await run(args, { env: { ...wrong } });
      expect([code, stdout + stderr]).toEqual([1, expect.stringContaining('was encrypted with another key')]);
    }
    expect((await run(['sync'], { env: { ALONGSIDE_KEY: older } })).code).toBe(1);
    expect((await run(['sync'], { env: { ALONGSIDE_KEY: newest } })).code).toBe(0);
    expect(await tokensOf('salesforce')).toEqual(before);
    if (database.startsWith('sqlite:')) {
      const beside = { ALONGSIDE_KEY_FILE: join(dirname(database.slice(7)), 'key') };
      expect((await run(['sync'], { env: beside })).stdout).toContain('folder of the database');
    }
  });

  it('shows the secrets nowhere: not in the database, not in what it says', { timeout: 60_000 }, async () => {
    const clear: string[] = [sandboxSecrets.zendesk, sandboxSecrets.stripe, sandboxApp.clientSecret];
    for (const source of ['salesforce', 'hubspot'] as const) {
      const { accessToken, refreshToken } = await tokensOf(source);
      clear.push(accessToken, refreshToken);
    }
    clear.push(
      ...readFileSync(env.ALONGSIDE_KEY_FILE ?? '', 'utf8')
        .trim()
        .split('\n'),
    );
    // Everything that a server can log, over a pull in which a token has to be refreshed.
    sandbox.signIns.hubspot.expire();
    const serving = await startServe(['--sync', ...common], { env: { ...env, ALONGSIDE_LOG: 'trace' } });
    serving.child.kill('SIGTERM');
    expect(noted(await serving.result)).toMatchObject({ code: 0, stderr: expect.stringContaining('"listening"') });
    expect(sandbox.signIns.hubspot.asked.refresh).toBe(1);
    clear.push((await tokensOf('hubspot')).accessToken);
    const held = await databaseText(database);
    // The search would find one.
    expect(held).toContain('Cobalt'.toLowerCase());
    for (const secret of clear) {
      expect(held.includes(secret), secret.slice(0, 10)).toBe(false);
      expect(held.includes(Buffer.from(secret).toString('base64')), secret.slice(0, 10)).toBe(false);
      expect(said.join('\n')).not.toContain(secret);
    }
  });

  it('ends with the sign-in revoked at the vendor and nothing left here', { timeout: 60_000 }, async () => {
    const { refreshToken } = await tokensOf('salesforce');
    const done = await run(['disconnect', 'salesforce']);
    expect([done.code, done.stdout]).toEqual([0, 'salesforce is disconnected, and its tokens were revoked.\n']);
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: sandboxApp.clientId };
    const asked = await fetch(`${sandbox.url}/salesforce/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, client_secret: sandboxApp.clientSecret }),
    });
    expect(asked.status).toBe(400);
    expect(await stored('salesforce')).toBeNull();
    sandbox.faults.add({ vendor: 'hubspot', what: 'unavailable', match: '/revoke', times: null });
    const half = await run(['disconnect', 'hubspot']);
    expect(half.stdout).toBe(
      'hubspot is disconnected. It could not be revoked: hubspot answered the sign-in with status 503.\n',
    );
    expect(await stored('hubspot')).toBeNull();
    const again = await run(['disconnect', 'stripe', '--json']);
    expect(JSON.parse(again.stdout)).toEqual({ source: 'stripe', removed: true, revoked: false, webhookSecrets: 0 });
    const sync = await run(['sync']);
    expect([sync.code, sync.stdout]).toEqual([1, expect.stringContaining('Run "alongside connect salesforce".')]);
  });
});
