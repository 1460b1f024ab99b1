import type { Page as DrivenPage } from 'puppeteer-core';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import { crmHosts, loginUrl, recordUrl } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import { readDock } from '../support/dockInPage.ts';
import {
  buttonNamed,
  type Driven,
  expectText,
  launchDriven,
  openPopup,
  pairDriven,
  panelShowing as panelOfShowing,
  until,
} from '../support/driven.ts';
import { panelSeen, panelShowing } from '../support/panel.ts';
import { startProxy } from '../support/proxy.ts';
import { serveSecurely } from '../support/secureSite.ts';
import { expect, test } from './fixtures.ts';

const { northwind, halden, pellworm } = heroes;
const go = (path: string) => (globalThis as unknown as { go(path: string): void }).go(path);

test('an update while somebody writes: one dock, the same customer, and not a letter lost', async ({ paired }) => {
  const page = await paired.context.newPage();
  await page.goto(recordUrl.account(northwind.salesforceAccount));
  await panelShowing(page, northwind.name);
  await panelSeen(page);
  await page.getByLabel('Note').fill('Half a sentence about the rene');
  const gone = page.waitForEvent('framedetached');
  await (await paired.worker()).evaluate('chrome.runtime.reload()').catch(() => undefined);
  await gone;
  await panelShowing(page, northwind.name);
  await panelSeen(page);
  const cdp = await page.context().newCDPSession(page);
  expect((await readDock(cdp))?.hosts).toBe(1);
  await expect(page.getByLabel('Note')).toHaveValue('Half a sentence about the rene');
  await page.evaluate(go, new URL(recordUrl.account(halden.salesforceAccount)).pathname);
  await panelShowing(page, halden.name);
  await panelSeen(page);
  expect((await readDock(cdp))?.hosts).toBe(1);
});

test('a page that comes back out of the browser’s cache, with the dock closed or open: one dock, the right customer', async ({
  backend,
}) => {
  const driven = await launchDriven('chrome', createPlayground(backend.sandbox.world));
  try {
    const page = await driven.open(recordUrl.account(northwind.salesforceAccount));
    const options = await pairDriven(driven, page, backend);
    await page.bringToFront();
    for (const isOpen of [true, false]) {
      await page.goto(recordUrl.account(northwind.salesforceAccount));
      await panelOfShowing(page, northwind.name);
      if (!isOpen) {
        // Nothing of ours keeps a page without frames out of the cache.
        await options.evaluate(`chrome.runtime.sendMessage({ name: 'place.set', payload: { place: 'browser' } })`);
        await until(
          async () => !(await dockOf(page)),
          () => 'The dock stays.',
        );
      }
      await page.evaluate(() => Object.assign(globalThis, { mark: 'kept' }));
      await page.goto(recordUrl.account(halden.salesforceAccount));
      await page.goBack();
      if (!isOpen) {
        expect(await page.evaluate('globalThis.mark')).toBe('kept');
        await options.evaluate(`chrome.runtime.sendMessage({ name: 'place.set', payload: { place: 'page' } })`);
      }
      await panelOfShowing(page, northwind.name);
      expect((await dockOf(page))?.hosts).toBe(1);
      await page.evaluate(go, new URL(recordUrl.account(pellworm.salesforceAccount)).pathname);
      await panelOfShowing(page, pellworm.name);
      expect((await dockOf(page))?.hosts).toBe(1);
    }
  } finally {
    await driven.close();
  }
});

