import { createRandom } from '../../server/sandbox/world/random.ts';
import { expect, test } from './fixtures.ts';
import { withRacingTabs } from './racing.ts';
import { switchQuickly } from './switching.ts';

/** In each of two tabs. */
const navigations = 100;
/** Frames that a tab draws before the other one comes to the front. */
const turn = `new Promise((resolve) => {
  let left = 25;
  const frame = () => (left-- > 0 ? requestAnimationFrame(frame) : resolve());
  frame();
})`;

test('switching quickly between records, in two tabs that take turns in front, never shows one customer for another', async ({
  backend,
}) => {
  const random = createRandom(11);
  await withRacingTabs({ backend, count: 2, delayMs: () => random.int(0, 400) }, async ({ tabs, targets }) => {
    let arrived = 0;
    const taken = (async () => {
      let turns = 0;
      for (; arrived < tabs.length; turns++) {
        const tab = tabs[turns % 2];
        await tab?.page.send('Page.bringToFront');
        await tab?.page.evaluate(turn);
      }
      return turns;
    })();
    // Only one tab can be in front: when all have arrived, one after the other.
    let inFront: Promise<unknown> = taken;
    const results = await Promise.all(
      tabs.map((tab, i) =>
        switchQuickly(tab, targets, navigations, 5 + i, (shown) => {
          arrived++;
          inFront = inFront.then(() => tab.page.send('Page.bringToFront')).then(shown);
          return inFront;
        }),
      ),
    );
    const turns = await taken;
    const sum = (of: 'frames' | 'seen') => results.reduce((total, result) => total + result[of], 0);
    console.log(
      `${2 * navigations} navigations, ${turns} turns, ${sum('frames')} frames read, ${sum('seen')} of them with a customer on screen`,
    );
    expect(sum('seen')).toBeGreaterThan(20);
    expect(turns).toBeGreaterThan(10);
  });
});
