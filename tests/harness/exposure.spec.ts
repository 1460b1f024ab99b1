import type { FrameLocator, Page } from '@playwright/test';
import { expect, showFramed, test } from './harness.ts';
import type { Harness } from './main.tsx';

/** What has been called inside the frame. */
async function called(page: Page): Promise<string[]> {
  const frame = page.frames().at(-1);
  const calls = await frame?.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.calls);
  return (calls ?? []).map(([name]) => name).filter((name) => name !== 'painted');
}

const armed = (panel: FrameLocator, is: 'on' | 'off') =>
  expect(panel.locator('html')).toHaveAttribute('data-actions', is);

/** Ways of a page to have a button pressed unseen. */
const tricks: Record<string, () => void> = {
  'fades itself': () => {
    document.documentElement.style.opacity = '0.1';
  },
  'fades the frame': () => {
    (document.querySelector('iframe') as HTMLElement).style.opacity = '0.01';
  },
  'blurs itself': () => {
    document.documentElement.style.filter = 'blur(4px)';
  },
  'shrinks itself': () => {
    document.documentElement.style.transform = 'scale(0.5)';
  },
  'lays something over it that lets clicks through': () => {
    const cover = document.createElement('div');
    cover.style.cssText = 'position:fixed;inset:0;background:white;pointer-events:none;z-index:9';
    document.body.append(cover);
  },
  'lays a popover over it that lets clicks through': () => {
    const cover = document.createElement('div');
    cover.popover = 'manual';
    cover.style.cssText = 'inset:0;inline-size:100%;block-size:100%;margin:0;pointer-events:none';
    document.body.append(cover);
    cover.showPopover();
  },
};

for (const [name, play] of Object.entries(tricks)) {
  test(`a page that ${name} gets nothing done in the panel, and is told of`, async ({ page }) => {
    const panel = await showFramed(page, 'panel-atRisk&exposure');
    await armed(panel, 'on');
    await page.evaluate(play);
    await armed(panel, 'off');
    await expect(panel.getByTestId('strips')).toContainText('covers or fades the panel');
    const done = panel.getByRole('button', { name: 'Done' }).first();
    await done.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await done.dispatchEvent('click');
    expect(await called(page)).toEqual([]);
    // Reading goes on: folds and links are no actions.
    await panel.locator('.proof summary').focus();
    await page.keyboard.press('Enter');
    await expect(panel.locator('.proof')).toHaveAttribute('open', '');
  });
}

test('once the panel can be seen again, it can be used again', async ({ page }) => {
  const panel = await showFramed(page, 'panel-atRisk&exposure');
  await page.evaluate(() => {
    document.documentElement.style.opacity = '0.5';
  });
  await expect(panel.getByTestId('strips')).toContainText('covers or fades');
  await page.evaluate(() => {
    document.documentElement.style.opacity = '';
  });
  await expect(panel.getByTestId('strips')).toHaveText('');
  await panel.getByRole('button', { name: 'Done' }).first().click();
  expect(await called(page)).toEqual(['react']);
});

test('a press that a script makes up is nobody’s', async ({ page }) => {
  const panel = await showFramed(page, 'panel-atRisk&exposure');
  await armed(panel, 'on');
  await panel.getByRole('button', { name: 'Done' }).first().dispatchEvent('click');
  expect(await called(page)).toEqual([]);
});

test('neither does Enter in the search choose a customer in a panel that cannot be seen, nor Enter in a form pin one', async ({
  page,
}) => {
  const panel = await showFramed(page, 'panel-noRecord&exposure');
  await armed(panel, 'on');
  await panel.getByRole('combobox').fill('nor');
  await expect(panel.getByRole('option')).toHaveCount(3);
  await page.evaluate(() => {
    document.documentElement.style.opacity = '0.1';
  });
  await armed(panel, 'off');
  await page.keyboard.press('Enter');
  expect(await called(page)).not.toContain('choose');
  const pinning = await showFramed(page, 'panel-atRisk&exposure');
  await armed(pinning, 'on');
  await pinning.getByTestId('pin').click();
  await pinning.getByLabel(/Why pin/).fill('unseen');
  await page.evaluate(() => {
    document.documentElement.style.opacity = '0.1';
  });
  await armed(pinning, 'off');
  await page.keyboard.press('Enter');
  expect(await called(page)).toEqual([]);
});
