import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import { readSourceList } from '../../server/store/sourceStatus.ts';
import { withStore } from '../drill/dump.ts';
import { runCli, startServe } from '../support/runCli.ts';
import { describeStores } from '../support/stores.ts';

const connected = (['salesforce', 'hubspot', 'zendesk', 'stripe'] as const).map((source) => ({ source }));

describeStores('alongside serve', (stores) => {
  let folder: string;
  let sandbox: Sandbox;
  let config: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-pulling-'));
    sandbox = await startSandbox({ port: 0, accounts: 12 });
    config = join(folder, 'alongside.json');
    const { sources, ...rest } = sandboxConfig(sandbox.url);
    const hooked = sources.map((s) => (s.source === 'salesforce' ? s : { ...s, webhookSecrets: ['whsec_test'] }));
    writeFileSync(config, JSON.stringify({ ...rest, publicUrl: 'https://alongside.example', sources: hooked }));
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const status = (database: string) =>
    withStore(database, (store) => readSourceList(store, 'cobalt', connected, Date.now()));
  const until = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 60_000, interval: 200 });

  it('pulls by itself, takes signed webhooks, says when it comes again, and stops', { timeout: 120_000 }, async () => {
    const database = stores.url();
    const server = await startServe(['--config', config, '--database', database, '--every', '7']);
    onTestFinished(() => void server.child.kill('SIGKILL'));
    await until(async () => {
      const list = await status(database);
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
      const list = await status(database);
      expect([list.pulling, ...list.sources.map((s) => s.waiting)]).toEqual([false, 0, 0, 0, 0]);
      expect(Date.parse(list.nextPullAt ?? '') - Date.now()).toBeGreaterThan(4 * 60_000);
    });

    server.child.kill('SIGTERM');
    expect((await server.result).code).toBe(0);
    expect(await status(database)).toMatchObject({ pulling: false, nextPullAt: null });
  });

  it('stops in the middle of a pull, which another process may not join', { timeout: 120_000 }, async () => {
    const database = stores.url();
    sandbox.faults.add({ vendor: 'zendesk', what: 'slow', seconds: 3600, times: null });
    onTestFinished(() => sandbox.faults.clear());
    const server = await startServe(['--config', config, '--database', database]);
    onTestFinished(() => void server.child.kill('SIGKILL'));
    await until(async () => expect((await status(database)).pulling).toBe(true));
    const second = await runCli(['sync', '--config', config, '--database', database]);
    expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/^Another process .* is pulling\./)]);
    server.child.kill('SIGTERM');
    expect((await server.result).code).toBe(0);
    expect(await status(database)).toMatchObject({ pulling: false, nextPullAt: null });
  });
});
