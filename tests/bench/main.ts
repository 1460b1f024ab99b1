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

type Part = { rounds: number; measure(onRound: () => void): Promise<Figure[]> };
/** Beside parts that need none it would take processor time. */
let backend: Promise<Backend> | undefined;
const startOnce = () => {
  backend ??= startBackend({ accounts: 200, database });
  return backend;
};
const withBackend = (measure: (backend: Backend, onRound: () => void) => Promise<Figure[]>) => ({
  measure: async (onRound: () => void) => measure(await startOnce(), onRound),
});
const withPages = (measure: (backend: Backend, onRound: () => void) => Promise<Figure[]>) =>
  withBackend((running, onRound) => {
    buildExtension(root);
    return measure(running, onRound);
  });
const parts: Record<string, Part> = {
  detect: { rounds: detectRounds, measure: async (onRound) => measureDetect(onRound) },
  linkage: { rounds: linkageRounds, measure: measureLinkage },
  events: { rounds: eventRounds, measure: measureEvents },
  identity: {
    rounds: (sizes ?? identitySizes).length,
    measure: async (onRound) => measureIdentity(sizes ?? identitySizes, onRound),
  },
  hints: { rounds: hintRounds, measure: measureHints },
  pipeline: {
    rounds: (sizes ?? pipelineSizes).length * chosen.length,
    measure: (onRound) => measurePipeline(sizes ?? pipelineSizes, chosen, onRound),
  },
  coldStart: { rounds: coldStartRounds, ...withBackend(measureColdStart) },
  reads: { rounds: 2 * rounds, ...withBackend(measureReads) },
  search: { rounds: searchRounds, ...withBackend(({ store }, onRound) => measureSearch(store, onRound)) },
  painted: { rounds: 120, ...withPages(measurePainted) },
  tax: { rounds: taxRounds, ...withPages(measurePageTax) },
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
try {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const bar = new SingleBar({
      format: `${name.padEnd(8)} {bar} {value}/{total}`,
      hideCursor: true,
      noTTYOutput: true,
    });
    bar.start(part.rounds, 0);
    figures.push(...(await part.measure(() => bar.increment())));
    bar.stop();
  }
} finally {
  await (await backend)?.close();
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
