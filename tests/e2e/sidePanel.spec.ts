import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import { listUrl, playgroundStartUrls, recordUrl } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import { readDock } from '../support/dockInPage.ts';
import {
  buttonNamed,
  type Driven,
  expectText,
  goWithin,
  launchDriven,
  openPopup,
  ownPage,
  pairDriven,
  panelShowing,
  until,
} from '../support/driven.ts';

const { northwind, halden, pellworm } = heroes;
const start = playgroundStartUrls();
const accountOf = (hero: { salesforceAccount: string }) => recordUrl.account(hero.salesforceAccount);

let backend: Backend;
let driven: Driven;
let first: Page;
let options: Page;

test.beforeAll(async () => {
  backend = await startBackend();
  driven = await launchDriven('chrome', createPlayground(backend.sandbox.world));
  first = await driven.open(start.salesforce);
  options = await pairDriven(driven, first, backend);
});
test.afterAll(async () => {
  await driven?.close();
  await backend?.close();
});

test('the browser’s own side panel, chosen in the options and opened from the popup, shows the tab in front', async () => {
  await first.bringToFront();
  await panelShowing(first, northwind.name);
  const place = (name: string) => options.locator(`xpath///label[contains(., '${name}')]//input`);

  await test.step('the pages are left alone', async () => {
    await options.bringToFront();
    await place('In the browser’s side panel').click();
    await first.bringToFront();
    await until(
      async () => !(await hasDock(first)),
      () => 'The dock stays in the page.',
    );
    expect(await first.evaluate(() => getComputedStyle(document.documentElement).marginInlineEnd)).toBe('0px');
  });

  const popup = await openPopup(driven, options);
  await expectText(popup, 'here', northwind.name);
  const panel = await ownPage(driven, '/panel.html', () => popup.locator(buttonNamed('Open side panel')).click());

  await test.step('the customer of the tab in front, of its next record, and nobody on a list', async () => {
    await expectText(panel, 'customer-name', northwind.name);
    await expectText(panel, 'section-billing', 'Past due');
    await goWithin(first, new URL(accountOf(halden)).pathname);
    await expectText(panel, 'customer-name', halden.name);
    await goWithin(first, new URL(listUrl.salesforce).pathname);
    await panel.waitForSelector('[data-testid=panel][data-phase=noRecord]');
    expect(await panel.$('[data-testid=customer-name]')).toBeNull();
    await goWithin(first, new URL(accountOf(northwind)).pathname);
    await expectText(panel, 'customer-name', northwind.name);
  });

  await test.step('another tab, a page of no CRM, and back', async () => {
    const other = await driven.open(recordUrl.ticket(pellworm.zendeskTicket));
    await other.bringToFront();
    await expectText(panel, 'customer-name', pellworm.name);
    expect(await hasDock(other)).toBe(false);
    await options.bringToFront();
    await until(
      async () => (await panel.$('[data-testid=customer-name]')) === null,
      () => 'The side panel keeps the customer of a tab that is not in front.',
    );
    await first.bringToFront();
    await expectText(panel, 'customer-name', northwind.name);
    await other.bringToFront();
    await expectText(panel, 'customer-name', pellworm.name);
    await other.close();
    await first.bringToFront();
    await expectText(panel, 'customer-name', northwind.name);
  });

  await test.step('what is answered there reaches the backend', async () => {
    await (await panel.waitForSelector(buttonNamed('Done')))?.click();
    const answered = async () =>
      Number(
        (
          await backend.store.db
            .selectFrom('reaction')
            .select(({ fn }) => fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      );
    await expect.poll(answered).toBe(1);
  });

  await test.step('the worker that is stopped comes back with the same tab', async () => {
    const debug = await options.createCDPSession();
    await debug.send('ServiceWorker.enable');
    await debug.send('ServiceWorker.stopAllWorkers');
    await debug.detach();
    await goWithin(first, new URL(accountOf(halden)).pathname);
    await expectText(panel, 'customer-name', halden.name);
  });

  await test.step('back into the page', async () => {
    await options.bringToFront();
    await place('In the CRM’s page').click();
    await first.bringToFront();
    await panelShowing(first, halden.name);
  });
});

async function hasDock(page: Page): Promise<boolean> {
  const debug = await page.createCDPSession();
  const dock = await readDock(debug as never);
  await debug.detach();
  return dock !== null;
}
