import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { findBrowser } from '../../server/launch/findBrowser.ts';
import { buildWorld } from '../../server/sandbox/world/buildWorld.ts';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import {
  draftUrl,
  listUrl,
  loginUrl,
  playgroundStartUrls,
  recordUrl,
  subtabUrl,
  variantUrl,
} from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import { routePlayground } from '../playground/routePlayground.ts';
import { type Attack, attackNames } from '../playground/variants.ts';
import { quietFlags } from '../support/browser.ts';

/** The pages by themselves: what the other tests attack and recognise has to be there, without any extension. */
const world = buildWorld({ seed: 7, accounts: 60, nowMs: Date.UTC(2026, 10, 21) });
const start = playgroundStartUrls();
let browser: Browser;

test.beforeAll(async () => {
  const executablePath = findBrowser() ?? '';
  const args = [...quietFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  browser = await chromium.launch({ executablePath, args });
});
test.afterAll(() => browser?.close());

async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await routePlayground(context, world);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(url);
  return { page, complaints };
}

test('every page has the policy of its CRM, and a hostile one only what it needs', () => {
  const answer = createPlayground(world);
  const policyOf = (url: string) => answer(url)?.headers['content-security-policy'];
  for (const [crm, url] of Object.entries(start)) {
    expect(policyOf(url)).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(policyOf(url)).toContain(crm === 'hubspot' ? "frame-src 'self'" : "frame-src 'none'");
    expect(policyOf(url)?.includes('require-trusted-types-for')).toBe(crm === 'zendesk');
    expect(answer(url)?.headers['x-frame-options']).toBe(crm === 'hubspot' ? 'SAMEORIGIN' : 'DENY');
    expect(policyOf(variantUrl(url, { attack: 'framing' }))).not.toContain('default-src');
  }
  expect(answer('https://example.com/')).toBeNull();
});

test('a console keeps six tabs of four customers mounted, and one page is active in front', async () => {
  const workspace = start.salesforce;
  const { page, complaints } = await open(`${workspace}?console`);
  await expect(page.locator('#panes .lafPageHost')).toHaveCount(6);
  const active = page.locator('section.oneConsoleTab div.windowViewMode-maximized.active.lafPageHost');
  // Each workspace has one, and two of them are not in front.
  await expect(active).toHaveCount(3);
  const seen = active.filter({ visible: true }).locator('[slot=primaryField]');
  await expect(seen).toHaveText(heroes.northwind.name);
  const other = subtabUrl(recordUrl.account(heroes.bridgepoint.salesforceAccount), workspace);
  await page.locator('.subtabs .tab').filter({ hasText: heroes.bridgepoint.name }).click();
  expect(page.url()).toBe(other);
  await expect(seen).toHaveText(heroes.bridgepoint.name);
  await page.locator('#tabs .tab').filter({ hasText: heroes.halden.name }).click();
  await expect(seen).toHaveText(heroes.halden.name);
  await page.goto(other);
  await expect(seen).toHaveText(heroes.bridgepoint.name);
  await page.locator('.subtabs .tab.current .close').click();
  expect(page.url()).toBe(listUrl.salesforce);
  await expect(page.locator('#panes .lafPageHost')).toHaveCount(5);
  expect(complaints).toEqual([]);
});

test('outside of a console the page visited before stays mounted, and is not the active one', async () => {
  const { page, complaints } = await open(start.salesforce);
  const halden = new URL(recordUrl.account(heroes.halden.salesforceAccount)).pathname;
  await page.evaluate((path) => (globalThis as unknown as { go(path: string): void }).go(path), halden);
  await expect(page.locator('div.windowViewMode-normal')).toHaveCount(2);
  await expect(page.locator('div.windowViewMode-normal.active h1')).toContainText(heroes.halden.name);
  expect(complaints).toEqual([]);
});

test('five open tickets are in the document, hidden by style, and the one that is sent is at the bottom', async () => {
  const { page, complaints } = await open(start.zendesk);
  await expect(page.locator('[data-test-id="header-tab"][data-entity-id]')).toHaveCount(5);
  await expect(page.locator('[data-ticket-id]')).toHaveCount(5);
  await expect(page.locator('[data-ticket-id]').filter({ visible: true })).toHaveCount(1);
  await expect(page.locator('.workspace[style="display: none;"]')).toHaveCount(4);
  const submit = page.locator('[data-test-id="submit_button-button"]').filter({ visible: true });
  const box = await submit.boundingBox();
  expect(box?.y).toBeGreaterThan(820);
  expect(box?.x).toBeGreaterThan(1200);
  const second = page.locator('[data-test-id="header-tab"]').nth(1);
  await second.click();
  expect(page.url()).toBe(recordUrl.ticket((await second.getAttribute('data-entity-id')) ?? ''));
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await second.getByRole('button').click();
  await expect(page.locator('[data-ticket-id]')).toHaveCount(4);
  expect(complaints).toEqual([]);
});

