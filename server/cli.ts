import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { createPairingCode } from './auth/tokens.ts';
import { describeCalibrate } from './cli/calibrate.ts';
import { contextText, findContext, LookupError } from './cli/context.ts';
import { runDecide } from './cli/decide.ts';
import { detect } from './cli/detect.ts';
import { runDoctor } from './cli/doctor.ts';
import { eventsText } from './cli/events.ts';
import { explainPair, explainText } from './cli/explain.ts';
import { describeImport } from './cli/import.ts';
import { describeMatch } from './cli/match.ts';
import { progressBars } from './cli/progressBars.ts';
import { describeConnect, describeDisconnect, describeRekey } from './cli/sourceSecrets.ts';
import { sourcesText } from './cli/sources.ts';
import { type Config, ConfigError, defaults, readConfig } from './config.ts';
import { DecisionRefused } from './domain/identity/decisions.ts';
import { BusyError, runLeased } from './jobs/leasedPipeline.ts';
import { type PipelineResult, processDeps, rebuild as rebuildContexts, runPipeline } from './jobs/pipeline.ts';
import { pullInWorker } from './jobs/pullInWorker.ts';
import { createLog } from './log.ts';
import { StartError, startServer } from './main.ts';
import { saveUsers } from './store/credentials.ts';
import { readEventStatus } from './store/eventStatus.ts';
import { openStore, type Store, StoreError } from './store/openStore.ts';
import { readSourceList } from './store/sourceStatus.ts';

type Common = { config: string; database: string; json?: boolean };

const print = (value: unknown) =>
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`);

/** The command line: `alongside serve | sync | rebuild | sources | connect | disconnect | rekey | pair | context | decide | explain | events | import | doctor | detect | match | calibrate`. Exit codes: 0 done, 1 failed with a reason, 2 wrong usage. */
function program(): Command {
  const cli = new Command('alongside')
    .description('Unified customer context: the backend and its tools.')
    .exitOverride()
    .configureHelp({ sortSubcommands: true });
  const command = (name: string, description: string) =>
    cli
      .command(name)
      .description(description)
      .option('--config <file>', 'configuration file', defaults.configPath)
      .option('--database <url>', 'sqlite:<path> or postgres://…', process.env.DATABASE_URL ?? defaults.database)
      .option('--json', 'print JSON');

  command('serve', 'Serve the API to the extension until interrupted')
    .option('--port <n>', 'port', port, defaults.port)
    .option('--host <name>', 'address to listen on', defaults.host)
    .option('--sync', 'pull from the sources first')
    .option('--every <minutes>', 'pull again and again; 0 turns it off', minutes, 10)
    .action(serve);
  command('sync', 'Pull from every source, resolve customers, publish contexts').action(sync);
  command('rebuild', 'Resolve customers and publish every context again from what is stored').action(rebuild);
  command('pair', 'Print a one-time code that pairs a browser')
    .option('--user <id>', 'user of the configuration; the first one by default')
    .action(pairCommand);
  command('context', 'Print the 360 of one customer')
    .argument('<customer>', 'a part of the name, an account id, or salesforce/Account/<id>')
    .action(contextCommand);
  command('sources', 'Print how the sources stand').action(sources);
  describeConnect(command('connect', 'Connect a source: sign in, or enter its secret on standard input'));
  describeDisconnect(command('disconnect', 'Revoke the sign-in to a source where it can be, and forget its secret'));
  describeRekey(command('rekey', 'Encrypt the stored secrets with a new key'));
  command('decide', 'Decide that two company records must or cannot be one customer, or undo a decision')
    .argument('<what>', 'must, cannot or undo')
    .argument('<first>', 'salesforce/Account/<id>, hubspot/company/<id>, …; for undo the id of the decision')
    .argument('[second]', 'the other record')
    .option('--reason <text>', 'why; shown where the link is explained')
    .option('--actor <id>', 'user of the configuration who decides; the first one by default')
    .action(decideCommand);
  command('events', 'Show what senders sent, and which groups belong to no customer').action(eventsCommand);
  describeImport(command('import', 'Bring in the rows of a CSV or JSON Lines file, by a mapping'));
  command('explain', 'Say why two records or customers are one, or why not')
    .argument('<first>', 'salesforce/Account/<id> or the like, an account id, or a part of the name')
    .argument('<second>', 'the other one')
    .action(explainCommand);
  command('doctor', 'Check configuration, database, sources, port and browser')
    .option('--port <n>', 'port', port, defaults.port)
    .action(doctor);
  cli
    .command('detect')
    .description('Read page addresses on standard input, one a line; print the record that each names as JSON, or null')
    .action(() => detect(process.stdin, process.stdout));
  describeMatch(cli.command('match'));
  describeCalibrate(cli.command('calibrate'));
  return cli;
}

function port(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0 || n > 65_535) throw new InvalidArgumentError('It takes a number from 0 to 65535.');
  return n;
}

function minutes(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 0 || n > 1440) throw new InvalidArgumentError('It takes a number from 0 to 1440.');
  return n;
}

async function withStore<T>(database: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(database);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function serve(options: Common & { port: number; host: string; sync?: boolean; every: number }): Promise<void> {
  const config = readConfig(options.config);
  const log = createLog();
  const store = await openStore(options.database);
  if (options.sync) await pull(store, config);
  let pulling: ReturnType<typeof pullInWorker> | null = null;
  const onMarked = () => pulling?.soon();
  const server = await startServer({ store, config, host: options.host, port: options.port, log, onMarked }).catch(
    async (error) => {
      await store.close();
      throw error;
    },
  );
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  print(
    options.json
      ? { url: server.url, database: store.engine }
      : `Serving ${config.tenant.name} at ${server.url} (${store.engine}). Ctrl-C stops.`,
  );
  const everyMs = options.every * 60_000;
  if (config.sources.length > 0 && everyMs > 0)
    pulling = pullInWorker({ configPath: options.config, database: options.database, everyMs, log });
  await stopped;
  log.info('stopping');
  await Promise.all([server.close(), pulling?.stop()]);
  await store.close();
}

async function pull(store: Store, config: Config, run = runPipeline): Promise<PipelineResult> {
  const bars = progressBars();
  try {
    return await runLeased(
      {
        store,
        tenantId: config.tenant.id,
        sources: config.sources,
        internalDomains: config.events?.internalDomains ?? [],
        deps: processDeps(),
        onProgress: bars.onProgress,
      },
      run,
    );
  } finally {
    bars.stop();
  }
}

async function sync(options: Common): Promise<void> {
  const config = readConfig(options.config);
  const result = await withStore(options.database, (store) => pull(store, config));
  if (options.json) print(result);
  else {
    for (const s of result.sources)
      print(s.error === null ? `${s.source}: ${s.rows} rows` : `${s.source}: failed. ${s.error}`);
    if (result.cycles.length > 0)
      print(`Ignored: ${result.cycles.length} parents that run in a circle: ${result.cycles.slice(0, 10).join(', ')}.`);
    print(`${result.accounts} customers, ${result.linked} records linked, ${result.changed} documents changed.`);
  }
  if (result.sources.some((s) => s.error !== null)) process.exitCode = 1;
}

async function rebuild(options: Common): Promise<void> {
  const config = readConfig(options.config);
  const { accounts, linked, changed } = await withStore(options.database, (store) =>
    pull(store, config, async (given) => ({
      sources: [],
      ...(await rebuildContexts({ ...given, nowMs: Date.now(), all: true })),
    })),
  );
  print(
    options.json
      ? { accounts, linked, changed }
      : `${accounts} customers, ${linked} records linked, ${changed} documents changed.`,
  );
}

/** A user of the configuration by id, the first one by default. */
function findUser({ users }: Config, id: string | undefined): Config['users'][number] {
  const user = id === undefined ? users[0] : users.find((u) => u.id === id);
  if (user) return user;
  throw new ConfigError(`There is no user "${id}". Choose one of ${users.map((u) => u.id).join(', ')}.`);
}

async function pairCommand(options: Common & { user?: string }): Promise<void> {
  const config = readConfig(options.config);
  const user = findUser(config, options.user);
  const { code, expiresAt } = await withStore(options.database, async (store) => {
    await saveUsers(store, config.tenant.id, config.users);
    return createPairingCode(store, config.tenant.id, user.id, Date.now());
  });
  if (options.json) print({ code, user: user.id, role: user.role, expiresAt: new Date(expiresAt).toISOString() });
  else
    print(
      `Pairing code for ${user.name} (${user.role}): ${code}\nEnter it on the extension's options page within ten minutes. It works once.`,
    );
}

