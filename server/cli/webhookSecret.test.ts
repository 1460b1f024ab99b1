import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseText } from '../../tests/support/databaseText.ts';
import { type CliResult, runCli, startServe } from '../../tests/support/runCli.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { type SignedVendor, signWebhook } from '../sandbox/signWebhook.ts';

const publicUrl = 'https://alongside.example';
const vendors = ['stripe', 'hubspot', 'zendesk'] as const;
const secretOf = (vendor: SignedVendor, n: number) => `${vendor === 'stripe' ? 'whsec_' : ''}${vendor}Geheim-7Hq${n}==`;

/** The real program in processes of its own: one serves from the beginning to the end. */
describeStores('webhook secrets', (stores) => {
  let folder: string;
  let database: string;
  let env: NodeJS.ProcessEnv;
  let serving: Awaited<ReturnType<typeof startServe>>;
  const said: string[] = [];
  let events = 0;

  const common = (file = 'c.json') => ['--config', join(folder, file), '--database', database];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-webhooks-'));
    database = stores.url();
    if (database.startsWith('sqlite:')) {
      mkdirSync(join(folder, 'data'));
      database = `sqlite:${join(folder, 'data', 'a.sqlite')}`;
    }
    env = { ALONGSIDE_KEY_FILE: join(folder, 'keys', 'key'), ALONGSIDE_LOG: 'trace' };
    const config = { ...sandboxConfig('http://127.0.0.1:1'), publicUrl };
    const write = (name: string, written: object) => writeFileSync(join(folder, name), JSON.stringify(written));
    write('c.json', config);
    write('private.json', { ...config, publicUrl: undefined });
    const sources = config.sources.map((s) =>
      s.source === 'stripe' ? { ...s, webhookSecrets: [secretOf('stripe', 9)] } : s,
    );
    write('both.json', { ...config, sources });
    serving = await startServe(['--every', '0', ...common()], { env });
  });
  afterAll(async () => {
    serving.child.kill('SIGTERM');
    await serving.result;
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (args: string[], input?: string, file?: string): Promise<CliResult> => {
    const result = await runCli([...args, ...common(file)], { env, ...(input === undefined ? {} : { input }) });
    said.push(result.stdout, result.stderr);
    return result;
  };
  const json = async (args: string[], input?: string) => JSON.parse((await run([...args, '--json'], input)).stdout);
  const store = (vendor: SignedVendor, n: number, ...more: string[]) =>
    run(['connect', vendor, '--webhook-secret', ...more], `${secretOf(vendor, n)}\n`);
  /** A real delivery of another event each time; what the server answers. */
  async function deliver(vendor: SignedVendor, n: number): Promise<number> {
    const id = ++events;
    const body = JSON.stringify(
      {
        stripe: { id: `evt_${id}`, data: { object: { id: 'cus_7', object: 'customer' } } },
        hubspot: [{ eventId: id, subscriptionType: 'deal.propertyChange', objectId: 7 }],
        zendesk: { id: `event-${id}`, type: 'zen:event-type:ticket.status_changed', subject: 'zen:ticket:7' },
      }[vendor],
    );
    const path = `/v1/webhooks/${vendor}`;
    const headers = signWebhook(vendor, { url: publicUrl + path, body, secret: secretOf(vendor, n), atMs: Date.now() });
    const answer = await fetch(serving.url + path, { method: 'POST', body, headers });
    const text = await answer.text();
    said.push(text);
    if (answer.status === 200) expect(JSON.parse(text)).toEqual({ accepted: 1 });
    return answer.status;
  }

  it('that cannot be right are refused, and none is kept', async () => {
    const cases: [string, string, RegExp, string?][] = [
      ['salesforce', 'whsec_one_7Hq', /sends no webhooks over HTTP/],
      ['stripe', 'rk_notASigningSecret_7Hq', /begins with whsec_\. Nothing was stored/],
      ['zendesk', 'two words_7Hq', /one word/],
      ['zendesk', '', /brought no secret/],
      ['hubspot', 'hubspotGeheim_7Hq', /Set publicUrl/, 'private.json'],
    ];
    for (const [source, input, words, file] of cases) {
      const { code, stdout, stderr } = await run(['connect', source, '--webhook-secret'], input, file);
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)]);
      if (input !== '') expect(stderr).not.toContain(input);
    }
    // Never an argument, which others on the machine could read.
    expect((await run(['connect', 'stripe', '--webhook-secret', 'whsec_7Hq'])).code).toBe(2);
    for (const vendor of vendors) expect(await deliver(vendor, 1)).toBe(404);
    expect((await json(['sources'])).sources.map((s: { webhooks: unknown }) => s.webhooks)).toEqual(
      Array(4).fill(null),
    );
  });

  it.each(vendors)(
    'of %s count at once, two during a rotation, and not after their removal',
    {
      timeout: 120_000,
    },
    async (vendor) => {
      const first = await store(vendor, 1);
      expect([first.code, first.stderr]).toEqual([0, '']);
      expect(first.stdout).toContain(`The webhook secret of ${vendor} is stored.`);
      expect([await deliver(vendor, 1), await deliver(vendor, 2)]).toEqual([200, 401]);

      const second = await store(vendor, 2);
      expect(second.stdout).toContain(
        `The one before it is accepted until "alongside disconnect ${vendor} --webhook-secret old".`,
      );
      expect([await deliver(vendor, 1), await deliver(vendor, 2), await deliver(vendor, 3)]).toEqual([200, 200, 401]);
      // The same one again is not another one, and a third has no place.
      expect((await store(vendor, 2)).stdout).toContain('is stored already');
      const third = await store(vendor, 3);
      expect([third.code, third.stderr]).toEqual([1, expect.stringContaining('has two webhook secrets already')]);
      expect([await deliver(vendor, 1), await deliver(vendor, 2), await deliver(vendor, 3)]).toEqual([200, 200, 401]);

      const old = await json(['disconnect', vendor, '--webhook-secret', 'old']);
      expect(old).toMatchObject({ removed: 1, storedAt: expect.stringMatching(/Z$/), before: null });
      expect([await deliver(vendor, 1), await deliver(vendor, 2)]).toEqual([401, 200]);

      // A rotation that was a mistake: the one before counts again, and no longer ends.
      const before = await store(vendor, 3, '--old-for', '24');
      expect(before.stdout).toMatch(/The one before it is accepted until \d{4}-\d\d-\d\dT/);
      expect([await deliver(vendor, 2), await deliver(vendor, 3)]).toEqual([200, 200]);
      const back = await json(['disconnect', vendor, '--webhook-secret', 'new']);
      expect(back).toMatchObject({ removed: 1, storedAt: old.storedAt, before: null });
      expect([await deliver(vendor, 2), await deliver(vendor, 3)]).toEqual([200, 401]);

      // At once, without a time for the old one.
      expect((await store(vendor, 4, '--old-for', '0')).stdout).not.toContain('before');
      expect([await deliver(vendor, 2), await deliver(vendor, 4)]).toEqual([401, 200]);
    },
  );

  it('are told of by age, and which ones count', { timeout: 60_000 }, async () => {
    await store('stripe', 5, '--old-for', '24');
    const { stdout } = await run(['sources']);
    expect(stdout).toMatch(/^stripe .* secret stored \d+ seconds? ago /m);
    expect(stdout).toMatch(/^ {2}! The webhook secret before it is accepted until \d{4}-\d\d-\d\dT/m);
    const both = await run(['sources'], undefined, 'both.json');
    expect(both.stdout).toMatch(/^stripe .* by the configuration /m);
    expect(both.stdout).toContain('A webhook secret is stored and not used: the configuration has webhookSecrets');
    const more = await run(['connect', 'stripe', '--webhook-secret', '--json'], secretOf('stripe', 5), 'both.json');
    expect(JSON.parse(more.stdout)).toMatchObject({ changed: false, isUsed: false });
  });

  it('open under a new key while the server runs', { timeout: 60_000 }, async () => {
    expect(await json(['rekey'])).toEqual({ secrets: 4 });
    const [newest] = readFileSync(env.ALONGSIDE_KEY_FILE ?? '', 'utf8').split('\n');
    writeFileSync(env.ALONGSIDE_KEY_FILE ?? '', `${newest}\n`);
    for (const vendor of vendors) {
      expect(await deliver(vendor, vendor === 'stripe' ? 5 : 4)).toBe(200);
      expect(await deliver(vendor, 9)).toBe(401);
    }
  });

  it('go with the source', { timeout: 60_000 }, async () => {
    const { stdout } = await run(['disconnect', 'zendesk']);
    expect(stdout).toBe('zendesk has no secret to be asked with stored. Its webhook secrets are forgotten.\n');
    expect([await deliver('zendesk', 4), await deliver('hubspot', 4)]).toEqual([404, 200]);
    expect(await json(['disconnect', 'stripe', '--webhook-secret', 'all'])).toMatchObject({ removed: 2 });
    expect(await deliver('stripe', 5)).toBe(404);
  });

  it('are shown nowhere: not in the database, not in an answer, not in a log', { timeout: 60_000 }, async () => {
    const held = await databaseText(database);
    // The search would find one.
    expect(held).toContain('webhook');
    serving.child.kill('SIGTERM');
    const { stdout, stderr } = await serving.result;
    expect(stderr).toContain('request refused');
    for (const vendor of vendors) {
      for (const n of [1, 2, 3, 4, 5, 9]) {
        const secret = secretOf(vendor, n);
        expect(held.includes(secret), secret).toBe(false);
        expect(held.includes(Buffer.from(secret).toString('base64')), secret).toBe(false);
        expect([...said, stdout, stderr].join('\n')).not.toContain(secret);
      }
    }
  });
});
