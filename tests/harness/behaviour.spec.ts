import type { Page } from '@playwright/test';
import { become, callsOf, expect, test, unfold } from './harness.ts';

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    return element === document.body ? '' : element.getAttribute('aria-label') || element.textContent?.trim() || '';
  });

/** Places of the header's parts; in a narrow panel below the name, which may need a second line there. */
test('the header does not move when the answer arrives', async ({ page, show }) => {
  const places = (fromName: boolean) =>
    page.evaluate((relative) => {
      const base = relative ? (document.querySelector('.facts') as HTMLElement).getBoundingClientRect().top : 0;
      return ['.facts', '.glance', '.glance > :nth-child(2)', '.who-foot', '.block'].map((selector) => {
        const { left, top, width } = (document.querySelector(selector) as HTMLElement).getBoundingClientRect();
        return { selector, left: Math.round(left), top: Math.round(top - base), width: Math.round(width) };
      });
    }, fromName);
  for (const width of [380, 280]) {
    await page.setViewportSize({ width, height: 900 });
    await show('panel-starting');
    const empty = await places(width < 380);
    for (const next of ['panel-loading', 'panel-healthy', 'panel-atRisk', 'panel-nothing', 'panel-offlineCached']) {
      await become(page, next);
      await expect(page.getByTestId('panel')).not.toHaveAttribute('data-phase', 'starting');
      expect(await places(width < 380), next).toEqual(empty);
    }
  }
});

test('the header names the territories after the owner, on one line, and each in its own direction', async ({
  page,
  show,
}) => {
  const foot = page.locator('.who-foot > :first-child');
  for (const [lang, owner] of [
    ['en', 'Owner'],
    ['ar', 'المسؤول'],
  ] as const) {
    for (const width of [380, 280]) {
      await page.setViewportSize({ width, height: 900 });
      await show('panel-healthy', { lang });
      await expect(foot).toHaveText(`${owner} Aiko Mori · Americas Enterprise`);
      await expect(foot).toHaveAttribute('title', 'Americas Enterprise');
      await expect(foot.locator('bdi')).toHaveCount(2);
      expect((await page.locator('.who-foot').boundingBox())?.height).toBeLessThan(20);
    }
  }
});

test('the billing section says what ends beside what renews, and only the end where nothing goes on', async ({
  page,
  show,
}) => {
  const terms = page.getByTestId('section-billing').locator('.rows').first().locator('dt');
  for (const [screen, days] of [
    ['panel-healthy', ['Renews']],
    ['panel-numbers', ['Part ends', 'Renews']],
    ['panel-notice', ['Ends']],
  ] as const) {
    await show(screen);
    await unfold(page);
    await expect(terms).toHaveText(['Plan', 'ARR', ...days]);
  }
});

test('painted is called with the generation on screen, after it is on screen, and again when its customer arrives', async ({
  page,
  show,
}) => {
  await show('panel-starting');
  expect(await callsOf(page, 'painted')).toEqual([]);
  await become(page, 'panel-loading');
  await expect.poll(() => callsOf(page, 'painted')).toEqual([[7]]);
  await become(page, 'panel-healthy');
  await expect.poll(() => callsOf(page, 'painted')).toEqual([[7], [7]]);
  await become(page, 'panel-nextRecord');
  await expect(page.getByTestId('panel')).toHaveAttribute('data-generation', '8');
  await expect.poll(() => callsOf(page, 'painted')).toEqual([[7], [7], [8]]);
});

for (const screen of ['panel-atRisk', 'panel-healthy']) {
  test(`${screen}: the parts on screen add up to the score on screen`, async ({ page, show }) => {
    await show(screen);
    await unfold(page);
    const numbers = async (selector: string) =>
      (await page.locator(selector).allTextContents()).map((text) => Number(text.replace('−', '-')));
    const parts = await numbers('[data-testid=waterfall-row] .num');
    const [total] = await numbers('[data-testid=waterfall-total]');
    const [shown] = await numbers('[data-testid=section-health] .line strong');
    expect(parts.length).toBeGreaterThan(5);
    expect(Math.round((50 + parts.reduce((a, b) => a + b, 0)) * 10) / 10).toBe(total);
    expect(total).toBe(shown);
  });
}

test('the panel says whose the domain of a requester is', async ({ page, show }) => {
  await show('panel-numbers');
  // Without the marks that keep the direction of a text its own.
  const texts = await page.getByTestId('contradictions').locator('small').allTextContents();
  const said = texts
    .map((text) => text.replace(/[\u2066-\u2069]/g, ''))
    .filter((text) => text.includes(' belongs to '));
  expect(said).toEqual([
    'bridgepoint-resale.co.uk belongs to Bridgepoint Resale & Managed Services (UK) Ltd',
    'consulting-group.example belongs to several customers',
  ]);
});

test('every control is reached by Tab in reading order, and shows that it has the focus', async ({ page, show }) => {
  await show('panel-atRisk');
  const controls = await page.locator('button, summary, a[href], input').filter({ visible: true }).count();
  let above = -1;
  for (let i = 0; i < controls; i++) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, height } = element.getBoundingClientRect();
      return { name: element.textContent, outlineStyle, outlineWidth, middle: top + scrollY + height / 2 };
    });
    expect(seen, seen.name ?? '').toMatchObject({ outlineStyle: 'solid', outlineWidth: '2px' });
    // A row's controls may differ by the few pixels between a title and what stands at its end.
    expect(seen.middle, seen.name ?? '').toBeGreaterThan(above - 24);
    above = seen.middle;
  }
  expect(await focused(page)).toBe('How this was recognised');
});

