import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineTimes } from './pipelineChild.ts';
import type { Figure } from './statistics.ts';

/** Source records, about; `--records` chooses other sizes. */
export const defaultSizes: readonly number[] = [10_000, 40_000];
/** Source records of a customer of the sandbox, on average. */
const recordsOfCustomer = 29;

/**
 * The whole pipeline on SQLite, sync, resolve, measure, publish, in a process of its own beside the sandbox, which shares the machine:
 * source records per second, the share of a bare insert of the same rows, how the time grows, memory, what one changed record costs, and
 * how long a reader waits meanwhile.
 */
export async function measurePipeline(sizes: readonly number[], onRound: () => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  let before: PipelineTimes | null = null;
  for (const size of sizes) {
    const times = await run(Math.max(20, Math.round(size / recordsOfCustomer)));
    onRound();
    const group = `pipeline, ${times.records.toLocaleString('en')} source records`;
    const wholeMs = times.syncMs + times.resolveMs + times.publishMs;
    const perSecond = (ms: number) => (times.records / ms) * 1000;
    figures.push(
      { group, name: 'records a second', value: perSecond(wholeMs), unit: '/s', limit: 5_000, atLeast: true },
      { group, name: 'bare insert', value: perSecond(times.bareMs), unit: '/s' },
      { group, name: 'share of bare insert', value: times.bareMs / wholeMs, unit: '×' },
      { group, name: 'sync', value: times.syncMs / 1000, unit: 's' },
      { group, name: 'resolve', value: times.resolveMs / 1000, unit: 's' },
      { group, name: 'publish', value: times.publishMs / 1000, unit: 's' },
      { group, name: 'one record changed, to its document', value: times.changeMs, unit: 'ms' },
      { group, name: 'read meanwhile, p99', value: times.readP99Ms, unit: 'ms', limit: 10 },
      { group, name: 'most memory, process', value: times.maxRssMb, unit: 'MB' },
    );
    if (before) {
      const beforeMs = before.syncMs + before.resolveMs + before.publishMs;
      const exponent = Math.log(wholeMs / beforeMs) / Math.log(times.records / before.records);
      figures.push({ group, name: 'growth exponent', value: exponent, unit: '', limit: 1.1 });
    }
    before = times;
  }
  return figures;
}

/** Sandbox and pipeline as two processes; the times that the second one reports. */
async function run(accounts: number): Promise<PipelineTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-pipeline-'));
  const child = fork(new URL('./pipelineChild.ts', import.meta.url), [String(accounts), join(folder, 'a.sqlite')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const [times] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`The pipeline ended with ${code}.`))),
    ])) as [PipelineTimes];
    return times;
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
