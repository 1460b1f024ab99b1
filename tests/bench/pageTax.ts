import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from '@playwright/test';
import { playgroundStartUrls } from '../playground/hosts.ts';
import { routePlayground } from '../playground/routePlayground.ts';
import type { Backend } from '../support/backend.ts';
import { type ExtensionBrowser, launchWithExtension } from '../support/browser.ts';
import { type Figure, percentile } from './statistics.ts';

const loads = 12;
const navigations = 100;
const nodes = 20_000;
const product = new URL('../../.output/chrome-mv3', import.meta.url).pathname;
/** An extension without a content script on these pages, so that both browsers are started alike. */
const none = new URL('./none', import.meta.url).pathname;

type Cost = { loadMs: number; navigationMs: number; heapKb: number };

/**
 * What the content script costs a page of 20,000 nodes: script time at load and per navigation, and heap, as the difference of medians
 * between the page with and without the extension; interleaved. The panel runs in a process of its own and is not the page's cost.
 */
export async function measurePageTax(backend: Backend, onRound: () => void): Promise<Figure[]> {
  const withIt = await launchWithExtension({ extension: product });
  const without = await launchWithExtension({ extension: none });
  const costs = { with: [] as Cost[], without: [] as Cost[] };
  try {
    for (const browser of [withIt, without]) await routePlayground(browser.context, backend.sandbox.world);
    for (let round = 0; round < loads + 1; round++) {
      const pair = { with: await measureLoad(withIt), without: await measureLoad(without) };
      // The first one compiles.
      if (round > 0) for (const key of ['with', 'without'] as const) costs[key].push(pair[key]);
      onRound();
    }
  } finally {
    await withIt.close();
    await without.close();
  }
  const median = (key: keyof typeof costs, cost: keyof Cost) =>
    percentile(
      costs[key].map((c) => c[cost]),
      0.5,
    );
  const difference = (cost: keyof Cost) => Math.max(0, median('with', cost) - median('without', cost));
  const group = `content script on ${nodes.toLocaleString('en')} nodes`;
  const bytes = gzipSync(readFileSync(`${product}/crm.js`)).length / 1000;
  return [
    { group, name: 'size, gzip', value: bytes, unit: 'kB', limit: 10 },
    { group, name: 'script at load', value: difference('loadMs'), unit: 'ms', limit: 5 },
    { group, name: 'the page without it', value: median('without', 'loadMs'), unit: 'ms' },
    { group, name: 'script per navigation', value: difference('navigationMs'), unit: 'ms', limit: 1 },
    { group, name: 'the page without it', value: median('without', 'navigationMs'), unit: 'ms' },
    { group, name: 'heap', value: difference('heapKb') / 1024, unit: 'MB', limit: 1 },
    { group, name: 'the page without it', value: median('without', 'heapKb') / 1024, unit: 'MB' },
  ];
}

async function measureLoad(browser: ExtensionBrowser): Promise<Cost> {
  const page = await browser.context.newPage();
  const cdp = await browser.context.newCDPSession(page);
  // Time of the thread, not of the clock: what other processes take from it meanwhile is not its cost.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`${playgroundStartUrls().salesforce}?nodes=${nodes}`, { waitUntil: 'load' });
  await idle(page);
  const loaded = await metrics(cdp);
  await cdp.send('HeapProfiler.collectGarbage');
  const { heap } = await metrics(cdp);
  const before = await metrics(cdp);
  await page.evaluate(async (times) => {
    for (let i = 0; i < times; i++) {
      history.replaceState({}, '', `?n=${i}`);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, navigations);
  await idle(page);
  const after = await metrics(cdp);
  await page.close();
  return {
    loadMs: loaded.script * 1000,
    navigationMs: ((after.script - before.script) * 1000) / navigations,
    heapKb: heap / 1024,
  };
}

const idle = (page: Page) =>
  page.evaluate(() => new Promise<void>((resolve) => requestIdleCallback(() => requestIdleCallback(() => resolve()))));

async function metrics(cdp: CDPSession): Promise<{ script: number; heap: number }> {
  const { metrics: all } = await cdp.send('Performance.getMetrics');
  const read = (name: string) => all.find((m) => m.name === name)?.value ?? Number.NaN;
  return { script: read('ScriptDuration'), heap: read('JSHeapUsedSize') };
}
