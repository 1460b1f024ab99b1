import { spawn } from 'node:child_process';
import { once } from 'node:events';

const config = new URL('./playwright.config.ts', import.meta.url).pathname;

/** Runs one of the drills in a browser, as a test of Playwright, whose output is the progress. True when it held. */
export async function runBrowserDrill(
  drill: 'races' | 'soak',
  { navigations, seed }: { navigations: number; seed: number },
): Promise<boolean> {
  const child = spawn('playwright', ['test', '--config', config, `${drill}.spec.ts`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NAVIGATIONS: String(navigations), SEED: String(seed) },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}
