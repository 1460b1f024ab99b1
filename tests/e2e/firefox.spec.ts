import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { listUrl, playgroundStartUrls } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import { expectText, extensionPage, type FirefoxBrowser, firefoxPanelWith, launchFirefox } from '../support/firefox.ts';
import { switchTargets } from './switching.ts';

const extension = new URL('../../.output/firefox-mv3', import.meta.url).pathname;
const pictures = new URL('../../.data/firefox/', import.meta.url).pathname;
const first = 'Northwind Analytics Inc.';

test.describe.configure({ mode: 'serial' });

let backend: Backend;
let firefox: FirefoxBrowser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  backend = await startBackend();
  firefox = await launchFirefox({ extension, answer: createPlayground(backend.sandbox.world) });
});

test.afterAll(async () => {
  await firefox?.close();
  await backend?.close();
});

// The accessibility queries of the protocol do not reach pages of extensions.
const field = (label: string) => `xpath///label[contains(., '${label}')]//input`;
const button = (name: string) => `xpath///button[normalize-space() = '${name}']`;
const go = (page: Page, path: string) =>
  page.evaluate((next) => (globalThis as unknown as { go(path: string): void }).go(next), path);

test('Firefox: paired through the button of the panel, with the code of the backend', async () => {
  const page = await firefox.open(playgroundStartUrls().salesforce);
  const panel = await firefoxPanelWith(page);
  await panel.waitForSelector('button.primary');
  const options = await extensionPage(firefox.browser, '/options.html', () =>
    panel.$eval('button.primary', (button) => (button as HTMLButtonElement).click()),
  );
  await options.locator(field('Backend address')).fill(backend.server.url);
  await options.locator(field('Pairing code')).fill(await backend.pairingCode());
  await options.locator(button('Pair')).click();
  await options.waitForFunction(() =>
    /^Paired/.test(document.querySelector('[data-testid=message]')?.textContent ?? ''),
  );
  await options.screenshot({ path: `${pictures}options.png` });
  await options.close();
  await page.bringToFront();
  await expectText(panel, 'customer-name', first);
  await page.close();
});

test('Firefox: the same customer is recognised in all three CRMs, under their strictest policies', async () => {
  for (const [crm, url] of Object.entries(playgroundStartUrls())) {
    const page = await firefox.open(url);
    const panel = await firefoxPanelWith(page);
    await expectText(panel, 'customer-name', first);
    await expectText(panel, 'section-billing', 'Past due');
    await expectText(panel, 'section-support', 'Nightly export fails');
    await expectText(panel, 'action', 'Renewal');
    await expectText(panel, 'freshness', 'Confirmed');
    const margin = await page.evaluate(() => getComputedStyle(document.documentElement).marginInlineEnd);
    expect(margin, 'the page makes room where the dock pushes').toBe(crm === 'zendesk' ? '0px' : '380px');
    await page.screenshot({ path: `${pictures}${crm}.png` });
    await page.close();
  }
});

test('Firefox: single-page navigation shows each record its own customer, and none on a list', async () => {
  const page = await firefox.open(playgroundStartUrls().salesforce);
  await firefoxPanelWith(page, '[data-testid=customer-name]', first);
  for (const [path, name] of switchTargets(backend.sandbox.world, 12)) {
    await go(page, path);
    if (name !== null) await firefoxPanelWith(page, '[data-testid=customer-name]', name);
  }
  await go(page, new URL(listUrl.salesforce).pathname);
  const panel = await firefoxPanelWith(page, '[data-testid=panel][data-phase=noRecord]');
  expect(await panel.$('[data-testid=customer-name]')).toBeNull();
  await page.close();
});

test('Firefox: an answer given in the panel reaches the backend once', async () => {
  const page = await firefox.open(playgroundStartUrls().hubspot);
  const panel = await firefoxPanelWith(page);
  await expectText(panel, 'customer-name', first);
  const done = await panel.waitForSelector(button('Done'));
  await done?.evaluate((element) => (element as HTMLButtonElement).click());
  const count = async () =>
    Number(
      (
        await backend.store.db
          .selectFrom('reaction')
          .select(({ fn }) => fn.countAll().as('n'))
          .where('kind', '=', 'done')
          .executeTakeFirstOrThrow()
      ).n,
    );
  await expect.poll(count).toBe(1);
  await page.close();
});
