import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playgroundStartUrls } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import type { Backend } from '../support/backend.ts';
import { type BareBrowser, launchBare, type Session } from '../support/bareBrowser.ts';
import { pairProfile } from '../support/pairing.ts';
import { openControl } from '../support/workers.ts';
import { keepPaints, type Paint, pause, travel } from './paintProbes.ts';
import { type Figure, percentile } from './statistics.ts';

const rounds = 60;
const customers = 10;
const limitMs = { running: 33, stopped: 70 };
/** The pause that a person makes; the browser ends its own part of a navigation meanwhile (toolbar, history). */
const restMs = 500;
const giveUpMs = 10_000;
const folders = {
  product: new URL('../../.output/chrome-mv3', import.meta.url).pathname,
  probe: new URL('./probe', import.meta.url).pathname,
};

type Mode = 'running' | 'stopped';
type Subject = { browser: BareBrowser; page: Session; frames: Session[]; worker: Session; profile: string };

/**
 * Milliseconds from a navigation inside the page to the frame in which the cached customer is drawn, for the product and for a probe that
 * does nothing but send the message and paint one line, and hides nothing meanwhile; interleaved.
 */
export async function measurePainted(backend: Backend, onRound: () => void): Promise<Figure[]> {
  const paths = backend.sandbox.world.customers
    .flatMap((c) => c.salesforce.slice(0, 1).map((account) => `/lightning/r/Account/${account.id}/view`))
    .slice(0, customers);
  const product = await open(backend, folders.product, 'panel.html', paths);
  const probe = await open(backend, folders.probe, 'frame.html', paths);
  const figures: Figure[] = [];
  try {
    for (const mode of ['running', 'stopped'] as const) {
      const times = { product: [] as number[], probe: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        const path = paths[round % paths.length] as string;
        times.product.push(await navigate(product, path, mode));
        times.probe.push(await navigate(probe, path, mode));
        onRound();
      }
      figures.push(...report(mode, times));
    }
  } finally {
    for (const { browser, profile } of [product, probe]) {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    }
  }
  return figures;
}

function report(mode: Mode, times: { product: number[]; probe: number[] }): Figure[] {
  const group = `navigation to painted, worker ${mode}`;
  const row = (name: string, values: number[], p: number): Figure => ({
    group,
    name,
    value: percentile(values, p),
    unit: 'ms',
  });
  return [
    row('product p50', times.product, 0.5),
    { ...row('product p95', times.product, 0.95), limit: limitMs[mode] },
    row('probe p50', times.probe, 0.5),
    row('probe p95', times.probe, 0.95),
    {
      group,
      name: 'p50 over the probe',
      value: percentile(times.product, 0.5) / percentile(times.probe, 0.5),
      unit: '×',
    },
  ];
}

/** A browser with an extension, paired if it is ours, on a page from which each path was visited once: everything is cached and compiled. */
async function open(backend: Backend, extension: string, framePath: string, paths: string[]): Promise<Subject> {
  const profile = mkdtempSync(join(tmpdir(), 'alongside-bench-profile-'));
  if (extension === folders.product) await pairProfile(backend, extension, profile);
  const browser = await launchBare({ extension, profile });
  // Workers are stopped from a page of the extension's own origin, which stays open in a tab of its own, behind the page.
  const worker = await openControl(browser);
  const page = await browser.open(playgroundStartUrls().salesforce, createPlayground(backend.sandbox.world));
  while (!(await page.evaluate<boolean>(`typeof go === 'function'`))) await page.evaluate(`(${pause})(100)`);
  for (const path of paths) await navigateAway(page, path);
  const targets = await browser.targets();
  const panels = targets.filter((t) => t.type === 'iframe' && t.url.includes(framePath));
  const frames = await Promise.all(panels.map((target) => browser.attach(target.targetId)));
  if (frames.length === 0) throw new Error(`There is no ${framePath} on the page.`);
  for (const frame of frames) await frame.evaluate(`(${keepPaints})()`);
  return { browser, page, frames, worker, profile };
}

/** One navigation, from the address changing to the customer drawn, in ms. */
async function navigate(subject: Subject, path: string, mode: Mode): Promise<number> {
  const { page, frames } = subject;
  // A navigation to the same record would be none.
  await navigateAway(page, '/lightning/o/Account/list');
  const each = (expression: string) => Promise.all(frames.map((frame) => frame.evaluate(expression)));
  if (mode === 'stopped') {
    // A hidden panel does not call its worker back: as when the person was in another window for half a minute.
    await each(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }) && 0`);
    await stopWorker(subject);
    await each(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => false }) && 0`);
  }
  const back = mode === 'stopped' ? each(`document.dispatchEvent(new Event('visibilitychange'))`) : null;
  const startedAt = await page.evaluate<number>(`(${travel})(${JSON.stringify(path)})`);
  await back;
  const deadline = Date.now() + giveUpMs;
  while (Date.now() < deadline) {
    await page.evaluate(`(${pause})(100)`);
    const paints = (await Promise.all(frames.map((frame) => frame.evaluate<Paint[]>('paints')))).flat();
    const drawn = paints.filter((paint) => paint.at >= startedAt && paint.drawnAt !== null).map((p) => p.drawnAt ?? 0);
    if (drawn.length > 0) return Math.min(...drawn) - startedAt;
  }
  throw new Error(`${path} was not painted.`);
}

async function navigateAway(page: Session, path: string): Promise<void> {
  await page.evaluate(`(${travel})(${JSON.stringify(path)})`);
  await page.evaluate(`(${pause})(${restMs})`);
}

async function stopWorker({ browser, worker }: Subject): Promise<void> {
  await worker.send('ServiceWorker.stopAllWorkers');
  while ((await browser.targets()).some((target) => target.type === 'service_worker')) await worker.evaluate('0');
}
