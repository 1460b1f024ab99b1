import type { CDPSession, Page } from '@playwright/test';
import { playgroundStartUrls } from '../playground/hosts.ts';
import type { ExtensionBrowser } from '../support/browser.ts';
import { readDock } from '../support/dockInPage.ts';
import { countLongTasks, idle } from './pageProbes.ts';

/** Elements of the page, besides those of the look-alike CRM. */
export const nodes = 20_000;

/** A page of many elements in a new tab, loaded and idle, whose script time and long tasks are counted from the start. */
export async function open(browser: ExtensionBrowser): Promise<{ page: Page; cdp: CDPSession }> {
  const page = await browser.context.newPage();
  const cdp = await browser.context.newCDPSession(page);
  await page.addInitScript(countLongTasks);
  // Time of the thread, not of the clock: what other processes take from it meanwhile is not its cost.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`${playgroundStartUrls().salesforce}?nodes=${nodes}`, { waitUntil: 'load' });
  await page.evaluate(idle);
  return { page, cdp };
}

/** Script time of the page's thread so far in seconds, and its heap in bytes. */
export async function metrics(cdp: CDPSession): Promise<{ script: number; heap: number }> {
  const { metrics: all } = await cdp.send('Performance.getMetrics');
  const read = (name: string) => all.find((m) => m.name === name)?.value ?? Number.NaN;
  return { script: read('ScriptDuration'), heap: read('JSHeapUsedSize') };
}

/** Closes the dock as the shortcut does it: the background tells the page in front. It is a rail then. */
export async function closeDock(browser: ExtensionBrowser, page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const isRail = async () => (await readDock(cdp))?.holder.includes('rail');
  const isPanel = (frame: { url(): string }) => frame.url().includes('/panel.html');
  if (!page.frames().some(isPanel)) await page.waitForEvent('framenavigated', isPanel);
  const worker = await browser.worker();
  await worker.evaluate(`(async () => {
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    await chrome.tabs.sendMessage(tab.id, { type: 'toggle' });
  })()`);
  while (!(await isRail())) await page.evaluate(idle);
  await cdp.detach();
}
