import type { CDPSession, Frame, Page } from '@playwright/test';
import { playgroundStartUrls } from '../playground/hosts.ts';
import { routePlayground } from '../playground/routePlayground.ts';
import type { Backend } from '../support/backend.ts';
import { type ExtensionBrowser, launchWithExtension } from '../support/browser.ts';
import { pairThroughOptions } from '../support/pairing.ts';
import { type Figure, percentile } from './statistics.ts';

const rounds = 60;
const customers = 10;
const limitMs = { running: 33, stopped: 70 };
const folders = {
  product: new URL('../../.output/chrome-mv3', import.meta.url).pathname,
  probe: new URL('./probe', import.meta.url).pathname,
};

type Mode = 'running' | 'stopped';
type Paint = { at: number; phase: string };
type Subject = { browser: ExtensionBrowser; page: Page; panel: Frame; worker: CDPSession };

/**
 * Milliseconds from a navigation inside the page to the first frame in which its cached customer can be seen (the panel has painted and
 * the veil is gone), for the product and for a probe that does nothing but send the message and paint one line; interleaved.
 */
export async function measurePainted(backend: Backend, onRound: () => void): Promise<Figure[]> {
  const paths = backend.sandbox.world.customers
    .flatMap((c) => c.salesforce.slice(0, 1).map((account) => `/lightning/r/Account/${account.id}/view`))
    .slice(0, customers);
  const product = await open(backend, folders.product, 'panel.html');
  const probe = await open(backend, folders.probe, 'frame.html');
  const figures: Figure[] = [];
  try {
    // Once through, so that everything is cached and compiled.
    for (const path of paths) {
      await product.page.evaluate(travel, path);
      await product.panel.waitForSelector('[data-phase=ready]');
      await probe.page.evaluate(travel, path);
    }
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
    await product.browser.close();
    await probe.browser.close();
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

async function open(backend: Backend, extension: string, framePath: string): Promise<Subject> {
  const browser = await launchWithExtension({ extension });
  await routePlayground(browser.context, backend.sandbox.world);
  if (extension === folders.product) {
    const options = await browser.context.newPage();
    await pairThroughOptions(options, browser.extensionId, backend.server.url, await backend.pairingCode());
    await options.close();
  }
  // Workers are stopped from a page of the extension's own origin, which stays open in a tab of its own.
  const own = await browser.context.newPage();
  await own.goto(`chrome-extension://${browser.extensionId}/manifest.json`);
  const worker = await browser.context.newCDPSession(own);
  await worker.send('ServiceWorker.enable');
  const page = await browser.context.newPage();
  await page.goto(playgroundStartUrls().salesforce);
  const isPanel = (frame: Frame) => frame.url().endsWith(framePath);
  const panel = page.frames().find(isPanel) ?? (await page.waitForEvent('framenavigated', { predicate: isPanel }));
  await panel.waitForSelector('[data-testid=panel]', { state: 'attached' });
  await keepPaints(panel);
  await keepShell(page);
  return { browser, page, panel, worker };
}

/** Lets the page's own code see the veil: the closed root is opened by the debugger, for this measurement only. */
async function keepShell(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('DOM.enable');
  const { nodes } = await cdp.send('DOM.getFlattenedDocument', { depth: -1, pierce: true });
  const shell = nodes.find((n) => n.attributes?.includes('shell'));
  const holder = nodes.find((n) => n.nodeId === shell?.parentId);
  if (!holder) throw new Error('The dock was not found in the page.');
  const { object } = await cdp.send('DOM.resolveNode', { nodeId: holder.nodeId });
  const functionDeclaration = 'function () { globalThis.dock = this; }';
  await cdp.send('Runtime.callFunctionOn', { objectId: object.objectId ?? '', functionDeclaration });
  await cdp.detach();
}

/** Keeps, in the panel, when it changed to which phase. */
function keepPaints(panel: Frame): Promise<void> {
  return panel.evaluate(() => {
    const root = document.querySelector<HTMLElement>('[data-testid=panel]') as HTMLElement;
    const paints: Paint[] = [];
    Object.assign(globalThis, { paints });
    const keep = () => paints.push({ at: performance.timeOrigin + performance.now(), phase: root.dataset.phase ?? '' });
    new MutationObserver(keep).observe(root, { attributes: true });
  });
}

/** One navigation, from the address changing to the first frame without the veil, in ms. */
async function navigate({ page, panel, worker }: Subject, path: string, mode: Mode): Promise<number> {
  // Away first: a navigation to the same record would be none.
  await page.evaluate(travel, '/lightning/o/Account/list');
  await page.evaluate(rest);
  if (mode === 'stopped') {
    // A hidden panel does not call its worker back: as when the person was in another window for half a minute.
    await panel.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }));
    await stopped(worker);
    await panel.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => false }));
  }
  const back = panel.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
  const [{ startedAt, seenAt }] = await Promise.all([page.evaluate(travel, path), back]);
  const phase = await panel.evaluate(
    (at) => (globalThis as unknown as { paints: Paint[] }).paints.findLast((p) => p.at <= at)?.phase,
    seenAt,
  );
  if (phase !== undefined && phase !== '' && phase !== 'ready') throw new Error(`${path} was seen as ${phase}.`);
  return seenAt - startedAt;
}

/** Runs in the page: goes to a path at a random moment between two frames and waits for the first frame without the veil. */
async function travel(path: string): Promise<{ startedAt: number; seenAt: number }> {
  const { dock, go } = globalThis as unknown as { dock: Element; go(path: string): void };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const now = () => performance.timeOrigin + performance.now();
  await frame();
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 16));
  const startedAt = now();
  go(path);
  do await frame();
  while (dock.classList.contains('veiled'));
  return { startedAt, seenAt: now() };
}

/** Runs in the page: the pause that a person makes; the browser ends its own part of the navigation before (toolbar, history). */
const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 300));

function stopped(worker: CDPSession): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = ({ versions }: { versions: { runningStatus: string }[] }) => {
      if (!versions.some((version) => version.runningStatus === 'stopped')) return;
      worker.off('ServiceWorker.workerVersionUpdated', listen);
      resolve();
    };
    worker.on('ServiceWorker.workerVersionUpdated', listen);
    worker.send('ServiceWorker.stopAllWorkers').catch(reject);
  });
}
