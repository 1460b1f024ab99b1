import { parseArgs } from 'node:util';
import { buildExtension } from '../../server/launch/buildExtension.ts';
import { runBrowserDrill } from './browserDrill.ts';
import { drillEngine, engines } from './killDrill.ts';

const help = `npm run drill [-- options]

Kills synchronisations and servers with -9 at many points, opens them again, and compares with an undisturbed run. Switches quickly between
records in two tabs of Chromium, with late answers and a worker that is stopped, and reads every frame that was painted. Navigates as much
as a person does in an hour, and looks whether listeners, connections, nodes and memory grow.

  --only PART     kills, races or soak; all by default
  --seed N        where the kill points, the races and the navigations come from (the day's number)
  --rounds N      rounds of kills per engine (75, of which 50 are of synchronisations)
  --engine NAME   sqlite or postgres; both by default
  --accounts N    customers of the sandbox company (120)
  --navigations N racing navigations (10000)
  --hour N        navigations of the hour (3600)
`;

/** One broken thing shows many times. */
const maxShown = 20;
const root = new URL('../..', import.meta.url).pathname;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function wholeNumber(name: string, text: string): number {
  const n = Number(text);
  return Number.isInteger(n) && n > 0 ? n : fail(`--${name} takes a whole number above 0.`);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '75' },
        engine: { type: 'string' },
        seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
        accounts: { type: 'string', default: '120' },
        only: { type: 'string' },
        navigations: { type: 'string', default: '10000' },
        hour: { type: 'string', default: '3600' },
      },
    }).values;
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`);
  }
}

type Values = ReturnType<typeof readOptions>;

/** Prints a row for each engine and kind of kill. True when there were kills and nothing broke. */
async function kills(values: Values): Promise<boolean> {
  const chosen = engines.filter((engine) => values.engine === undefined || engine === values.engine);
  if (chosen.length === 0) fail('--engine takes sqlite or postgres.');
  const options = {
    rounds: wholeNumber('rounds', values.rounds),
    seed: wholeNumber('seed', values.seed),
    accounts: wholeNumber('accounts', values.accounts),
  };
  process.stdout.write(`Seed ${options.seed}, ${options.rounds} rounds per engine\n`);
  const found: string[] = [];
  const lines: string[] = [];
  const row = (...cells: (string | number)[]) =>
    cells.map((cell, i) => (i < 2 ? String(cell).padEnd(18) : String(cell).padStart(9))).join('');
  let killed = 0;
  for (const engine of chosen) {
    const result = await drillEngine(engine, options);
    found.push(...result.found);
    for (const [kind, t] of result.tallies) {
      killed += t.kills;
      lines.push(row(engine, kind, t.rounds, t.kills, t.faults, (t.ms / 1000).toFixed(1)));
    }
  }
  process.stdout.write(`\n${row('engine', 'killed', 'rounds', 'kills', 'faults', 'seconds')}\n${lines.join('\n')}\n`);
  for (const fault of found.slice(0, maxShown)) process.stdout.write(`\n${fault}\n`);
  if (found.length > maxShown) process.stdout.write(`\nand ${found.length - maxShown} more\n`);
  process.stdout.write(`\n${killed} kills, ${found.length} faults\n`);
  return found.length === 0 && killed > 0;
}

const values = readOptions();
if (values.help) process.stdout.write(help);
else {
  const parts = ['kills', 'races', 'soak'].filter((part) => values.only === undefined || part === values.only);
  if (parts.length === 0) fail('--only takes kills, races or soak.');
  const navigations = { races: wholeNumber('navigations', values.navigations), soak: wholeNumber('hour', values.hour) };
  const seed = wholeNumber('seed', values.seed);
  let isWhole = !parts.includes('kills') || (await kills(values));
  if (parts.includes('races') || parts.includes('soak')) buildExtension(root);
  for (const drill of ['races', 'soak'] as const)
    if (parts.includes(drill) && !(await runBrowserDrill(drill, { navigations: navigations[drill], seed })))
      isWhole = false;
  process.exitCode = isWhole ? 0 : 1;
}
