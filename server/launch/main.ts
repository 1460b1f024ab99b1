import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPairingCode } from '../auth/tokens.ts';
import { contextText, findContext } from '../cli/context.ts';
import { progressBars } from '../cli/progressBars.ts';
import { ConfigError, readConfig } from '../config.ts';
import { processDeps, runPipeline } from '../jobs/pipeline.ts';
import { createLog } from '../log.ts';
import { StartError, startServer } from '../main.ts';
import { defaultAccounts, defaultSandboxPort, defaultSeed } from '../sandbox/instances.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { startSandbox } from '../sandbox/startSandbox.ts';
import { openStore, StoreError } from '../store/openStore.ts';
import { buildExtension } from './buildExtension.ts';
import { openBrowser } from './openBrowser.ts';

const help = `npm start [-- options]

Builds the extension, starts a sandbox of the four vendors and the backend, synchronises, and opens a browser on look-alike CRM pages.

  --exit              stop after everything has been shown once
  --port N            port of the backend (4620)
  --sandbox-port N    port of the sandbox (4621)
  --seed N            seed of the sandbox company (7)
  --accounts N        number of its customers (200)
`;

const { values } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    port: { type: 'string', default: '4620' },
    'sandbox-port': { type: 'string', default: String(defaultSandboxPort) },
    seed: { type: 'string', default: String(defaultSeed) },
    accounts: { type: 'string', default: String(defaultAccounts) },
  },
});

const root = process.cwd();
const dataDir = join(root, '.data');
const configPath = join(dataDir, 'alongside.json');
const say = (text: string) => process.stdout.write(`${text}\n`);
const closers: (() => Promise<unknown>)[] = [];

async function start(): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  mkdirSync(dataDir, { recursive: true });

  say('Building the extension…');
  const extension = buildExtension(root);

  const sandboxPort = Number(values['sandbox-port']);
  const sandbox = await startSandbox({
    port: sandboxPort,
    seed: Number(values.seed),
    accounts: Number(values.accounts),
  }).catch((error: { code?: string }) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartError(
      `Port ${sandboxPort} is taken, perhaps by another "npm start". Stop that one, or choose another with --sandbox-port.`,
    );
  });
  closers.push(() => sandbox.close());
  say(`Sandbox with ${sandbox.world.customers.length} customers at ${sandbox.url}`);

  writeFileSync(configPath, `${JSON.stringify(sandboxConfig(sandbox.url), null, 2)}\n`);
  const config = readConfig(configPath);
  const store = await openStore(process.env.DATABASE_URL ?? `sqlite:${join(dataDir, 'alongside.sqlite')}`);
  closers.push(() => store.close());
  const server = await startServer({
    store,
    config,
    host: '127.0.0.1',
    port: Number(values.port),
    log: createLog('warn'),
  });
  closers.push(() => server.close());
  say(`Backend at ${server.url}`);

  const bars = progressBars();
  const result = await runPipeline({
    store,
    tenantId: config.tenant.id,
    sources: config.sources,
    deps: processDeps(),
    onProgress: bars.onProgress,
  }).finally(bars.stop);
  for (const s of result.sources) if (s.error) say(`${s.source}: ${s.error}`);
  say(`${result.accounts} customers from ${result.records} records`);

  const user = config.users[0];
  if (!user) throw new ConfigError('The configuration has no user.');
  const { code } = await createPairingCode(store, config.tenant.id, user.id, Date.now());
  const browser = await openBrowser({
    root,
    extension,
    backend: server.url,
    code,
    world: sandbox.world,
    headless: !hasDisplay(),
  });
  closers.push(() => browser.close());
  for (const picture of browser.pictures) say(`Picture: ${picture}`);
  if (!hasDisplay())
    say(`\n${contextText(await findContext(store, config.tenant.id, 'Northwind Analytics'), Date.now())}\n`);

  if (values.exit) return;
  say(`Everything runs. ${hasDisplay() ? 'The browser shows the three CRMs. ' : ''}Ctrl-C stops it.`);
  await Promise.race([stopped, browser.closed]);
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

if (values.help) say(help);
else {
  try {
    await start();
  } catch (error) {
    const known = error instanceof StartError || error instanceof StoreError || error instanceof ConfigError;
    process.stderr.write(`${known ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  } finally {
    for (const close of closers.reverse()) await close().catch(() => undefined);
  }
}