test('a HubSpot page has frames of its own host, one of them at the address of another record, and chips', async () => {
  const person = world.customers[0]?.people.find((p) => p.hubspotId !== null);
  const { page, complaints } = await open(recordUrl.person(person?.hubspotId ?? ''));
  await expect(page.locator('[data-card-type="OBJECT_HIGHLIGHT"] [data-selenium-test="highlightTitle"]')).toHaveText(
    person?.name ?? '',
  );
  await expect(page.locator('[data-selenium-test="company-chicklet-title-link"]')).toHaveText(heroes.northwind.name);
  expect(page.frames().map((frame) => new URL(frame.url()).pathname.replace(/\d{6,}/g, '#'))).toEqual([
    '/contacts/#/record/0-1/#',
    '/timeline',
    '/contacts/#/record/0-1/1',
  ]);
  for (const frame of page.frames().slice(1)) await expect(frame.getByLabel('Reply')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('lists, forms for something new and the sign-in are pages without a record', async () => {
  for (const url of [...Object.values(listUrl), ...Object.values(draftUrl), ...Object.values(loginUrl)]) {
    const { page, complaints } = await open(url);
    await expect(page.locator('h1,h2').filter({ visible: true }).first()).toHaveText(
      /New|Accounts|Companies|Your|Sign/,
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});

test('scenes: bars that do not follow the flow, buttons at the edge, modal boxes, right to left', async () => {
  const url = variantUrl(start.salesforce, {});
  const { page, complaints } = await open(`${url}?scene=bars,edge,dialogs,rtl`);
  await expect(page.locator('.bar-fixed, .bar-absolute, .bar-wide')).toHaveCount(3);
  await expect(page.locator('.edge button[name=SaveEdit]')).toHaveCount(3);
  // In a page from right to left, the edge is on the left.
  expect((await page.locator('.edge-rail').boundingBox())?.x).toBe(4);
  await page.locator('#open-dialog').click();
  expect(await page.locator('dialog').evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
  await page.locator('dialog').getByRole('button').click();
  await page.locator('#open-box').click();
  await expect(page.locator('[aria-modal=true]')).toBeVisible();
  expect(complaints).toEqual([]);
});

/** How the page itself shows that it is under attack, where it would not be without. */
const signs: Partial<Record<Attack, (page: Page) => Promise<unknown>>> = {
  fade: (page) => page.waitForFunction(() => getComputedStyle(document.documentElement).opacity === '0.01'),
  cover: (page) => page.locator('#cover').waitFor(),
  popover: (page) => page.locator('#cover:popover-open').waitFor(),
  write: (page) => page.locator('#written').waitFor(),
  framing: (page) => page.waitForFunction(() => document.querySelectorAll('iframe.framed').length === 12),
  clobber: (page) => page.waitForFunction(() => document.documentElement.nodeName === 'IMG'),
};

test('every attack strikes, and its spy is at work', async () => {
  for (const attack of attackNames) {
    const { page } = await open(variantUrl(start.zendesk, { attack, times: 3 }));
    if (attack === 'remove') {
      // There is nothing to remove yet.
      await page.evaluate(() => document.documentElement.append(document.createElement('x-1-2')));
      await page.waitForFunction(() => document.querySelector('x-1-2') === null);
    }
    await page.waitForFunction(() => (globalThis as unknown as { struck: number }).struck > 0);
    await signs[attack]?.(page);
    // The spy sees what the page shows, and nobody else's name is on it.
    await page.waitForFunction(() =>
      [...(globalThis as unknown as { loot: Set<string> }).loot].some((text) => /^page: .*Agent Workspace/s.test(text)),
    );
    const loot = await page.evaluate(() => [...(globalThis as unknown as { loot: Set<string> }).loot].join('\n'));
    expect(loot, attack).not.toContain(heroes.northwind.name);
    await page.context().close();
  }
});
