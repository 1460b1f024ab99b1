import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { routePlayground } from '../playground/routePlayground.ts';
import type { Backend } from '../support/backend.ts';
import { type ExtensionBrowser, launchWithExtension } from '../support/browser.ts';
import { closeDock, metrics, nodes, open } from './measuredPage.ts';
import { changePage, idle, navigate } from './pageProbes.ts';
import { type Figure, percentile } from './statistics.ts';

const loads = 12;
const times = 3;
/** One more of each, the first of which compiles; and the page with a closed dock. */
export const rounds = loads + 1 + times + 1;
const navigations = 100;
/** Tenths of a second: about as long as the navigations take, and ten seconds. */
const steps = { navigations: 20, alone: 100 };
const product = new URL('../../.output/chrome-mv3', import.meta.url).pathname;
/** An extension without a content script on these pages, so that both browsers are started alike. */
const none = new URL('./none', import.meta.url).pathname;

type Cost = { loadMs: number; navigationMs: number; heapKb: number; longTasks: number };
type Pair<T> = { with: T[]; without: T[] };

/**
 * What the content script costs a page of 20,000 nodes that changes 200 times a second: script time at load, per navigation and in ten
 * seconds, heap and long tasks, as the difference of medians between the page with and without the extension; interleaved. The panel
 * runs in a process of its own and is not the page's cost.
 */
export async function measurePageTax(backend: Backend, onRound: () => void): Promise<Figure[]> {
  const withIt = await launchWithExtension({ extension: product });
  const without = await launchWithExtension({ extension: none });
  const costs: Pair<Cost> = { with: [], without: [] };
  const changing: Pair<number> = { with: [], without: [] };
  let requests = Number.NaN;
  try {
    for (const browser of [withIt, without]) await routePlayground(browser.context, backend.sandbox.world);
    for (let round = 0; round < loads + 1; round++) {
      const pair = { with: await measureLoad(withIt), without: await measureLoad(without) };
      // The first one compiles.
      if (round > 0) for (const key of ['with', 'without'] as const) costs[key].push(pair[key]);
      onRound();
    }
    for (let round = 0; round < times; round++) {
      changing.with.push(await measureChanges(withIt));
      changing.without.push(await measureChanges(without));
      onRound();
    }
    requests = await countRequests(withIt);
    onRound();
  } finally {
    await withIt.close();
    await without.close();
  }
  return report(costs, changing, requests);
}

function report(costs: Pair<Cost>, changing: Pair<number>, requests: number): Figure[] {
  const group = `content script on ${nodes.toLocaleString('en')} nodes`;
  const bytes = gzipSync(readFileSync(`${product}/crm.js`)).length / 1000;
  const compared = (name: string, unit: string, limit: number | null, { with: on, without: off }: Pair<number>) => {
    const bare = percentile(off, 0.5);
    return [
      { group, name, value: Math.max(0, percentile(on, 0.5) - bare), unit, ...(limit === null ? {} : { limit }) },
      { group, name: 'the page without it', value: bare, unit },
    ];
  };
  const pair = (read: (cost: Cost) => number) => ({ with: costs.with.map(read), without: costs.without.map(read) });
  return [
    { group, name: 'size, gzip', value: bytes, unit: 'kB', limit: 10 },
    ...compared(
      'script at load',
      'ms',
      5,
      pair((c) => c.loadMs),
    ),
    ...compared(
      'script per navigation',
      'ms',
      1,
      pair((c) => c.navigationMs),
    ),
    ...compared('script in 2,000 changes', 'ms', null, changing),
    ...compared(
      'heap',
      'MB',
      1,
      pair((c) => c.heapKb / 1024),
    ),
    ...compared(
      'long tasks',
      '',
      0,
      pair((c) => c.longTasks),
    ),
    { group, name: 'requests, dock closed', value: requests, unit: '', limit: 0 },
  ];
}

async function measureLoad(browser: ExtensionBrowser): Promise<Cost> {
  const { page, cdp } = await open(browser);
  const loaded = await metrics(cdp);
  await cdp.send('HeapProfiler.collectGarbage');
  const before = await metrics(cdp);
  await Promise.all([page.evaluate(changePage(steps.navigations)), page.evaluate(navigate, navigations)]);
  await page.evaluate(idle);
  const after = await metrics(cdp);
  const longTasks = await page.evaluate<number>('longTasks');
  await page.close();
  return {
    loadMs: loaded.script * 1000,
    navigationMs: ((after.script - before.script) * 1000) / navigations,
    heapKb: before.heap / 1024,
    longTasks,
  };
}

/** Script time of a page that only changes, for ten seconds; ms. */
async function measureChanges(browser: ExtensionBrowser): Promise<number> {
  const { page, cdp } = await open(browser);
  const before = await metrics(cdp);
  await page.evaluate(changePage(steps.alone));
  const after = await metrics(cdp);
  await page.close();
  return (after.script - before.script) * 1000;
}

/** What a tab asks for, of anybody, while it navigates and changes and the dock is closed. */
async function countRequests(browser: ExtensionBrowser): Promise<number> {
  const { page } = await open(browser);
  await closeDock(browser, page);
  let requests = 0;
  // What a frame of the rail loads of the extension itself asks nobody.
  page.on('request', (request) => request.url().startsWith('http') && requests++);
  await Promise.all([page.evaluate(changePage(steps.alone)), page.evaluate(navigate, navigations)]);
  await page.evaluate(idle);
  await page.close();
  return requests;
}
