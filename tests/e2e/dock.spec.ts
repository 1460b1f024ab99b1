import type { Page } from '@playwright/test';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import { type Crm, playgroundStartUrls, recordUrl } from '../playground/hosts.ts';
import type { ExtensionBrowser } from '../support/browser.ts';
import { type Box, type DockSeen, focusDock, middleOf, readDock } from '../support/dockInPage.ts';
import { panelOf, panelSeen, panelShowing, panelWith } from '../support/panel.ts';
import { expect, test } from './fixtures.ts';

const start = playgroundStartUrls();
const { northwind, halden } = heroes;
const window = { width: 1440, height: 900 };
const go = (path: string) => (globalThis as unknown as { go(path: string): void }).go(path);
const pathOf = (url: string) => new URL(url).pathname;

/** A page of Northwind with the dock, and how to read it. */
async function open({ context }: ExtensionBrowser, url: string) {
  const page = await context.newPage();
  await page.goto(url);
  await panelShowing(page, northwind.name);
  const cdp = await context.newCDPSession(page);
  const read = async (): Promise<DockSeen> => {
    const dock = await readDock(cdp);
    if (!dock) throw new Error(`There is no dock on ${page.url()}.`);
    return dock;
  };
  return { page, read, focus: (part: 'launcher' | 'handle') => focusDock(cdp, part) };
}

/** What the background tells a page in front of its window, as after a keyboard shortcut, which no library can press. */
async function tell({ worker }: ExtensionBrowser, page: Page, type: 'toggle' | 'focus'): Promise<void> {
  await page.bringToFront();
  await (await worker()).evaluate(`(async () => {
    const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
    await chrome.tabs.sendMessage(tab.id, { type: '${type}' });
  })()`);
}

const marginOf = (page: Page) =>
  page.evaluate(() => {
    const { marginInlineStart, marginInlineEnd } = getComputedStyle(document.documentElement);
    return [marginInlineStart, marginInlineEnd];
  });

/** Opens the panel's menu of its own place and picks there. */
async function pick(page: Page, name: string): Promise<void> {
  const panel = await panelOf(page);
  const menu = panel.getByTestId('dock');
  if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
  const choice = menu.getByRole('radio', { name }).or(menu.getByRole('button', { name }));
  await choice.click();
}

async function drag(page: Page, from: Box, dx: number, dy: number): Promise<void> {
  const { x, y } = middleOf(from);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

test('the panel’s place is chosen in the panel, by mouse and by key, and remembered by site', async ({ paired }) => {
  const { page, read, focus } = await open(paired, start.salesforce);
  await panelSeen(page);
  expect((await read()).shell).toEqual({ left: 1060, top: 0, right: 1440, bottom: 900 });
  expect(await marginOf(page)).toEqual(['0px', '380px']);

  await test.step('wider by dragging its edge, and by arrow keys', async () => {
    await drag(page, (await read()).handle as Box, -95, 0);
    await expect.poll(() => marginOf(page)).toEqual(['0px', '480px']);
    await focus('handle');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await read()).valueNow).toBe(520);
    await expect.poll(() => marginOf(page)).toEqual(['0px', '520px']);
  });

  await test.step('on the other side, and as wide there, also after a reload', async () => {
    await pick(page, 'Move to the other side');
    await expect.poll(() => marginOf(page)).toEqual(['520px', '0px']);
    await page.reload();
    await panelShowing(page, northwind.name);
    await panelSeen(page);
    expect(await marginOf(page)).toEqual(['520px', '0px']);
    expect((await read()).shell).toMatchObject({ left: 0, right: 520 });
  });

  await test.step('over a page that is too narrow for both', async () => {
    await page.setViewportSize({ ...window, width: 1100 });
    await expect.poll(() => marginOf(page)).toEqual(['0px', '0px']);
    await page.setViewportSize(window);
    await expect.poll(() => marginOf(page)).toEqual(['520px', '0px']);
  });

  await test.step('wider by a key right before a reload', async () => {
    await focus('handle');
    await page.keyboard.press('ArrowRight');
    await page.reload();
    await panelShowing(page, northwind.name);
    await panelSeen(page);
    expect(await marginOf(page)).toEqual(['540px', '0px']);
  });

  await test.step('another site is as it was', async () => {
    const other = await open(paired, start.hubspot);
    await panelSeen(other.page);
    expect(await marginOf(other.page)).toEqual(['0px', '380px']);
    await other.page.close();
  });

  await test.step('over the page, closed and open again by its launcher', async () => {
    await pick(page, 'over the page');
    await expect.poll(() => marginOf(page)).toEqual(['0px', '0px']);
    expect((await read()).holder).toContain('open');
    await page.mouse.click(...pointOf((await read()).launcher));
    await expect.poll(async () => (await read()).holder).toContain('rail');
    await page.reload();
    await expect.poll(async () => (await readIfAny(paired, page))?.holder ?? []).toContain('rail');
  });
});

