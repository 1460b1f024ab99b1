import { Command, CommanderError, InvalidArgumentError } from 'commander';
import './cli/unreadOutput.ts';
import type { Config } from './config.ts';
import type { PipelineResult, runPipeline } from './jobs/pipeline.ts';
import { keepHeapsSmall } from './smallHeaps.ts';
import type { Store } from './store/openStore.ts';

keepHeapsSmall();

const defaults = {
  configPath: '.data/alongside.json',
  database: 'sqlite:.data/alongside.sqlite',
  host: '127.0.0.1',
  port: 4620,
} as const;

type Common = { config: string; database: string; json?: boolean };

const print = (value: unknown) =>
  process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`);

/** Commands whose options stand beside what they do. */
const describedElsewhere: Record<string, () => Promise<(command: Command) => void>> = {
  connect: async () => (await import('./cli/sourceSecrets.ts')).describeConnect,
  disconnect: async () => (await import('./cli/sourceSecrets.ts')).describeDisconnect,
  rekey: async () => (await import('./cli/sourceSecrets.ts')).describeRekey,
  import: async () => (await import('./cli/import.ts')).describeImport,
  match: async () => (await import('./cli/match.ts')).describeMatch,
  calibrate: async () => (await import('./cli/calibrate.ts')).describeCalibrate,
};

/** The command line: `alongside serve | sync | rebuild | sources | connect | disconnect | rekey | pair | context | decide | explain | events | import | doctor | detect | match | calibrate`. Exit codes: 0 done, 1 failed with a reason, 2 wrong usage. A command loads what it needs and no more: the whole program takes half a second. */
async function program(): Promise<Command> {
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
  command('connect', 'Connect a source: sign in, or enter its secret, or that of its webhooks, on standard input');
  command('disconnect', 'Revoke the sign-in to a source where it can be, and forget its secrets');
  command('rekey', 'Encrypt the stored secrets with a new key');
  command('decide', 'Decide that two company records must or cannot be one customer, or undo a decision')
    .argument('<what>', 'must, cannot or undo')
    .argument('<first>', 'salesforce/Account/<id>, hubspot/company/<id>, …; for undo the id of the decision')
    .argument('[second]', 'the other record')
    .option('--reason <text>', 'why; shown where the link is explained')
    .option('--actor <id>', 'user of the configuration who decides; the first one by default')
    .action(decideCommand);
  command('events', 'Show what senders sent, and which groups belong to no customer').action(eventsCommand);
  command('import', 'Bring in the rows of a CSV or JSON Lines file, by a mapping');
  command('explain', "Say where a customer's values are from, or why two records or customers are one, or not")
    .argument('<first>', 'salesforce/Account/<id> or the like, an account id, or a part of the name')
    .argument('[second]', 'the other one')
    .action(explainCommand);
  command('doctor', 'Check configuration, database, sources, port and browser')
    .option('--port <n>', 'port', port, defaults.port)
    .action(doctor);
  cli
    .command('detect')
    .description('Read page addresses on standard input, one a line; print the record that each names as JSON, or null')
    .action(async () => (await import('./cli/detect.ts')).detect(process.stdin, process.stdout));
  cli
    .command('match')
    .description('Find records that are the same in a CSV file, or across two; before anything is connected');
  cli
    .command('calibrate')
    .description('See how well a churn index fitted on your own outcomes would tell; changes nothing');
  for (const called of cli.commands)
    if (process.argv.includes(called.name())) (await describedElsewhere[called.name()]?.())?.(called);
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

async function configOf(options: Common): Promise<Config> {
  const { readConfig } = await import('./config.ts');
  return readConfig(options.config);
}

async function withStore<T>(database: string, work: (store: Store) => Promise<T>): Promise<T> {
  const { openStore } = await import('./store/openStore.ts');
  const store = await openStore(database);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function serve(options: Common & { port: number; host: string; sync?: boolean; every: number }): Promise<void> {
  const config = await configOf(options);
  const { createLog } = await import('./log.ts');
  const { startServer } = await import('./main.ts');
  const { openStore } = await import('./store/openStore.ts');
  const { pullInWorker } = await import('./jobs/pullInWorker.ts');
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
  if (everyMs > 0) pulling = pullInWorker({ configPath: options.config, database: options.database, everyMs, log });
  await stopped;
  log.info('stopping');
  await Promise.all([server.close(), pulling?.stop()]);
  await store.close();
}

async function pull(store: Store, config: Config, run?: typeof runPipeline): Promise<PipelineResult> {
  const { progressBars } = await import('./cli/progressBars.ts');
  const { runLeased } = await import('./jobs/leasedPipeline.ts');
  const { processDeps } = await import('./jobs/processDeps.ts');
  const { internalDomainsOf } = await import('./config.ts');
  const bars = progressBars();
  try {
    return await runLeased(
      {
        store,
        tenantId: config.tenant.id,
        sources: config.sources,
        internalDomains: internalDomainsOf(config),
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
  const config = await configOf(options);
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
  const { rebuild: rebuildContexts } = await import('./jobs/pipeline.ts');
  const config = await configOf(options);
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
async function findUser({ users }: Config, id: string | undefined): Promise<Config['users'][number]> {
  const user = id === undefined ? users[0] : users.find((u) => u.id === id);
  if (user) return user;
  const { ConfigError } = await import('./config.ts');
  throw new ConfigError(`There is no user "${id}". Choose one of ${users.map((u) => u.id).join(', ')}.`);
}

async function pairCommand(options: Common & { user?: string }): Promise<void> {
  const config = await configOf(options);
  const user = await findUser(config, options.user);
  const { createPairingCode } = await import('./auth/tokens.ts');
  const { saveUsers } = await import('./store/credentials.ts');
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
  const { contextText, findContext } = await import('./cli/context.ts');
  const config = await configOf(options);
  const context = await withStore(options.database, (store) => findContext(store, config.tenant.id, query));
  print(options.json ? context : contextText(context, Date.now()));
}

async function sources(options: Common): Promise<void> {
  const { sourcesText } = await import('./cli/sources.ts');
  const { readSourceList } = await import('./store/sourceStatus.ts');
  const config = await configOf(options);
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
  const { runDecide } = await import('./cli/decide.ts');
  const config = await configOf(options);
  const { id: actor } = await findUser(config, options.actor);
  const asked = { what, first, second, reason: options.reason, actor };
  const { text, ...done } = await withStore(options.database, (store) =>
    runDecide(store, config.tenant.id, asked, Date.now()),
  );
  print(options.json ? done : text);
}

async function eventsCommand(options: Common): Promise<void> {
  const { eventsText } = await import('./cli/events.ts');
  const { readEventStatus } = await import('./store/eventStatus.ts');
  const config = await configOf(options);
  const status = await withStore(options.database, (store) => readEventStatus(store, config.tenant.id, Date.now()));
  print(options.json ? status : eventsText(status, config.events));
}

async function explainCommand(first: string, second: string | undefined, options: Common): Promise<void> {
  const { runExplain } = await import('./cli/explainCustomer.ts');
  const config = await configOf(options);
  const explained = withStore(options.database, (store) => runExplain(store, config, [first, second], Date.now()));
  print(await explained.then(({ found, text }) => (options.json ? found : text)));
}

async function doctor(options: Common & { port: number }): Promise<void> {
  const { runDoctor } = await import('./cli/doctor.ts');
  const checks = await runDoctor({ configPath: options.config, database: options.database, port: options.port });
  if (options.json) print(checks);
  else for (const c of checks) print(`${c.warning ? 'warn' : c.ok ? 'ok  ' : 'FAIL'} ${c.what}: ${c.detail}`);
  if (checks.some((c) => !c.ok)) process.exitCode = 1;
}

/** Errors with words for the person at the keyboard, whichever part of the program they come from. */
const told = ['ConfigError', 'StoreError', 'StartError', 'BusyError', 'DecisionRefused', 'LookupError'];

try {
  await (await program()).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { name, message, stack } = error as Error;
    process.stderr.write(`${told.includes(name) ? message : `Unexpected: ${stack ?? error}`}\n`);
    process.exitCode = 1;
  }
}
