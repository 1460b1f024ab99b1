import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ContextResponse } from '../../lib/contract/context.ts';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import { createPairingCode } from '../../server/auth/tokens.ts';
import { instances } from '../../server/sandbox/instances.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import { readSourceList } from '../../server/store/sourceStatus.ts';
import { withStore } from '../drill/dump.ts';
import { type CliChild, runCli, startServe } from '../support/runCli.ts';
import { describeStores } from '../support/stores.ts';

const connected = (['salesforce', 'hubspot', 'zendesk', 'stripe'] as const).map((source) => ({ source }));

describeStores('alongside serve', (stores) => {
  let folder: string;
  let sandbox: Sandbox;
  let config: string;
  let database: string;
  let server: CliChild & { url: string };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-pulling-'));
    sandbox = await startSandbox({ port: 0, accounts: 12 });
    config = join(folder, 'alongside.json');
    const { sources, ...rest } = sandboxConfig(sandbox.url);
    const hooked = sources.map((s) => (s.source === 'salesforce' ? s : { ...s, webhookSecrets: ['whsec_test'] }));
    writeFileSync(config, JSON.stringify({ ...rest, publicUrl: 'https://alongside.example', sources: hooked }));
    database = stores.url();
    server = await startServe(['--config', config, '--database', database, '--every', '7']);
  });
  afterAll(async () => {
    server?.child.kill('SIGKILL');
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const status = (of = database) => withStore(of, (store) => readSourceList(store, 'cobalt', connected, Date.now()));
  const until = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 60_000, interval: 200 });

  it('pulls by itself, takes signed webhooks, and says when it comes again', { timeout: 120_000 }, async () => {
    await until(async () => {
      const list = await status();
      expect(list.sources.map((s) => s.state)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
      expect(list.pulling).toBe(false);
      const inMs = Date.parse(list.nextPullAt ?? '') - Date.now();
      expect(inMs).toBeGreaterThan(5 * 60_000);
      expect(inMs).toBeLessThan(8 * 60_000);
    });

    const customer = sandbox.world.customers.find((c) => c.stripe[0] && c.hubspot[0] && c.zendesk[0]);
    const records = [
      ['stripe', 'customers', customer?.stripe[0]?.id],
      ['hubspot', 'companies', customer?.hubspot[0]?.id],
      ['zendesk', 'organizations', customer?.zendesk[0]?.id],
    ] as const;
    for (const [vendor, type, id] of records) {
      const webhook = {
        vendor,
        type,
        id,
        event: '77',
        secret: 'whsec_test',
        url: `${server.url}/v1/webhooks/${vendor}`,
        signedUrl: `https://alongside.example/v1/webhooks/${vendor}`,
      };
      const send = async () => {
        const answer = await fetch(`${sandbox.url}/control/webhooks`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(webhook),
        });
        return answer.json();
      };
      expect(await send(), vendor).toEqual({ status: 200, body: { accepted: 1 } });
      // HubSpot's events carry a time of their own, and so this is another one.
      if (vendor !== 'hubspot') expect(await send(), vendor).toEqual({ status: 200, body: { accepted: 0 } });
    }
    // What they name is fetched in a moment; the next pull of everything stays where it was.
    await until(async () => {
      const list = await status();
      expect([list.pulling, ...list.sources.map((s) => s.waiting)]).toEqual([false, 0, 0, 0, 0]);
      expect(Date.parse(list.nextPullAt ?? '') - Date.now()).toBeGreaterThan(4 * 60_000);
    });
  });

  it('applies a steward’s decision and its end in a moment, long before the next pull', {
    timeout: 120_000,
  }, async () => {
    const { code } = await withStore(database, (store) => createPairingCode(store, 'cobalt', 'mona', Date.now()));
    const headers = { [contractHeader]: String(contractVersion) };
    const send = async (method: string, path: string, body?: object) => {
      const json = body && { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await fetch(`${server.url}${path}`, { method, headers, ...json });
      expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
      return answer.status === 204 ? null : answer.json();
    };
    const { token } = await send('POST', '/v1/pair', { code, device: 'test' });
    Object.assign(headers, { authorization: `Bearer ${token}` });
    const [one = '', two = ''] = sandbox.world.customers.flatMap((c) => c.salesforce.slice(0, 1).map(({ id }) => id));
    const customerOf = async (id: string) => {
      const ref = { system: 'salesforce', instance: instances.salesforce, object: 'Account', id };
      const { document } = ContextResponse.parse(await send('GET', `/v1/context?${new URLSearchParams(ref)}`));
      return document ?? expect.unreachable('no document is served');
    };
    const planned = (await status()).nextPullAt;
    const before = [await customerOf(one), await customerOf(two)];
    expect(before[0]?.accountId).not.toBe(before[1]?.accountId);

    const key = crypto.randomUUID();
    const records = { a: `salesforce/Account/${one}`, b: `salesforce/Account/${two}` };
    await send('POST', '/v1/decisions', { key, verdict: 'must', ...records, reason: 'Seen together.' });
    await until(async () => {
      const both = await customerOf(one);
      expect(both).toEqual(await customerOf(two));
      // The records move first, the document follows.
      expect(both.links.map(({ id }) => id)).toEqual(expect.arrayContaining([one, two]));
      const evidence = both.links.flatMap((link) => link.evidence);
      expect(evidence).toContainEqual({ rule: 'decision', value: 'Seen together.' });
    });

    await send('DELETE', `/v1/decisions/${key}`);
    await until(async () => {
      const after = [await customerOf(one), await customerOf(two)];
      expect(after.map(({ header }) => header)).toEqual(before.map(({ header }) => header));
    });
    expect((await status()).nextPullAt).toBe(planned);
  });

  it('stops when it is told to', { timeout: 60_000 }, async () => {
    server.child.kill('SIGTERM');
    expect((await server.result).code).toBe(0);
    expect(await status()).toMatchObject({ pulling: false, nextPullAt: null });
  });

  it('stops in the middle of a pull, which another process may not join', { timeout: 120_000 }, async () => {
    const other = stores.url();
    sandbox.faults.add({ vendor: 'zendesk', what: 'slow', seconds: 3600, times: null });
    onTestFinished(() => sandbox.faults.clear());
    const slow = await startServe(['--config', config, '--database', other]);
    onTestFinished(() => void slow.child.kill('SIGKILL'));
    await until(async () => expect((await status(other)).pulling).toBe(true));
    const second = await runCli(['sync', '--config', config, '--database', other]);
    expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/^Another process .* is pulling\./)]);
    slow.child.kill('SIGTERM');
    expect((await slow.result).code).toBe(0);
    expect(await status(other)).toMatchObject({ pulling: false, nextPullAt: null });
  });
});
