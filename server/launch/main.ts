import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPairingCode } from '../auth/tokens.ts';
import { contextText, findContext } from '../cli/context.ts';
import { progressBars } from '../cli/progressBars.ts';
import { ConfigError, internalDomainsOf, readConfig } from '../config.ts';
import { runPipeline } from '../jobs/pipeline.ts';
import { processDeps } from '../jobs/processDeps.ts';
import { createLog } from '../log.ts';
import { StartError, startServer } from '../main.ts';
import { defaultAccounts, defaultSandboxPort, defaultSeed } from '../sandbox/instances.ts';
import { startSandbox } from '../sandbox/startSandbox.ts';
import { openStore, StoreError } from '../store/openStore.ts';
import { buildExtension } from './buildExtension.ts';
import { findBrowser } from './findBrowser.ts';
import { openBrowser } from './openBrowser.ts';
import { claimWorld, writeSandboxConfig } from './sandboxFiles.ts';

const help = `npm start [-- options]

Builds the extension, starts a sandbox of the four vendors and the backend, synchronises, and opens a browser on look-alike CRM pages.

  --exit              stop after everything has been shown once
  --port N            port of the backend (4620)
  --sandbox-port N    port of the sandbox (4621)
  --seed N            seed of the sandbox company (7)
  --accounts N        number of its customers (200)
`;

/** Wrong use of the command, in words that say what to do. */
class UsageError extends Error {}

function readOptions() {
  try {
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
    const { exit, help: wantsHelp } = values;
    return {
      exit,
      help: wantsHelp,
      port: whole('port', values.port, 0, 65_535),
      sandboxPort: whole('sandbox-port', values['sandbox-port'], 0, 65_535),
      choice: {
        seed: whole('seed', values.seed, 0, 2 ** 31),
        accounts: whole('accounts', values.accounts, 20, 100_000),
      },
    };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${help}`);
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < least || n > most)
    throw new Error(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  return n;
}

const root = process.cwd();
const dataDir = join(root, '.data');
const configPath = join(dataDir, 'alongside.json');
const say = (text: string) => process.stdout.write(`${text}\n`);
const closers: (() => Promise<unknown>)[] = [];

async function start(options: ReturnType<typeof readOptions>, stopped: Promise<void>): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  if (!findBrowser()) {
    throw new StartError(
      'No Chromium was found. Install it (on Debian "sudo apt-get install chromium"), or name one in CHROMIUM, such as CHROMIUM=/usr/bin/google-chrome.',
    );
  }

  say('Building the extension…');
  const extension = buildExtension(root);

  const { sandboxPort, choice } = options;
  const sandbox = await startSandbox({ port: sandboxPort, ...choice }).catch((error: { code?: string }) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new StartError(
      `Port ${sandboxPort} is taken, perhaps by another "npm start". Stop that one, or choose another with --sandbox-port.`,
    );
  });
  closers.push(() => sandbox.close());
  say(`Sandbox with ${sandbox.world.customers.length} customers at ${sandbox.url}`);

  writeSandboxConfig(configPath, sandbox.url);
  const config = readConfig(configPath);
  const database = join(dataDir, 'alongside.sqlite');
  if (!process.env.DATABASE_URL) claimWorld({ stamp: join(dataDir, 'world.json'), database, choice });
  const hadData = !process.env.DATABASE_URL && existsSync(database);
  const store = await openStore(process.env.DATABASE_URL ?? `sqlite:${database}`);
  closers.push(() => store.close());
  const server = await startServer({
    store,
    config,
    host: '127.0.0.1',
    port: options.port,
    log: createLog('warn'),
  });
  closers.push(() => server.close());
  say(`Backend at ${server.url}`);

  // The browser starts while the sources are read, and shows at once what an earlier start has left; hints bring it up to date.
  const opening = openBrowser({ extension, world: sandbox.world, headless: !hasDisplay() });
  closers.push(() => opening.then((browser) => browser.close()));
  const show = async () => {
    const user = config.users[0];
    if (!user) throw new ConfigError('The configuration has no user.');
    const { code } = await createPairingCode(store, config.tenant.id, user.id, Date.now());
    await (await opening).show(server.url, code);
  };
  const early = hadData ? show() : opening;
  early.catch(() => undefined);
  const bars = progressBars();
  const result = await runPipeline({
    store,
    tenantId: config.tenant.id,
    sources: config.sources,
    internalDomains: internalDomainsOf(config),
    deps: processDeps(),
    onProgress: bars.onProgress,
  }).finally(bars.stop);
  for (const s of result.sources) if (s.error) say(`${s.source}: ${s.error}`);
  say(`${result.accounts} customers, ${result.linked} records linked`);

  await early;
  if (!hadData) await show();
  const browser = await opening;
  if (!hasDisplay())
    for (const picture of await browser.pictures(join(dataDir, 'first-look'))) say(`Picture: ${picture}`);
  if (!hasDisplay())
    say(`\n${contextText(await findContext(store, config.tenant.id, 'Northwind Analytics'), Date.now())}\n`);

  if (options.exit) return;
  say(`Everything runs. ${hasDisplay() ? 'The browser shows the three CRMs. ' : ''}Ctrl-C stops it.`);
  await Promise.race([stopped, browser.closed]);
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});
try {
  const options = readOptions();
  if (options.help) say(help);
  else await Promise.race([start(options, stopped), stopped]);
} catch (error) {
  const known = [StartError, StoreError, ConfigError, UsageError].some((kind) => error instanceof kind);
  process.stderr.write(`${known ? (error as Error).message : ((error as Error).stack ?? error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
for (const close of closers.reverse()) await close().catch(() => undefined);
// What a signal interrupted half-way has nothing left to do.
process.exit();
