import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import { playgroundStartUrls, variantUrl } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import { type Attack, attackNames } from '../playground/variants.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import { readDock } from '../support/dockInPage.ts';
import { type Driven, type Engine, engines, launchDriven, pairDriven, panelShowing, until } from '../support/driven.ts';
import { frontTab } from '../support/extensionTab.ts';

/** What the dock outlives: the panel is there again, and is above what lay over it. */
const outlived: Attack[] = [
  'empty',
  'unset',
  'frames',
  'style',
  'remove',
  'cover',
  'forge',
  'framing',
  'write',
  'clobber',
];
/** What goes on and on: the dock gives up, says why, and comes back when it is over. */
const endless: Partial<Record<Attack, 'removed' | 'covered'>> = {
  remove: 'removed',
  attributes: 'removed',
  coverAlways: 'covered',
};
/** What hides the panel from the person and not from the mouse; only Chromium can tell a frame. */
const hiding: Attack[] = ['faint', 'popover', 'fade', 'scale', 'blur'];

/** Only these show what the dock does to a page that makes room. */
const inSalesforce: Attack[] = ['style', 'attributes'];
/** These have looked up the extension's id before. */
const knowing: Attack[] = ['framing', 'forge'];
const start = playgroundStartUrls();
const { name } = heroes.northwind;

type Hostile = { loot: Set<string>; struck: number; spy(): Promise<void>; relent(): void };

for (const engine of engines)
  test.describe(`Hostile pages, ${engine}`, () => {
    test.describe.configure({ timeout: 240_000 });
    let backend: Backend;
    let driven: Driven;
    let own: Page;

    test.beforeAll(async () => {
      backend = await startBackend();
      driven = await launchDriven(engine, createPlayground(backend.sandbox.world));
      const page = await driven.open(start.salesforce);
      own = await pairDriven(driven, page, backend);
      await page.close();
    });
    test.afterAll(async () => {
      await driven?.close();
      await backend?.close();
    });

    /** Firefox lets a CRM page that has found out the address read the panel's empty page, which is the same for everybody. */
    const isOwnShell = (text: string) =>
      engine === 'firefox' && /^fetched panel\.html(?:#0)?: <!DOCTYPE html>/.test(text);

    /** Opens a page under attack, does something there, and proves that nothing came out and nothing was done by it. */
    async function under(attack: Attack, times: number | undefined, act: (page: Page) => Promise<void>) {
      const before = await answers(backend);
      const origin = await own.evaluate(() => location.host);
      const page = await driven.open(
        variantUrl(inSalesforce.includes(attack) ? start.salesforce : start.zendesk, {
          attack,
          ...(times === undefined ? {} : { times }),
          ...(knowing.includes(attack) ? { knows: origin } : {}),
        }),
      );
      await page.bringToFront();
      await act(page);
      expect(await page.evaluate(() => (globalThis as unknown as Hostile).struck), attack).toBeGreaterThan(0);
      const hosts = engine === 'chrome' ? await frameHosts(page) : [];
      const loot = await page.evaluate(async () => {
        const hostile = globalThis as unknown as Hostile;
        await hostile.spy();
        return [...hostile.loot];
      });
      expect(loot.length, attack).toBeGreaterThan(20);
      const secrets = [
        ...hosts,
        'Past due',
        'Enterprise',
        // What the page knows by itself, it may have.
        ...(knowing.includes(attack) ? [] : [origin, '-extension://']),
        ...(inSalesforce.includes(attack) ? [] : [name]),
      ];
      for (const secret of secrets)
        expect
          .soft(
            loot.filter((text) => text.includes(secret)).map((text) => text.slice(0, 400)),
            `${attack} got to see ${secret}`,
          )
          .toEqual([]);
      expect
        .soft(
          loot.filter((text) => /^(?:root|loaded|answer)|^fetched .*: (?!nothing)/.test(text) && !isOwnShell(text)),
          attack,
        )
        .toEqual([]);
      expect(await answers(backend), attack).toBe(before);
      await page.close();
    }

    test('are outlived: the customer is there, and the page has learned and done nothing', async () => {
      for (const attack of outlived)
        await test.step(attack, () =>
          under(attack, attack === 'remove' ? 3 : undefined, async (page) => {
            await struckAtLeast(page, attack === 'remove' ? 3 : 1);
            await onTop(page);
            await panelShowing(page, name);
            await until(
              async () => (await frontTab(own)).badge === '',
              () => `${attack} leaves a mark on the button.`,
            );
          }),
        );
    });

    test('that never stop: the dock gives up, the button and the popup say why, and it comes back afterwards', async () => {
      for (const [attack, trouble] of Object.entries(endless) as [Attack, string][])
        await test.step(attack, () =>
          under(attack, undefined, async (page) => {
            await says(own, '!', trouble, attack);
            const heals = await struck(page);
            await page.evaluate(() => (globalThis as unknown as Hostile).relent());
            await says(own, '', null, attack);
            await onTop(page);
            await panelShowing(page, name);
            // Whoever takes it out is met a bounded number of times.
            if (attack === 'remove') expect(heals).toBeLessThan(20);
          }),
        );
    });

    test('that hide the panel: no click in it counts while it cannot be seen, and it counts again afterwards', async () => {
      const gated = hidingIn(engine);
      for (const attack of gated)
        await test.step(attack, () =>
          under(attack, undefined, async (page) => {
            const panel = await panelShowing(page, name);
            await until(
              async () => /./.test(await panel.$eval('[data-testid=strips]', (e) => e.textContent ?? '')),
              () => `The panel does not notice ${attack}.`,
            );
            await says(own, '!', 'covered', attack);
            const press = async () => (await panel.waitForSelector('[data-testid=pin]'))?.click();
            const isPressed = () => panel.$('[data-testid=pin-confirm]');
            await press();
            expect(await isPressed(), `a click under ${attack}`).toBeNull();
            await page.evaluate(() => (globalThis as unknown as Hostile).relent());
            await says(own, '', null, attack);
            await panel.waitForSelector('[data-actions=on]');
            expect(await isPressed(), `a click under ${attack}`).toBeNull();
            await press();
            await until(isPressed, () => `No click counts after ${attack}.`);
          }),
        );
      expect(gated.length).toBe(engine === 'chrome' ? hiding.length : 0);
    });
  });

test('every attack of the playground is tried', () => {
  expect([...outlived, ...Object.keys(endless), ...hiding].sort().filter((a, i, all) => a !== all[i - 1])).toEqual(
    [...attackNames].sort(),
  );
});

const hidingIn = (engine: Engine): Attack[] => (engine === 'chrome' ? hiding : []);

/** What people have answered and pinned, as far as the server knows. */
async function answers({ store: { db } }: Backend): Promise<number> {
  let rows = 0;
  for (const table of ['reaction', 'pin'] as const) {
    const { n } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as('n'))
      .executeTakeFirstOrThrow();
    rows += Number(n);
  }
  return rows;
}

