import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import { openStore } from '../../server/store/openStore.ts';
import { startProxy } from '../support/proxy.ts';
import { runCli, startCli } from '../support/runCli.ts';
import { browse, signInSources } from '../support/signIn.ts';
import { describeStores } from '../support/stores.ts';

/** A process ends with signal 9 after the vendor has given new tokens and before they have arrived. */
describeStores('a kill while a token is refreshed', (stores) => {
  let folder: string;
  let sandbox: Sandbox;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let args: string[];
  let database: string;
  let isHeldBack = false;
  const env = () => ({ ALONGSIDE_KEY_FILE: join(folder, 'key') });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-kill-'));
    sandbox = await startSandbox({ port: 0, accounts: 12 });
    proxy = await startProxy(() => sandbox.url);
    proxy.delayMs = () => (isHeldBack && proxy.requests.at(-1)?.includes('/token') ? 3_600_000 : 0);
    sandbox.signIns.salesforce.settings.names = `${proxy.url}/salesforce`;
    mkdirSync(join(folder, 'data'));
    const given = stores.url();
    database = given.startsWith('sqlite:') ? `sqlite:${join(folder, 'data', 'a.sqlite')}` : given;
    const config = { ...sandboxConfig(proxy.url), sources: signInSources(proxy.url).slice(0, 1) };
    writeFileSync(join(folder, 'c.json'), JSON.stringify(config));
    args = ['--config', join(folder, 'c.json'), '--database', database];
    await connect();
    expect((await sync()).code).toBe(0);
  }, 60_000);
  afterAll(async () => {
    await proxy.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const sync = () => runCli(['sync', ...args], { env: env() });
  async function connect(): Promise<void> {
    const cli = startCli(['connect', 'salesforce', '--port', '0', ...args], { env: env() });
    let text = '';
    cli.child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    const address = await vi.waitFor(() => /^http:\S+$/m.exec(text)?.[0] ?? Promise.reject(new Error(text)), 20_000);
    await browse(address);
    expect(await cli.result).toMatchObject({ code: 0 });
  }
  async function killInRefresh(): Promise<void> {
    const { asked } = sandbox.signIns.salesforce;
    asked.refresh = 0;
    sandbox.signIns.salesforce.expire();
    isHeldBack = true;
    const cli = startCli(['sync', ...args], { env: env() });
    await vi.waitFor(() => expect(asked.refresh).toBe(1), { timeout: 20_000, interval: 20 });
    cli.child.kill('SIGKILL');
    await cli.result;
    isHeldBack = false;
  }
  async function records(): Promise<number> {
    const store = await openStore(database);
    const rows = await store.db.selectFrom('source_record').select('id').where('deleted', '=', 0).execute();
    await store.close();
    return rows.length;
  }

  it('costs nothing where refresh tokens stay', { timeout: 60_000 }, async () => {
    await killInRefresh();
    const { code, stdout } = await sync();
    expect([code, stdout]).toEqual([0, expect.stringContaining('salesforce: ')]);
    expect(sandbox.signIns.salesforce.asked.refresh).toBe(2);
  });

  it('costs a sign-in where they rotate, says so, and loses no data', { timeout: 60_000 }, async () => {
    const before = await records();
    sandbox.signIns.salesforce.settings.rotates = true;
    await killInRefresh();
    const { code, stdout } = await sync();
    expect([code, stdout]).toEqual([1, expect.stringContaining('Sign in again: run "alongside connect salesforce".')]);
    expect(await records()).toBe(before);
    await connect();
    expect((await sync()).code).toBe(0);
    expect(await records()).toBe(before);
  });
});
