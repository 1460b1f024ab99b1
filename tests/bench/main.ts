// `npm run bench [detect] [reads] [events] [search] [linkage] [identity] [pipeline] [hints] [coldStart] [painted] [tax]`: figures as ratios within one run, a table, and .data/bench.json. Ends with 1 when a limit is broken.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { buildExtension } from '../../server/launch/buildExtension.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import { startServe } from '../support/runCli.ts';
import { rounds as coldStartRounds, measureColdStart } from './coldStart.ts';
import { measureContextReads, rounds } from './contextReads.ts';
import { rounds as detectRounds, measureDetect } from './detect.ts';
import { rounds as eventRounds, measureEvents } from './events.ts';
import { rounds as hintRounds, measureHints } from './hints.ts';
import { defaultSizes as identitySizes, measureIdentity } from './identity.ts';
import { rounds as linkageRounds, measureLinkage } from './linkage.ts';
import { measurePageTax, rounds as taxRounds } from './pageTax.ts';
import { measurePainted } from './painted.ts';
import { engines, measurePipeline, defaultSizes as pipelineSizes } from './pipeline.ts';
import { measureSearch, rounds as searchRounds } from './search.ts';
import { type Figure, keeps } from './statistics.ts';

const root = new URL('../..', import.meta.url).pathname;
const output = join(root, '.data', 'bench.json');
const folder = mkdtempSync(join(tmpdir(), 'alongside-bench-'));
const database = `sqlite:${join(folder, 'bench.sqlite')}`;

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { records: { type: 'string', multiple: true }, engine: { type: 'string' } },
});
/** `--records N`, once or more: sizes of the part `identity`, in company records, and of `pipeline`, in source records. */
const sizes = values.records?.map(Number);
if (sizes?.some((size) => !(size >= 1000 && size <= 1_000_000))) {
  console.error('--records takes a number from 1000 to 1000000.');
  process.exit(2);
}
/** `--engine sqlite` or `--engine postgres`: of `pipeline`; both by default. */
const chosen = engines.filter((engine) => values.engine === undefined || engine === values.engine);
if (chosen.length === 0) {
  console.error('--engine takes sqlite or postgres.');
  process.exit(2);
}

type Part = { rounds: number; measure(backend: Backend, onRound: () => void): Promise<Figure[]> };
const part = (
  given: readonly number[],
  measure: (sizes: readonly number[], onRound: () => void) => Promise<Figure[]>,
): Part => ({ rounds: given.length, measure: (_, onRound) => measure(given, onRound) });
const parts: Record<string, Part> = {
  detect: { rounds: detectRounds, measure: async (_, onRound) => measureDetect(onRound) },
  reads: { rounds: 2 * rounds, measure: measureReads },
  linkage: { rounds: linkageRounds, measure: (_, onRound) => measureLinkage(onRound) },
  events: { rounds: eventRounds, measure: (_, onRound) => measureEvents(onRound) },
  identity: part(sizes ?? identitySizes, async (given, onRound) => measureIdentity(given, onRound)),
  hints: { rounds: hintRounds, measure: (_, onRound) => measureHints(onRound) },
  coldStart: { rounds: coldStartRounds, measure: measureColdStart },
  pipeline: {
    rounds: (sizes ?? pipelineSizes).length * chosen.length,
    measure: (_, onRound) => measurePipeline(sizes ?? pipelineSizes, chosen, onRound),
  },
  search: { rounds: searchRounds, measure: ({ store }, onRound) => measureSearch(store, onRound) },
  painted: { rounds: 120, measure: measurePainted },
  tax: { rounds: taxRounds, measure: measurePageTax },
};

async function measureReads(backend: Backend, onRound: () => void): Promise<Figure[]> {
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify(backend.config));
  const server = await startServe(['--config', config, '--database', database]);
  try {
    return await measureContextReads(backend, server.url, onRound);
  } finally {
    server.child.kill();
    await server.result;
  }
}

function print(figures: readonly Figure[]): void {
  let group = '';
  for (const figure of figures) {
    if (figure.group !== group) console.log(`\n${figure.group}`);
    group = figure.group;
    const value = figure.value.toLocaleString('en', { maximumFractionDigits: figure.value < 100 ? 2 : 0 });
    const limit = figure.limit === undefined ? '' : `${figure.atLeast ? 'at least' : 'at most'} ${figure.limit}`;
    const verdict = { true: 'kept', false: 'BROKEN', null: '' }[String(keeps(figure)) as 'true' | 'false' | 'null'];
    console.log(
      `  ${figure.name.padEnd(26)}${value.padStart(10)} ${figure.unit.padEnd(4)}${limit.padEnd(16)}${verdict}`,
    );
  }
}

const unknown = wanted.find((name) => !Object.hasOwn(parts, name));
if (unknown) {
  console.error(`There is no part "${unknown}". Parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const figures: Figure[] = [];
buildExtension(root);
const backend = await startBackend({ accounts: 200, database });
try {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const bar = new SingleBar({
      format: `${name.padEnd(8)} {bar} {value}/{total}`,
      hideCursor: true,
      noTTYOutput: true,
    });
    bar.start(part.rounds, 0);
    figures.push(...(await part.measure(backend, () => bar.increment())));
    bar.stop();
  }
} finally {
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
}
print(figures);
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
mkdirSync(join(output, '..'), { recursive: true });
writeFileSync(
  output,
  JSON.stringify({ at: new Date().toISOString(), node: process.version, machine, figures }, null, 2),
);
console.log(`\nWritten to .data/bench.json`);
process.exitCode = figures.some((figure) => keeps(figure) === false) ? 1 : 0;
