import { setTimeout as pause } from 'node:timers/promises';
import { createRandom, type Random } from '../../../server/sandbox/world/random.ts';
import { expect, test } from '../../e2e/fixtures.ts';
import { switchQuickly, switchTargets } from '../../e2e/switching.ts';
import type { ExtensionBrowser } from '../../support/browser.ts';
import { pairThroughOptions } from '../../support/pairing.ts';
import { panelShowing } from '../../support/panel.ts';
import { startProxy } from '../../support/proxy.ts';
import { stopWorker } from '../../support/workers.ts';

const navigations = Number(process.env.NAVIGATIONS);
const seed = Number(process.env.SEED);
/** In each of two tabs, between two looks at what was recorded. */
const perBatch = 50;

test('two tabs that switch quickly, late answers out of order, a worker that is stopped', async ({
  backend,
  browserWithExtension,
}) => {
  const random = createRandom(seed);
  const proxy = await startProxy(() => backend.server.url);
  proxy.delayMs = () => (random.chance(0.1) ? random.int(500, 3_000) : random.int(0, 400));
  const [options, other] = [await browserWithExtension.context.newPage(), await browserWithExtension.context.newPage()];
  await pairThroughOptions(options, browserWithExtension.extensionId, proxy.url, await backend.pairingCode());
  const targets = switchTargets(backend.sandbox.world, 30);
  const pages = [options, other] as const;
  for (const page of pages) {
    await page.goto(`https://cobalt.lightning.force.com${[...targets.keys()][0]}`);
    await panelShowing(page, 'Northwind Analytics Inc.');
  }
  const total = { navigations: 0, frames: 0, seen: 0, stops: 0 };
  while (total.navigations < navigations) {
    const over = new AbortController();
    const stops = stopOften(browserWithExtension, random, over.signal);
    const results = await Promise.all(
      pages.map((page) => switchQuickly(page, targets, perBatch, random.int(1, 2 ** 30))),
    ).finally(() => over.abort());
    total.stops += await stops;
    for (const { frames, seen } of results) {
      total.navigations += perBatch;
      total.frames += frames;
      total.seen += seen;
    }
    console.log(
      `${total.navigations} of ${navigations} navigations, ${total.stops} stops of the worker, ${total.frames} frames read, ${total.seen} with a customer on screen`,
    );
  }
  expect(total.seen).toBeGreaterThan(navigations / 10);
  expect(total.stops).toBeGreaterThan(0);
  await proxy.close();
});

/** Stops the worker now and then until the signal aborts, and returns how often. */
async function stopOften(browser: ExtensionBrowser, random: Random, signal: AbortSignal): Promise<number> {
  let stops = 0;
  while (!signal.aborted) {
    await pause(random.int(200, 3_000), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    await stopWorker(browser);
    stops++;
  }
  return stops;
}
