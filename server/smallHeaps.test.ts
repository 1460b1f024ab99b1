import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** A thread that makes garbage and keeps some of it for a while, and says how far its young generation grew, in MB. */
const churn = `
  import { getHeapSpaceStatistics } from 'node:v8';
  let kept = [];
  for (let i = 0; i < 1e7; i++) {
    kept.push({ i });
    if (kept.length > 1e6) kept = [];
  }
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  console.log(young.space_size / 2 ** 20);
`;
const thread = `new (await import('node:worker_threads')).Worker(${JSON.stringify(churn)}, { eval: true });`;
const keepSmall = `(await import(${JSON.stringify(new URL('smallHeaps.ts', import.meta.url).href)})).keepHeapsSmall();`;

/** What V8 does of itself depends on the memory of the machine. */
const large = '--max-semi-space-size=64';

async function youngMb(script: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [large, '--input-type=module', '--eval', script]);
  return Number(stdout);
}

it('the young generation of a thread that starts after it stays below what it would grow to', async () => {
  const [small, usual] = await Promise.all([youngMb(keepSmall + thread), youngMb(thread)]);
  expect(small).toBeLessThanOrEqual(64);
  expect(small).toBeGreaterThan(0);
  expect(usual).toBeGreaterThan(small);
});
