import AxeBuilder from '@axe-core/playwright';
import { test as base, type ConsoleMessage, type Dialog, expect, type FrameLocator, type Page } from '@playwright/test';
import type { Harness } from './main.tsx';

const pictures = new URL('../../.data/screens/', import.meta.url).pathname;

export type Show = (screen: string, options?: { lang?: 'en' | 'de' | 'ar' }) => Promise<void>;

/** A page that shows one screen, and fails the test when the page complains or lacks words. */
export const test = base.extend<{ show: Show }, { kept: Page }>({
  kept: [
    async ({ browser }, use, { project }) => {
      const { actionTimeout = 0, contextOptions, locale, timezoneId } = project.use;
      const context = await browser.newContext({ ...contextOptions, locale, timezoneId });
      context.setDefaultTimeout(actionTimeout);
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  show: async ({ page }, use) => {
    const complaints: string[] = [];
    const onError = (error: Error) => complaints.push(error.message);
    const onConsole = (message: ConsoleMessage) => message.type() === 'error' && complaints.push(message.text());
    const onDialog = (dialog: Dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    };
    page.on('pageerror', onError).on('console', onConsole).on('dialog', onDialog);
    await use(async (screen, { lang = 'en' } = {}) => {
      await page.goto(`${process.env.HARNESS_URL}?screen=${screen}&lang=${lang}`);
      await page.locator('html[data-ready]').waitFor();
    });
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.missing)).toEqual([]);
    page.off('pageerror', onError).off('console', onConsole).off('dialog', onDialog);
  },
});

/**
 * The same in a page that a worker keeps, for specs that look at screens and touch nothing: to open a page takes about as long as to look
 * at it. Each test begins with the usual window and scheme, and loads its screen anew.
 */
export const look = test.extend({
  page: async ({ kept, viewport }, use) => {
    if (viewport) await kept.setViewportSize(viewport);
    await kept.emulateMedia({ colorScheme: 'light' });
    await use(kept);
  },
});

/** What the screen has called so far, by name. */
export function callsOf(page: Page, name: string): Promise<unknown[][]> {
  return page.evaluate(
    (wanted) =>
      (globalThis as unknown as { harness: Harness }).harness.calls
        .filter(([n]) => n === wanted)
        .map((c) => c.slice(1)),
    name,
  );
}

/** Shows another state in the same page, as a push from the background does. */
export function become(page: Page, screen: string): Promise<void> {
  return page.evaluate((name) => (globalThis as unknown as { harness: Harness }).harness.show(name), screen);
}

/** A page of another site that frames a screen as the dock does, grants it nothing, and can get at nothing inside. */
export async function showFramed(page: Page, screen: string): Promise<FrameLocator> {
  // The same server by another name, which to a browser is another site.
  await page.goto(`${process.env.HARNESS_URL?.replace('127.0.0.1', 'localhost')}`);
  await page.evaluate((url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    frame.style.cssText = 'position:fixed;inset:0 0 0 auto;inline-size:380px;block-size:100%;border:0';
    document.body.replaceChildren(document.createElement('textarea'), frame);
  }, `${process.env.HARNESS_URL}?screen=${screen}`);
  return page.frameLocator('iframe');
}

/** From now on searches wait for `answerSearch`. */
export function holdSearches(page: Page): Promise<void> {
  return page.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.hold());
}

/** Answers a search that waits. */
export async function answerSearch(page: Page, query: string): Promise<void> {
  const isThere = await page.evaluate(
    (asked) => (globalThis as unknown as { harness: Harness }).harness.answer(asked),
    query,
  );
  expect(isThere, `nobody searches for ${query}`).toBe(true);
}

/** Opens everything that folds. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    const folded = 'button[aria-expanded=false]:not([data-testid=pin])';
    for (const button of document.querySelectorAll<HTMLElement>(folded)) button.click();
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

/** Parts that stick out of the viewport sideways, in words; parts cut on purpose are the ones with hidden overflow. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width)
      found.push(`page ${document.documentElement.scrollWidth} > ${width}`);
    for (const element of document.querySelectorAll('#app *')) {
      const box = element.getBoundingClientRect();
      if (box.left >= -0.5 && box.right <= width + 0.5) continue;
      if (box.width === 0 || element.closest('.sr, svg, .uplot')) continue;
      let clip = element.parentElement;
      while (clip && !/hidden|clip/.test(getComputedStyle(clip).overflowX)) clip = clip.parentElement;
      if (!clip) found.push(`${element.tagName}.${element.className} ${box.left}..${box.right}`);
    }
    return found;
  });
}

/** @param without rules that do not hold for this screen. */
export function expectAccessible(page: Page, without: readonly string[] = []): Promise<void> {
  return expectNoViolations(page, (axe) => axe.options({ resultTypes: ['violations'] }).disableRules([...without]));
}

/** What another colour scheme can change of a screen that is accessible in the first one. */
export function expectContrast(page: Page): Promise<void> {
  return expectNoViolations(page, (axe) => axe.withRules(['color-contrast', 'link-in-text-block']));
}

async function expectNoViolations(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  // Each analysis would load its half a megabyte into the page again, twice.
  const isLoaded = await page.evaluate(() => 'axe' in globalThis);
  const axe = new AxeBuilder(isLoaded ? { page, axeSource: ';' } : { page });
  const { violations } = await choose(axe.setLegacyMode(true)).analyze();
  const words = violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`),
  );
  expect(words).toEqual([]);
}

/**
 * A picture to look at, when PICTURES is set; nothing is compared.
 * @param fullPage not on a phone, which stops to be one while it is measured.
 */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  if (process.env.PICTURES) await page.screenshot({ path: `${pictures}${name}.png`, fullPage, animations: 'disabled' });
}

export { expect };
