import { heroes } from '../../server/sandbox/world/heroes.ts';
import { recordUrl } from '../playground/hosts.ts';
import { readDock } from '../support/dockInPage.ts';
import { panelSeen, panelShowing } from '../support/panel.ts';
import { expect, test } from './fixtures.ts';

const { northwind, halden } = heroes;
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
