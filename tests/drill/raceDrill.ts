import { spawn } from 'node:child_process';
import { once } from 'node:events';

const config = new URL('./races/playwright.config.ts', import.meta.url).pathname;

/** Runs the races in Playwright, whose output is the progress. True when no frame showed another customer. */
export async function runRaces({ navigations, seed }: { navigations: number; seed: number }): Promise<boolean> {
  const child = spawn('playwright', ['test', '--config', config], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NAVIGATIONS: String(navigations), SEED: String(seed) },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}
