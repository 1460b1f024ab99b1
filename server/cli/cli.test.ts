import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/runCli.ts';
import { pair } from '../auth/tokens.ts';
import type { ConfigFile } from '../config.ts';
import { sandboxSecrets } from '../sandbox/instances.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { sharedRecords } from '../sandbox/world/sharedRecords.ts';
import { addDrift } from '../store/drift.ts';
import { openStore } from '../store/openStore.ts';

/** The real program in processes of its own. */
const commands = [
  'serve',
  'sync',
  'rebuild',
  'sources',
  'connect',
  'disconnect',
  'rekey',
  'pair',
  'context',
  'events',
  'import',
  'doctor',
];
const wrongSecret = 'rk_wrong_7Hq2';
let folder: string;
let sandbox: Sandbox;
let common: string[];
/** A synchronised database and the name of one customer in it. */
let customer: string;

const file = (name: string) => join(folder, name);
function writeConfig(name: string, change: (config: ConfigFile) => void = () => {}): string {
  const config = sandboxConfig(sandbox.url);
  change(config);
  writeFileSync(file(name), JSON.stringify(config));
  return file(name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-cli-'));
  sandbox = await startSandbox({ port: 0, accounts: 12 });
  common = ['--config', writeConfig('good.json'), '--database', `sqlite:${file('good.sqlite')}`];
  writeFileSync(file('broken.json'), '{');
  const result = await runCli(['sync', ...common, '--json']);
  expect(result.code, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({
    accounts: expect.any(Number),
    sources: [
      { source: 'salesforce', error: null },
      { source: 'hubspot', error: null },
      { source: 'zendesk', error: null },
      { source: 'stripe', error: null },
    ],
  });
  // Progress goes to standard error, so that standard output can be piped.
  expect(result.stderr).toMatch(/stripe customers: \d+/);
  const store = await openStore(`sqlite:${file('good.sqlite')}`);
  customer = (await store.db.selectFrom('account').select('name').orderBy('id').executeTakeFirstOrThrow()).name;
  await store.close();
}, 60_000);
afterAll(async () => {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('sources', () => {
  it('says how each one stands, in columns or as JSON', async () => {
    const { code, stdout } = await runCli(['sources', ...common]);
    expect(code).toBe(0);
    const [head, ...lines] = stdout.split('\n');
    expect(head).toMatch(/^SOURCE +STATE +LAST SUCCESS +BUDGET USED +CONNECTED +WEBHOOKS +RECORDS$/);
    for (const source of ['salesforce', 'hubspot', 'zendesk', 'stripe'])
      expect(lines.some((line) => new RegExp(`^${source} +fresh +\\d+ \\w+ ago .*\\d`).test(line))).toBe(true);
    expect(stdout).toContain('Start "alongside serve"');
    const json = await runCli(['sources', ...common, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      pulling: false,
      nextPullAt: null,
      sources: [{ state: 'fresh' }, {}, {}, {}],
    });
  });
});

describe('usage', () => {
  it('helps everywhere, with exit code 0', { timeout: 60_000 }, async () => {
    const all = await Promise.all([[], ...commands.map((c) => [c])].map((args) => runCli([...args, '--help'])));
    for (const [i, { code, stdout, stderr }] of all.entries()) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(new RegExp(`^Usage: alongside ${commands[i - 1] ?? ''}`));
      if (i > 0) for (const option of ['--config', '--database', '--json', '--help']) expect(stdout).toContain(option);
    }
    for (const command of [...commands, 'detect']) expect(all[0]?.stdout).toContain(command);
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['sync', '--frobnicate']],
    ['a missing argument', ['context']],
    ['one argument too many', ['sync', 'everything']],
    ['a port that is none', ['serve', '--port', '70000']],
    ['a port that is no number', ['doctor', '--port', 'x']],
  ])('ends with 2 for %s', { timeout: 60_000 }, async (_what, args) => {
    const { code, stdout, stderr } = await runCli(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.length).toBeGreaterThan(10);
  });
});

describe('what cannot be done ends with 1 and one sentence', () => {
  it.each<[string, () => string[], RegExp]>([
    ['no configuration', () => ['sync', '--config', file('absent.json')], /^There is no configuration at /],
    ['a broken configuration', () => ['pair', '--config', file('broken.json')], /is not valid JSON/],
    [
      'an unknown user',
      () => ['pair', ...common, '--user', 'nobody'],
      /^There is no user "nobody"\. Choose one of rhea, amir/,
    ],
    ['an unknown customer', () => ['context', 'Nobody GmbH', ...common], /^No customer matches "Nobody GmbH"\. Try/],
    [
      'an unknown record',
      () => ['context', 'salesforce/Account/001000000000000AAA', ...common],
      /^No customer is known for /,
    ],
    ['a name that many have', () => ['context', 'a', ...common], /^Several customers match "a": .*Use the id\./],
    [
      'a database that is none',
      () => ['sync', ...common.slice(0, 2), '--database', `sqlite:${common[1]}`],
      /is not a readable Alongside database .*Nothing was changed/,
    ],
    [
      'a PostgreSQL that does not run',
      () => ['sync', ...common.slice(0, 2), '--database', 'postgres://user:geheim@127.0.0.1:1/x'],
      /^Cannot use the PostgreSQL database x on 127\.0\.0\.1:1 /,
    ],
  ])('%s', { timeout: 60_000 }, async (_what, args, expected) => {
    const before = readFileSync(file('good.json'), 'utf8');
    const { code, stdout, stderr } = await runCli(args());
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(expected);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stderr).not.toContain('geheim');
    expect(readFileSync(file('good.json'), 'utf8')).toBe(before);
  });

  it('a port that is taken', { timeout: 60_000 }, async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await runCli(['serve', ...common, '--port', String(port)]);
    await new Promise((resolve) => taken.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^Port ${port} is taken.*--port\\.\\n$`));
  });
});

describe('commands', () => {
  it('sync ends with 1 when a source fails, says why, keeps the others and no secret', {
    timeout: 60_000,
  }, async () => {
    const config = writeConfig('partial.json', (c) => {
      for (const s of c.sources) if (s.source === 'stripe') s.secret = wrongSecret;
    });
    const result = await runCli(['sync', '--config', config, '--database', `sqlite:${file('partial.sqlite')}`]);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^salesforce: [1-9]\d* rows$/m);
    expect(result.stdout).toMatch(/^stripe: failed\. stripe refused the credentials\. Renew the secret/m);
    expect(result.stdout).toMatch(/^\d+ customers, \d+ records linked, \d+ documents changed\.$/m);
    for (const secret of [wrongSecret, ...Object.values(sandboxSecrets)]) {
      expect(result.stdout + result.stderr).not.toContain(secret);
    }
  });

  it('context prints the customer as text and as JSON, by name, by id and by record', { timeout: 60_000 }, async () => {
    const text = await runCli(['context', customer, ...common]);
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout.split('\n')[0]).toBe(customer);
    for (const heading of ['Health', 'Next', 'Billing', 'Support', 'As of']) expect(text.stdout).toContain(heading);
    const byName = JSON.parse((await runCli(['context', customer, ...common, '--json'])).stdout);
    expect(byName.document.header.name).toBe(customer);
    const link =
      byName.document.links.find((l: { system: string }) => l.system === 'salesforce') ?? byName.document.links[0];
    const others = await Promise.all(
      [byName.document.accountId, `${link.system}/${link.object}/${link.id}`].map((q) =>
        runCli(['context', q, ...common, '--json']),
      ),
    );
    for (const { code, stdout } of others) {
      expect(code).toBe(0);
      expect(JSON.parse(stdout).document).toEqual(byName.document);
    }
  });

  it('context names the other customers of a record', { timeout: 60_000 }, async () => {
    const [copied, undecided] = await Promise.all(
      [`zendesk/ticket/${sharedRecords.copiedTicket}`, `hubspot/contact/${sharedRecords.undecidedContact}`].map((id) =>
        runCli(['context', id, ...common]),
      ),
    );
    expect(copied?.stdout).toMatch(/^Bridgepoint Resellers Ltd\n/);
    expect(copied?.stdout).toMatch(/\nAlso on this record\n {2}Larkspur Clinics Ltd {2}acc_\w+\n/);
    expect(undecided?.stdout).toMatch(
      /^This record could belong to several customers:\n {2}Bridgepoint Resellers Ltd {2}acc_\w+\n {2}Larkspur Clinics Ltd {2}acc_\w+\n$/,
    );
  });

  it('doctor warns of hints that the pages of a vendor do not have any more', { timeout: 60_000 }, async () => {
    const database = `sqlite:${file('drift.sqlite')}`;
    const store = await openStore(database);
    const report = { system: 'zendesk' as const, pack: '2026-11-20', hint: 'ticket.name', found: 3, missed: 37 };
    await addDrift(store, 'cobalt', report, Date.now());
    await store.close();
    const { code, stdout } = await runCli(['doctor', ...common.slice(0, 2), '--database', database], {
      env: { CHROMIUM: process.execPath },
    });
    expect(stdout).toMatch(
      /^warn pages: Zendesk hint ticket\.name missed 37 of 40 since \d{4}-\d\d-\d\d: the vendor has/m,
    );
    expect(code).toBe(0);
  });

  it('pair prints a code that works once', { timeout: 60_000 }, async () => {
    const [text, json] = await Promise.all([
      runCli(['pair', ...common]),
      runCli(['pair', ...common, '--user', 'vera', '--json']),
    ]);
    expect(text.stdout).toMatch(/^Pairing code for Rhea Lindqvist \(rep\): [A-Z2-9]{5}-[A-Z2-9]{5}\n/);
    const { code, user, role, expiresAt } = JSON.parse(json.stdout);
    expect({ user, role }).toEqual({ user: 'vera', role: 'viewer' });
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600_000)).toBeLessThan(60_000);
    const store = await openStore(`sqlite:${file('good.sqlite')}`);
    const exchange = () => pair(store, 'cobalt', { code, device: 'test' }, Date.now());
    expect((await exchange())?.user.id).toBe('vera');
    expect(await exchange()).toBeNull();
    await store.close();
  });

  it('doctor checks everything, and ends with 1 when something is wrong', { timeout: 60_000 }, async () => {
    const config = writeConfig('sick.json', (c) => {
      for (const s of c.sources) {
        if (s.source === 'stripe') s.secret = wrongSecret;
        if (s.source === 'zendesk') s.baseUrl = 'http://127.0.0.1:1/zendesk';
      }
    });
    const [good, sick] = await Promise.all([
      runCli(['doctor', ...common, '--json'], { env: { CHROMIUM: process.execPath } }),
      runCli(['doctor', '--config', config, '--database', `sqlite:${common[1]}`], { env: { CHROMIUM: '/nowhere' } }),
    ]);
    const checks = JSON.parse(good.stdout) as { what: string; ok: boolean }[];
    expect([good.code, checks.filter((c) => !c.ok)]).toEqual([0, []]);
    expect(checks.map((c) => c.what)).toEqual([
      'node',
      'configuration',
      'database',
      'source salesforce',
      'source hubspot',
      'source zendesk',
      'source stripe',
      'port',
      'browser',
    ]);
    expect(sick.code).toBe(1);
    expect(sick.stdout).toMatch(/^FAIL database: .*not a readable Alongside database/m);
    expect(sick.stdout).toMatch(/^ok {3}source hubspot: answers/m);
    expect(sick.stdout).toMatch(
      /^FAIL source zendesk: zendesk does not answer at http:\/\/127\.0\.0\.1:1\/zendesk\. Is it running\?/m,
    );
    expect(sick.stdout).toMatch(/^FAIL source stripe: stripe refused the credentials/m);
    expect(sick.stdout).toMatch(/^FAIL browser: No Chromium was found/m);
    expect(sick.stdout + sick.stderr).not.toContain(wrongSecret);
  });
});