async function contextCommand(query: string, options: Common): Promise<void> {
  const config = readConfig(options.config);
  const context = await withStore(options.database, (store) => findContext(store, config.tenant.id, query));
  print(options.json ? context : contextText(context, Date.now()));
}

async function sources(options: Common): Promise<void> {
  const config = readConfig(options.config);
  const list = await withStore(options.database, (store) =>
    readSourceList(store, config.tenant.id, config.sources, Date.now()),
  );
  print(options.json ? list : sourcesText(list));
}

async function decideCommand(
  what: string,
  first: string,
  second: string | undefined,
  options: Common & { reason?: string; actor?: string },
): Promise<void> {
  const config = readConfig(options.config);
  const actor = findUser(config, options.actor).id;
  const asked = { what, first, second, reason: options.reason, actor };
  const { text, ...done } = await withStore(options.database, (store) =>
    runDecide(store, config.tenant.id, asked, Date.now()),
  );
  print(options.json ? done : text);
}

async function eventsCommand(options: Common): Promise<void> {
  const config = readConfig(options.config);
  const status = await withStore(options.database, (store) => readEventStatus(store, config.tenant.id, Date.now()));
  print(options.json ? status : eventsText(status, config.events));
}

async function explainCommand(first: string, second: string, options: Common): Promise<void> {
  const { tenant } = readConfig(options.config);
  const found = await withStore(options.database, (store) => explainPair(store, tenant.id, [first, second]));
  print(options.json ? found : explainText(found));
}

async function doctor(options: Common & { port: number }): Promise<void> {
  const checks = await runDoctor({ configPath: options.config, database: options.database, port: options.port });
  if (options.json) print(checks);
  else for (const c of checks) print(`${c.warning ? 'warn' : c.ok ? 'ok  ' : 'FAIL'} ${c.what}: ${c.detail}`);
  if (checks.some((c) => !c.ok)) process.exitCode = 1;
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const known =
      error instanceof ConfigError ||
      error instanceof StoreError ||
      error instanceof StartError ||
      error instanceof BusyError ||
      error instanceof DecisionRefused ||
      error instanceof LookupError;
    process.stderr.write(`${known ? error.message : `Unexpected: ${(error as Error).stack ?? error}`}\n`);
    process.exitCode = 1;
  }
}
