import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { listUrl, playgroundStartUrls } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import {
  buttonNamed,
  type Driven,
  expectText,
  goWithin,
  launchDriven,
  pairDriven,
  panelShowing,
  panelWith,
} from '../support/driven.ts';
import { switchTargets } from './switching.ts';

const pictures = new URL('../../.data/firefox/', import.meta.url).pathname;
const first = 'Northwind Analytics Inc.';

test.describe.configure({ mode: 'serial' });

let backend: Backend;
let firefox: Driven;
let options: Page;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  backend = await startBackend();
  firefox = await launchDriven('firefox', createPlayground(backend.sandbox.world));
});

test.afterAll(async () => {
  await firefox?.close();
  await backend?.close();
});

test('Firefox: paired through the button of the panel, with the code of the backend', async () => {
  const page = await firefox.open(playgroundStartUrls().salesforce);
  options = await pairDriven(firefox, page, backend);
  await options.screenshot({ path: `${pictures}options.png` });
  await page.bringToFront();
  await panelShowing(page, first);
  await page.close();
});

test('Firefox: the same customer is recognised in all three CRMs, under their strictest policies', async () => {
  for (const [crm, url] of Object.entries(playgroundStartUrls())) {
    const page = await firefox.open(url);
    const panel = await panelShowing(page, first);
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
  await panelShowing(page, first);
  for (const [path, name] of switchTargets(backend.sandbox.world, 12)) {
    await goWithin(page, path);
    if (name !== null) await panelShowing(page, name);
  }
  await goWithin(page, new URL(listUrl.salesforce).pathname);
  const panel = await panelWith(page, '[data-testid=panel][data-phase=noRecord]');
  expect(await panel.$('[data-testid=customer-name]')).toBeNull();
  await page.close();
});

test('Firefox: an answer given in the panel reaches the backend once', async () => {
  const page = await firefox.open(playgroundStartUrls().hubspot);
  const panel = await panelShowing(page, first);
  const done = await panel.waitForSelector(buttonNamed('Done'));
  // A press of the mouse: the panel takes no click that a script has made up.
  await page.bringToFront();
  await done?.click();
  const count = async () => {
    const query = backend.store.db.selectFrom('reaction').select(({ fn }) => fn.countAll().as('n'));
    return Number((await query.where('kind', '=', 'done').executeTakeFirstOrThrow()).n);
  };
  await expect.poll(count).toBe(1);
  await page.close();
});

test('Firefox: the panel’s place is chosen in the panel, and remembered by site', async () => {
  const margin = () => page.evaluate(() => getComputedStyle(document.documentElement).marginInlineEnd);
  const page = await firefox.open(playgroundStartUrls().hubspot);
  const panel = await panelShowing(page, first);
  expect(await margin()).toBe('380px');
  await panel.$eval('[data-testid=dock] summary', (summary) => (summary as HTMLElement).click());
  const overlay = await panel.waitForSelector(`xpath///label[contains(., 'over the page')]//input`);
  await overlay?.click();
  await expect.poll(margin).toBe('0px');
  await page.reload();
  await panelShowing(page, first);
  expect(await margin()).toBe('0px');
  await page.close();
});

test('Firefox: an update while somebody writes: one dock, the same customer, and not a letter lost', async () => {
  const page = await firefox.open(playgroundStartUrls().salesforce);
  await panelShowing(page, first);
  await page.locator('.windowViewMode-normal.active textarea').fill('Half a sentence');
  const docks = () =>
    page.evaluate(() =>
      [...document.documentElement.children].map((e) => e.nodeName).filter((n) => /^X-\d+-\d+$/.test(n)),
    );
  const [before] = await docks();
  await options.evaluate('browser.runtime.reload()').catch(() => undefined);
  await expect.poll(async () => (await docks()).filter((name) => name !== before).length).toBe(1);
  await panelShowing(page, first);
  expect(await docks()).toHaveLength(1);
  expect(await page.$eval('.windowViewMode-normal.active textarea', (e) => (e as HTMLTextAreaElement).value)).toBe(
    'Half a sentence',
  );
  await page.close();
});