test('a rail says how the customer is, opens over the page, and is a rail again at the next record', async ({
  paired,
}) => {
  const { page, read } = await open(paired, start.zendesk);
  await panelSeen(page);
  expect(await marginOf(page)).toEqual(['0px', '0px']);
  await pick(page, 'as a rail that opens on demand');
  await page.evaluate(go, pathOf(recordUrl.ticket(halden.zendeskTicket)));
  await expect.poll(async () => (await read()).holder).toContain('rail');
  const { shell } = await read();
  expect([(shell?.right ?? 0) - (shell?.left ?? 0), (shell?.bottom ?? 0) - (shell?.top ?? 0)]).toEqual([44, 132]);
  // Nobody was asked about this customer yet, and nobody is before the person looks.
  await expect((await panelWith(page, '[data-testid=rail]')).getByTestId('customer-name')).toHaveCount(0);

  await page.mouse.click(...pointOf((await read()).launcher));
  await expect.poll(async () => (await read()).holder).toContain('open');
  await panelShowing(page, halden.name);
  expect(await marginOf(page)).toEqual(['0px', '0px']);
  await page.evaluate(go, pathOf(start.zendesk));
  await expect.poll(async () => (await read()).holder).toContain('rail');
  const rail = (await panelShowing(page, northwind.name)).getByTestId('rail');
  await expect(rail).toHaveAttribute('aria-label', /in 23 days.*3/);

  await test.step('dragged down, it stays there', async () => {
    const before = (await read()).launcher as Box;
    await drag(page, before, 0, 200);
    await expect.poll(async () => (await read()).launcher?.top).toBeGreaterThan(before.top + 150);
    const { top } = (await read()).launcher as Box;
    await page.reload();
    await expect.poll(async () => (await readIfAny(paired, page))?.launcher?.top ?? 0).toBe(top);
  });
});

test('no Save, Submit or Close of a CRM lies under the dock, be it a panel over the page or a rail', async ({
  paired,
}) => {
  for (const crm of Object.keys(start) as Crm[])
    await test.step(crm, async () => {
      const { page, read } = await open(paired, `${start[crm]}?scene=edge`);
      await panelSeen(page);
      if (crm !== 'zendesk') await pick(page, 'over the page');
      await expect.poll(async () => underDock(page, read)).toEqual([]);
      expect(await savesOf(page).count()).toBeGreaterThanOrEqual(4);
      await tell(paired, page, 'toggle');
      await expect.poll(async () => (await read()).holder).toContain('rail');
      await expect.poll(async () => underDock(page, read)).toEqual([]);
      await page.close();
    });
});

test('a modal dialog of the page comes first; then the panel is back', async ({ paired }) => {
  const { page, read } = await open(paired, `${start.zendesk}?scene=dialogs`);
  await panelSeen(page);
  for (const [opener, dialog] of [
    ['#open-dialog', 'dialog'],
    ['#open-box', '[aria-modal=true]'],
  ] as const) {
    await page.locator(opener).click();
    await page.locator(dialog).getByLabel('Note').fill('A call');
    await expect.poll(async () => (await read()).holder).toContain('rail');
    await page.locator(dialog).getByRole('button', { name: 'Done' }).click();
    await expect.poll(async () => (await read()).holder).toContain('open');
    await panelShowing(page, northwind.name);
  }
});

test('neither focus nor scroll of the page is touched; a key leads into the panel, and Escape back to the same word', async ({
  paired,
}) => {
  const { page } = await open(paired, `${start.salesforce}?scene=tall`);
  const note = page.getByLabel('Note');
  await note.fill('Half a sentence');
  await note.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 6));
  await page.evaluate(() => scrollTo(0, 150));
  const state = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      const field = activeElement instanceof HTMLTextAreaElement ? activeElement : null;
      return { scroll: scrollY, at: field && [field.selectionStart, field.selectionEnd] };
    });
  const before = await state();
  expect(before).toEqual({ scroll: 150, at: [5, 6] });
  for (let times = 0; times < 2; times++) {
    await tell(paired, page, 'toggle');
    expect(await state()).toEqual(before);
  }
  await panelSeen(page);

  await tell(paired, page, 'focus');
  const panel = await panelOf(page);
  await expect.poll(() => panel.evaluate(() => document.hasFocus())).toBe(true);
  expect((await state()).at).toBeNull();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect.poll(state).toEqual(before);
  await tell(paired, page, 'focus');
  await expect.poll(() => panel.evaluate(() => document.hasFocus())).toBe(true);
  await tell(paired, page, 'focus');
  await expect.poll(state).toEqual(before);
});

function pointOf(box: Box | null): [number, number] {
  if (!box) throw new Error('It is not drawn.');
  const { x, y } = middleOf(box);
  return [x, y];
}

async function readIfAny({ context }: ExtensionBrowser, page: Page): Promise<DockSeen | null> {
  const cdp = await context.newCDPSession(page);
  const dock = await readDock(cdp).catch(() => null);
  await cdp.detach();
  return dock;
}

/** What a person ends their work with, in all three. */
const savesOf = (page: Page) =>
  page
    .locator('[name=SaveEdit], [data-test-id=submit_button-button], [data-test-id=submit_button-menu-button]')
    .or(page.locator('[data-button-use=primary], [data-test-id=close-button]'))
    .filter({ visible: true });

/** Those of them that a click would not reach, because the dock is drawn there. */
async function underDock(page: Page, read: () => Promise<DockSeen>): Promise<string[]> {
  const { shell, launcher } = await read();
  const covered: string[] = [];
  for (const button of await savesOf(page).all()) {
    const box = await button.boundingBox();
    if (!box) continue;
    const crosses = [shell, launcher].some(
      (part) =>
        part &&
        part.left < box.x + box.width &&
        box.x < part.right &&
        part.top < box.y + box.height &&
        box.y < part.bottom,
    );
    if (crosses) covered.push(`${await button.textContent()} at ${Math.round(box.x)}, ${Math.round(box.y)}`);
  }
  return covered;
}
