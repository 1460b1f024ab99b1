import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import type { PipelineOrder, PipelineTimes } from './pipelineChild.ts';
import { type Place, readMeanwhile } from './readsMeanwhile.ts';
import type { Figure } from './statistics.ts';

/** Source records, about; `--records` chooses other sizes, up to a million. */
export const defaultSizes: readonly number[] = [10_000, 100_000];
/** Source records of a customer of the sandbox, on average. */
const recordsOfCustomer = 29;
export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/** A pull shorter than this, ms, is repeated, because the speed of a machine moves from one second to the next. */
const shortMs = 5_000;
const shortRuns = 5;

type Measured = PipelineTimes & { p99Ms: number; lateP99Ms: number; reads: number; runs: number };

/**
 * The whole pipeline on both engines, sync, resolve, measure, publish, in a process of its own beside the sandbox, which shares the
 * machine: source records per second, the share of a bare insert of the same rows, how the time and the memory grow, what one changed
 * record costs, and how long requests wait while a server does all of it again. The limits are for SQLite.
 */
export async function measurePipeline(
  sizes: readonly number[],
  chosen: readonly Engine[],
  onRound: () => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const engine of chosen) {
    let before: Measured | null = null;
    for (const size of sizes) {
      const now = await measureOne(engine, Math.max(20, Math.round(size / recordsOfCustomer)));
      onRound();
      const group = `pipeline on ${engine}, ${now.records.toLocaleString('en')} source records`;
      figures.push(...toFigures(group, now, engine === 'sqlite'), ...growth(group, before, now));
      before = now;
    }
  }
  return figures;
}

const wholeMs = ({ syncMs, resolveMs, publishMs }: PipelineTimes) => syncMs + resolveMs + publishMs;

function toFigures(group: string, t: Measured, isLimited: boolean): Figure[] {
  const perSecond = (ms: number) => (t.records / ms) * 1000;
  return [
    {
      group,
      name: t.runs > 1 ? `records a second, middle of ${t.runs}` : 'records a second',
      value: perSecond(wholeMs(t)),
      unit: '/s',
      ...(isLimited && { limit: 5_000, atLeast: true }),
    },
    { group, name: 'bare insert', value: perSecond(t.bareMs), unit: '/s' },
    { group, name: 'share of bare insert', value: t.bareMs / wholeMs(t), unit: '×' },
    { group, name: 'sync', value: t.syncMs / 1000, unit: 's' },
    { group, name: 'resolve', value: t.resolveMs / 1000, unit: 's' },
    { group, name: 'publish', value: t.publishMs / 1000, unit: 's' },
    { group, name: 'one ticket changed, to its document', value: t.ticketMs, unit: 'ms' },
    { group, name: 'one company renamed, to its document', value: t.companyMs, unit: 'ms' },
    { group, name: `read meanwhile, p99 of ${t.reads}`, value: t.p99Ms, unit: 'ms', ...(isLimited && { limit: 10 }) },
    { group, name: 'asked late, p99', value: t.lateP99Ms, unit: 'ms' },
    { group, name: 'most memory, process', value: t.maxRssMb, unit: 'MB', ...(isLimited && { limit: 1_000 }) },
  ];
}

function growth(group: string, before: Measured | null, now: Measured): Figure[] {
  if (!before) return [];
  const exponent = (a: number, b: number) => Math.log(b / a) / Math.log(now.records / before.records);
  return [
    { group, name: 'growth exponent of time', value: exponent(wholeMs(before), wholeMs(now)), unit: '', limit: 1.1 },
    { group, name: 'growth exponent of memory', value: exponent(before.maxRssMb, now.maxRssMb), unit: '' },
  ];
}

/** How long requests wait while a server does it again is measured after the first run; of everything else the middle run counts. */
async function measureOne(engine: Engine, accounts: number): Promise<Measured> {
  const first = await onePull(engine, accounts, async (times, place) => ({
    ...times,
    ...(await readMeanwhile(place)),
  }));
  const runs: PipelineTimes[] = [first];
  while (wholeMs(first) < shortMs && runs.length < shortRuns)
    runs.push(await onePull(engine, accounts, async (times) => times));
  runs.sort((a, b) => wholeMs(a) - wholeMs(b));
  return { ...first, ...runs[(runs.length - 1) >> 1], runs: runs.length };
}

/** Fills an empty database in a process of its own, which stays with its sandbox until `then` has ended. */
async function onePull<T>(
  engine: Engine,
  accounts: number,
  then: (times: PipelineTimes, place: Place) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-pipeline-'));
  const postgres = engine === 'postgres' ? await startPostgres({ durable: true }) : null;
  const database = postgres?.createDatabase() ?? `sqlite:${join(folder, 'a.sqlite')}`;
  const bare = postgres?.createDatabase() ?? `sqlite:${join(folder, 'bare.sqlite')}`;
  const order: PipelineOrder = { accounts, database, bare };
  const child = fork(new URL('./pipelineChild.ts', import.meta.url), [JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // As the command line runs: compiled once.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
  });
  try {
    const [times] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`The pipeline ended with ${code}.`))),
    ])) as [PipelineTimes];
    return await then(times, { database, sandbox: times.url, configPath: join(folder, 'config.json') });
  } finally {
    if (child.connected) child.disconnect();
    postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