test('a page that is prepared before anybody asks for it asks the backend nothing before it is shown', async ({
  backend,
}) => {
  const answer = createPlayground(backend.sandbox.world);
  const fetched: string[] = [];
  const site = await serveSecurely([crmHosts.salesforce], (url) => {
    fetched.push(new URL(url).pathname);
    return answer(url);
  });
  const proxy = await startProxy(() => backend.server.url);
  const driven = await launchDriven('chrome', null, site.flags);
  try {
    const next = new URL(recordUrl.account(halden.salesforceAccount)).pathname;
    const page = await driven.open(
      `${recordUrl.account(northwind.salesforceAccount)}?next=${encodeURIComponent(next)}`,
    );
    const options = await pairDriven(driven, page, { ...backend, server: { url: proxy.url } });
    await page.bringToFront();
    await panelOfShowing(page, northwind.name);
    fetched.length = 0;
    await page.reload();
    await panelOfShowing(page, northwind.name);
    // The page itself, and all that its own scripts need: it stands there ready.
    const isPrepared = async () =>
      fetched.includes(next) && fetched.filter((path) => path === '/pane.client.js').length > 1;
    await until(isPrepared, () => `The browser did not prepare a page, but fetched ${fetched}.`);
    const asked = () => proxy.requests.filter((request) => request.includes(halden.salesforceAccount));
    expect(asked()).toEqual([]);
    await page.evaluate((path) => location.assign(path), next);
    const shows = async () => (await namesInFrames(driven)).includes(halden.name);
    await until(shows, () => `No panel shows ${halden.name}.`);
    const startedAt = await page.evaluate(
      () => (performance.getEntriesByType('navigation')[0] as unknown as { activationStart: number }).activationStart,
    );
    expect(startedAt, 'the browser has prepared it').toBeGreaterThan(0);
    expect(asked().length).toBeGreaterThan(0);
    await options.close();
  } finally {
    await driven.close();
    await proxy.close();
    await site.close();
  }
});

test('two windows and the popup: each shows its own customer; a page of no CRM, and a CRM that asks to sign in, show none', async ({
  backend,
}) => {
  const driven = await launchDriven('chrome', createPlayground(backend.sandbox.world));
  try {
    const first = await driven.open(recordUrl.account(northwind.salesforceAccount));
    const options = await pairDriven(driven, first, backend);
    await first.bringToFront();
    await panelOfShowing(first, northwind.name);
    const second = await driven.openWindow(recordUrl.ticket(pellworm.zendeskTicket));
    await panelOfShowing(second, pellworm.name);
    await panelOfShowing(first, northwind.name);
    await first.evaluate(go, new URL(recordUrl.account(halden.salesforceAccount)).pathname);
    await panelOfShowing(first, halden.name);
    await panelOfShowing(second, pellworm.name);

    await first.bringToFront();
    let popup = await openPopup(driven, options);
    await expectText(popup, 'here', halden.name);
    await expectText(popup, 'popup', northwind.name, pellworm.name);
    await popup.close();
    await first.goto(loginUrl.hubspot);
    await until(
      async () => !(await dockOf(first)),
      () => 'The dock stays where the CRM asks to sign in.',
    );
    await options.bringToFront();
    popup = await openPopup(driven, options);
    await expectText(popup, 'here', 'No CRM page');
    await popup.locator('[role=combobox]').fill('tanuki');
    await popup.waitForSelector('[role=option]');
    await expectText(popup, 'popup', 'Tanuki Foods K.K.');
    expect(await popup.$(buttonNamed('Open side panel'))).not.toBeNull();
  } finally {
    await driven.close();
  }
});

/** The customers in all frames of the panel: the library loses sight of those in a page that takes the place of another one. */
async function namesInFrames({ browser }: Driven): Promise<string[]> {
  const expression = `document.querySelector('[data-testid=customer-name]')?.textContent ?? ''`;
  const names: string[] = [];
  for (const target of browser.targets().filter((t) => t.url().includes('/panel.html'))) {
    try {
      const debug = await target.createCDPSession();
      names.push((await debug.send('Runtime.evaluate', { expression })).result.value);
      await debug.detach();
    } catch {
      // That of the page before is gone meanwhile.
    }
  }
  return names;
}

async function dockOf(page: DrivenPage) {
  const debug = await page.createCDPSession();
  const dock = await readDock(debug as never).catch(() => null);
  await debug.detach();
  return dock;
}