test('pinning by keyboard: Enter asks why, Escape goes back to the star, Enter in the field pins', async ({
  page,
  show,
}) => {
  await show('panel-atRisk');
  const star = page.getByTestId('pin');
  await star.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(/Why pin/)).toBeFocused();
  await page.keyboard.type('Call on Friday');
  await page.keyboard.press('Escape');
  await expect(star).toBeFocused();
  await expect(page.getByLabel(/Why pin/)).toHaveCount(0);
  await page.keyboard.press('Space');
  await expect(page.getByLabel(/Why pin/)).toBeFocused();
  await expect(page.getByLabel(/Why pin/)).toHaveValue('Call on Friday');
  await page.keyboard.press('Enter');
  await expect(star).toBeFocused();
  expect(await callsOf(page, 'pin')).toEqual([[true, 'Call on Friday']]);
  await become(page, 'panel-pinned');
  await expect(page.getByRole('button', { name: 'Unpin' })).toBeFocused();
});

test('answering by keyboard is said aloud, and the focus goes on to changing one’s mind', async ({ page, show }) => {
  await show('panel-atRisk');
  const action = page.locator('[data-testid=action][data-rule=overdueInvoice]');
  const why = action.getByRole('button', { name: 'Why and how' });
  await why.focus();
  await page.keyboard.press('Space');
  await expect(why).toHaveAttribute('aria-expanded', 'true');
  await expect(action).toContainText('Closes when');
  await action.getByRole('button', { name: 'Done' }).focus();
  await page.keyboard.press('Enter');
  expect((await callsOf(page, 'react')).map(([shown, kind]) => [(shown as { ruleId: string }).ruleId, kind])).toEqual([
    ['overdueInvoice', 'done'],
  ]);
  await expect(page.getByTestId('said')).toContainText('Done, thank you.');
  await become(page, 'panel-answered');
  await expect(action.getByRole('button', { name: 'Change' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(action.getByRole('button', { name: 'Done' })).toBeVisible();
});

test('a new version of the same customer keeps what the person opened and typed; another record does not', async ({
  page,
  show,
}) => {
  await show('panel-atRisk');
  await page.getByTestId('pin').click();
  await page.getByLabel(/Why pin/).fill('half a sen');
  await become(page, 'panel-newVersion');
  await expect(page.getByTestId('section-support')).toContainText('9 open');
  await expect(page.getByLabel(/Why pin/)).toHaveValue('half a sen');
  await expect(page.getByLabel(/Why pin/)).toBeFocused();
  await become(page, 'panel-nextRecord');
  await expect(page.getByLabel(/Why pin/)).toHaveCount(0);
});

test('the live region says what the panel is about, whenever that changes', async ({ page, show }) => {
  await show('panel-starting');
  const region = page.getByTestId('announcer');
  await expect(region).toHaveAttribute('role', 'status');
  await expect(region).toHaveText('');
  const handle = await region.elementHandle();
  for (const [screen, words] of [
    ['panel-loading', 'Loading…'],
    ['panel-atRisk', 'Northwind Analytics Inc., At risk.'],
    ['panel-offlineCached', 'Northwind Analytics Inc., At risk. Offline: showing what was last known.'],
    ['panel-ambiguous', '2 customers fit this record'],
    ['panel-noRecord', 'No customer here'],
    ['panel-unpaired', 'Not connected yet'],
  ] as const) {
    await become(page, screen);
    await expect(region).toHaveText(words);
    // The same element all along: a region that is replaced is not read.
    expect(await handle?.evaluate((element) => element.isConnected)).toBe(true);
  }
});

test('the way out of each dead end works by keyboard', async ({ page, show }) => {
  await show('panel-ambiguous');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'choose')).toEqual([['acc_castor']]);
  await show('panel-unpaired');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'openOptions')).toHaveLength(1);
  await show('popup-rows');
  // From the search over what was seen lately, of which one has no page, to the watchlist.
  await expect(page.getByRole('combobox')).toBeFocused();
  for (const next of [/^Recent/, /Northwind/, /Nordland/, /^Watchlist/, /Pellworm/]) {
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(next);
  }
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Unpin Pellworm Logistik GmbH');
  await page.keyboard.press('Space');
  expect(await callsOf(page, 'open')).toHaveLength(1);
  expect(await callsOf(page, 'unpin')).toHaveLength(1);
  await show('options-fresh');
  await page.getByLabel('Pairing code').fill('ABCDE-FGHJK');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'pair')).toEqual([['http://127.0.0.1:4620', 'ABCDE-FGHJK']]);
});

test('hostile text stays text: no element of its own, no link that a browser would run', async ({ page, show }) => {
  for (const screen of ['panel-hostile', 'panel-ambiguousHostile', 'popup-hostile', 'options-hostile']) {
    await show(screen);
    await unfold(page);
    expect(await page.locator('img, #app script, a[href^="javascript"]').count()).toBe(0);
    await expect(page.getByText('<img src=x').first()).toBeVisible();
  }
});