const struck = (page: Page) => page.evaluate(() => (globalThis as unknown as Hostile).struck);
const struckAtLeast = (page: Page, times: number) =>
  until(
    async () => (await struck(page)) >= times,
    () => `${page.url()} did not strike.`,
  );

/** In the middle of the panel, the page itself finds an element of another name and nothing else. */
function onTop(page: Page): Promise<boolean> {
  const hit = () =>
    page.evaluate(() => {
      const at = document.elementFromPoint(innerWidth - 190, innerHeight / 2);
      return /^X-\d+-\d+$/.test(at?.nodeName ?? '');
    });
  return until(hit, () => `Something lies over the dock of ${page.url()}, or it is gone.`);
}

async function says(own: Page, badge: string, trouble: string | null, attack: Attack): Promise<void> {
  let last: unknown;
  await until(
    async () => {
      const front = await frontTab(own);
      last = front;
      return front.badge === badge && front.trouble === trouble;
    },
    () => `Under ${attack}, the button says ${JSON.stringify(last)}.`,
    // A dock that has given up tries again after ten seconds.
    60_000,
  );
}

/** The hosts under which the dock has loaded its frames: a secret of this session of the browser. */
async function frameHosts(page: Page): Promise<string[]> {
  const debug = await page.createCDPSession();
  const dock = await readDock(debug as never);
  await debug.detach();
  return (dock?.frames ?? []).map((src) => new URL(src).host);
}
