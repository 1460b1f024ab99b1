import type { Page } from '@playwright/test';
import { expect, type Stub, settings, test } from '../support/dockPage.ts';

const isThere = (page: Page) => page.evaluate(() => (globalThis as unknown as Stub).host() !== null);
const answer = (page: Page, next: object) =>
  page.evaluate((given) => Object.assign(globalThis, { answer: given }), next);
type World = { content: { startContent(): void }; browser: { runtime: { id?: string } } };

test.describe('the content script', () => {
  test('removes what a copy of it has left that is gone, and nothing else', async ({ dock, page }) => {
    await dock.open({ dock: null }, '<form><textarea></textarea></form>');
    await page.locator('textarea').fill('half written');
    const added = await page.evaluate(() => {
      const root = document.documentElement;
      root.setAttribute('data-als-push', 'end');
      root.setAttribute('data-als-width', '380');
      root.setAttribute('data-own', 'stays');
      for (const tag of ['x-123-456', 'x-own', 'div']) root.append(document.createElement(tag));
      (globalThis as unknown as World).content.startContent();
      return [root.getAttributeNames(), [...root.children].map((child) => child.localName)];
    });
    expect(added).toEqual([['data-own'], ['head', 'body', 'x-own', 'div']]);
    await expect(page.locator('textarea')).toHaveValue('half written');
    await expect(page.locator('textarea')).toBeFocused();
  });

  test('that is started again has one dock, and one that listens', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await page.evaluate(() => (globalThis as unknown as World).content.startContent());
    await dock.later(100);
    await dock.push({ type: 'toggle' });
    expect(await dock.isOpen()).toBe(false);
    expect(await dock.sent('dock.set')).toEqual([{ open: false }]);
    expect(await page.evaluate(() => [...document.documentElement.children].length)).toBe(3);
  });

  test('does nothing in a page that is rendered ahead, until it is shown', async ({ dock, page }) => {
    await page.addInitScript(() =>
      Object.defineProperty(document, 'prerendering', { value: true, configurable: true }),
    );
    await dock.open({ dock: null }, '<p>text</p>');
    await answer(page, { dock: settings() });
    for (const type of ['toggle', 'announce', 'focus'] as const) await dock.push({ type });
    await dock.push({ type: 'dock', dock: settings() });
    await dock.later(10_000);
    expect([await isThere(page), await dock.sent('record.opened')]).toEqual([false, []]);
    await page.evaluate(() => document.dispatchEvent(new Event('prerenderingchange')));
    await dock.later(100);
    expect([await isThere(page), (await dock.sent('record.opened')).length]).toEqual([true, 1]);
  });

  test('whose extension is gone leaves the page as it was', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await page.evaluate(() => {
      (globalThis as unknown as World).browser.runtime.id = undefined;
    });
    await dock.later(1_100);
    expect(await isThere(page)).toBe(false);
    expect(await page.evaluate(() => document.documentElement.getAttributeNames())).toEqual([]);
  });

  test('shows a rail of its own when the background fails, and then the dock', async ({ dock, page }) => {
    await dock.open({ ok: false, code: 'internal' });
    expect(await isThere(page)).toBe(false);
    await dock.later(2_000);
    expect(await dock.isOpen()).toBe(false);
    expect(await dock.read('launcher', (launcher) => launcher.ariaLabel)).toBe('launcherOpen');
    await answer(page, { dock: settings() });
    await dock.push({ type: 'announce' });
    await dock.later(100);
    expect(await dock.isOpen()).toBe(true);
  });

  test('shows nothing where there may be none, nor where there was none when the background fails', async ({
    dock,
    page,
  }) => {
    await dock.open({ ok: false, code: 'forbidden' });
    await dock.later(2_000);
    expect(await isThere(page)).toBe(false);
    await answer(page, { dock: null });
    await dock.push({ type: 'announce' });
    await dock.later(100);
    await answer(page, { ok: false, code: 'internal' });
    await dock.push({ type: 'announce' });
    await dock.later(2_000);
    expect(await isThere(page)).toBe(false);
  });

  test('believes a person’s click more than an answer that was asked for before it', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await page.evaluate(() => {
      const { runtime } = (
        globalThis as unknown as { browser: { runtime: Record<'sendMessage', (m: object) => Promise<unknown>> } }
      ).browser;
      const send = runtime.sendMessage;
      runtime.sendMessage = async (message) => {
        const reply = await send(message);
        if ((message as { name: string }).name === 'record.opened')
          await new Promise((release) => Object.assign(globalThis, { release }));
        return reply;
      };
      history.pushState({}, '', '/2');
    });
    await dock.later(100);
    await dock.push({ type: 'toggle' });
    await page.evaluate(() => (globalThis as unknown as { release(): void }).release());
    await dock.later(100);
    expect(await dock.isOpen()).toBe(false);
    await answer(page, { dock: settings({ side: 'start' }) });
    await dock.push({ type: 'announce' });
    await page.evaluate(() => (globalThis as unknown as { release(): void }).release());
    await dock.later(100);
    expect(await dock.isOpen()).toBe(true);
    expect(await dock.rect('shell')).toMatchObject({ left: 0 });
  });
});
