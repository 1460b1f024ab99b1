import { setTimeout as pause } from 'node:timers/promises';
import { createRandom, type Random } from '../../../server/sandbox/world/random.ts';
import { expect, test } from '../../e2e/fixtures.ts';
import { withRacingTabs } from '../../e2e/racing.ts';
import { switchQuickly } from '../../e2e/switching.ts';
import type { BareTab } from '../../support/bareTab.ts';

const navigations = Number(process.env.NAVIGATIONS);
const seed = Number(process.env.SEED);
/** In each of two tabs, between two looks at what was recorded. */
const perBatch = 100;

test('two tabs that navigate quickly and take turns in front, late answers out of order, a worker that is stopped', async ({
  backend,
}) => {
  const random = createRandom(seed);
  const delayMs = () => (random.chance(0.1) ? random.int(500, 3_000) : random.int(0, 400));
  const total = { navigations: 0, frames: 0, seen: 0, stops: 0, turns: 0, late: [] as number[] };
  await withRacingTabs({ backend, count: 2, delayMs }, async ({ tabs, targets, control }) => {
    while (total.navigations < navigations) {
      const over = new AbortController();
      const stops = often(random, [200, 3_000], over.signal, () => control.send('ServiceWorker.stopAllWorkers'));
      const turns = often(random, [100, 2_000], over.signal, () => random.pick(tabs).page.send('Page.bringToFront'));
      // Only one tab can be in front: when all have arrived, one after the other.
      let arrived = 0;
      let inFront: Promise<unknown> = new Promise((resolve) => over.signal.addEventListener('abort', resolve));
      const atEnd = (tab: BareTab, shown: () => Promise<void>) => {
        inFront = inFront.then(() => tab.page.send('Page.bringToFront')).then(shown);
        if (++arrived === tabs.length) over.abort();
        return inFront;
      };
      const results = await Promise.all(
        tabs.map((tab) => switchQuickly(tab, targets, perBatch, random.int(1, 2 ** 30), (shown) => atEnd(tab, shown))),
      ).finally(() => over.abort());
      total.stops += await stops;
      total.turns += await turns;
      for (const { frames, seen, late } of results) {
        total.navigations += perBatch;
        total.frames += frames;
        total.seen += seen;
        if (late !== null) total.late.push(late);
      }
      console.log(
        `${total.navigations} of ${navigations} navigations, ${total.turns} changes of tab, ${total.stops} stops of the worker, ${total.frames} frames read, ${total.seen} with a customer on screen`,
      );
    }
  });
  const late = total.late.sort((a, b) => a - b);
  console.log(
    `Frames without anybody after the last navigation: ${late[Math.floor(late.length / 2)]} in the middle, ${late.at(-1)} at most`,
  );
  expect(total.seen).toBeGreaterThan(navigations / 20);
  expect(total.stops).toBeGreaterThan(0);
  expect(total.turns).toBeGreaterThan(0);
});

/** Does something now and then, after random times in milliseconds, until the signal aborts; returns how often. */
async function often(
  random: Random,
  [least, most]: [number, number],
  signal: AbortSignal,
  act: () => Promise<unknown>,
): Promise<number> {
  let times = 0;
  while (!signal.aborted) {
    await pause(random.int(least, most), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    await act();
    times++;
  }
  return times;
}
