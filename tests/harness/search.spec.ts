import type { Page } from '@playwright/test';
import {
  answerSearch,
  become,
  callsOf,
  expect,
  expectAccessible,
  holdSearches,
  overflowing,
  picture,
  test,
} from './harness.ts';

const field = (page: Page) => page.getByRole('combobox');
const options = (page: Page) => page.getByRole('option');

test('a pause in typing asks once, for all of it; one letter asks nothing', async ({ page, show }) => {
  await page.clock.install({ time: 0 });
  await show('panel-noRecord');
  await page.clock.pauseAt(3_600_000);
  await field(page).fill('n');
  await page.clock.runFor(1_000);
  await expect(page.getByText('Type at least two letters.')).toBeVisible();
  for (const typed of ['no', 'nor', 'nort']) {
    await field(page).fill(typed);
    await page.clock.runFor(149);
  }
  expect(await callsOf(page, 'find')).toEqual([]);
  await page.clock.runFor(1);
  expect(await callsOf(page, 'find')).toEqual([['nort']]);
  await expect(options(page)).toHaveCount(1);
});

test('arrow keys go through the results and round, Enter opens the one that is marked, Escape empties the field', async ({
  page,
  show,
}) => {
  await show('panel-noRecord');
  await field(page).fill('nor');
  await expect(options(page)).toHaveCount(3);
  await expect(page.getByRole('status').filter({ hasText: 'Found: 3' })).toBeVisible();
  await expect(page.getByTestId('watched')).toHaveCount(0);
  const marked = page.locator('[role=option][aria-selected=true]');
  await expect(marked).toContainText('Northwind');
  await expect(marked).toHaveAttribute('id', (await field(page).getAttribute('aria-activedescendant')) ?? '');
  await page.keyboard.press('ArrowDown');
  await expect(marked).toContainText('Nordland');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(marked).toContainText('Norrsken');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'choose')).toEqual([['norrsken']]);
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await expect(options(page)).toHaveCount(0);
  await expect(page.getByTestId('watched')).toBeVisible();
  // The field has used the first one; the second one goes back to the page.
  expect(await callsOf(page, 'leave')).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await callsOf(page, 'leave')).toHaveLength(1);
});

test('a click on a result opens it', async ({ page, show }) => {
  await show('panel-noRecord');
  await field(page).fill('nor');
  await options(page).filter({ hasText: 'Nordland' }).click();
  expect(await callsOf(page, 'choose')).toEqual([['nordland']]);
});

test('an answer that is late changes nothing, and results of another question cannot be chosen', async ({
  page,
  show,
}) => {
  await show('panel-noRecord');
  await field(page).fill('castor');
  await expect(options(page)).toHaveCount(8);
  await holdSearches(page);
  await field(page).fill('northwind');
  await expect.poll(() => callsOf(page, 'find')).toEqual([['castor'], ['northwind']]);
  await expect(page.getByText('Searching…')).toBeVisible();
  await page.keyboard.press('Enter');
  await options(page).first().click();
  expect(await callsOf(page, 'choose')).toEqual([]);
  await field(page).fill('norrsken');
  await expect.poll(async () => (await callsOf(page, 'find')).at(-1)).toEqual(['norrsken']);
  await answerSearch(page, 'norrsken');
  await expect(options(page)).toHaveText([/Norrsken/]);
  await answerSearch(page, 'northwind');
  await expect(options(page)).toHaveText([/Norrsken/]);
});

test('what the page calls its record is offered, and searched for only when the person says so', async ({
  page,
  show,
}) => {
  await page.clock.install({ time: 0 });
  await show('panel-unknownNamed');
  await page.clock.pauseAt(3_600_000);
  await expect(field(page)).toHaveValue('Vereinigte Nordland-Energieversorgung');
  await page.clock.runFor(5_000);
  expect(await callsOf(page, 'find')).toEqual([]);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.clock.resume();
  expect(await callsOf(page, 'find')).toEqual([['Vereinigte Nordland-Energieversorgung']]);
  await expect(options(page)).toHaveCount(1);
  await expect(page.getByRole('link', { name: /belongs to/ })).toHaveAttribute('href', /001000000000002AAA/);
});

test('a pinned customer is opened in the panel, also without a page of its own', async ({ page, show }) => {
  await show('panel-noRecord');
  await page
    .getByTestId('watched')
    .getByRole('button', { name: /Castor/ })
    .click();
  expect(await callsOf(page, 'choose')).toEqual([['e']]);
});

test('a rail asks nobody for the watchlist; the panel does when it is opened', async ({ page, show }) => {
  await page.setViewportSize({ width: 44, height: 132 });
  await show('panel-noRecord');
  await expect(page.getByTestId('rail')).toBeVisible();
  expect(await callsOf(page, 'watchlist')).toEqual([]);
  await page.setViewportSize({ width: 380, height: 900 });
  await expect(page.getByTestId('watched').getByRole('button')).toHaveCount(5);
  expect(await callsOf(page, 'watchlist')).toHaveLength(1);
});

test('in the popup a result opens its page; one without a page says so and cannot be chosen', async ({
  page,
  show,
}) => {
  await page.setViewportSize({ width: 360, height: 560 });
  await show('popup-rows');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('norr');
  await expect(options(page)).toHaveText([/no CRM page known/]);
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'open')).toEqual([]);
  await field(page).fill('northwind');
  await expect(options(page)).toHaveText([/Northwind/]);
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'open')).toEqual([[expect.stringContaining('/Account/northwind/')]]);
});

for (const [typed, words] of [
  ['nor', 'Found: 3'],
  ['castor', 'The 8 that fit best.'],
  ['zzz', 'No customer matches'],
  ['offline', 'The backend does not answer.'],
  ['error', 'The backend had a problem.'],
  ['unpaired', 'Pair this browser'],
  ['<img', 'Found: 1'],
] as const) {
  test(`searching for ${typed} looks right`, async ({ page, show }) => {
    for (const screen of ['panel-noRecord', 'popup-rows']) {
      const name = `${screen}-search-${typed.replace(/\W/, '')}`;
      await page.setViewportSize(
        screen.startsWith('popup') ? { width: 360, height: 560 } : { width: 380, height: 900 },
      );
      await show(screen);
      await field(page).fill(typed);
      await expect(page.getByText(words)).toBeVisible();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await overflowing(page)).toEqual([]);
        await expectAccessible(page);
        await picture(page, `${name}-${colorScheme}`);
      }
    }
  });
}

test('searching from right to left, and in a narrow panel', async ({ page, show }) => {
  for (const [lang, width] of [
    ['ar', 380],
    ['en', 280],
    ['de', 280],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await show('panel-noRecord', { lang });
    await field(page).fill('nor');
    await expect(options(page)).toHaveCount(3);
    expect(await overflowing(page)).toEqual([]);
    await picture(page, `panel-noRecord-search-${lang}-${width}`);
  }
});

test('what stands in the way of a search can be put out of it', async ({ page, show }) => {
  await show('panel-noRecord');
  await field(page).fill('offline');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => callsOf(page, 'find')).toEqual([['offline'], ['offline']]);
  await field(page).fill('unpaired');
  await page.getByRole('button', { name: 'Open options' }).click();
  expect(await callsOf(page, 'openOptions')).toHaveLength(1);
  await become(page, 'panel-atRisk');
  await expect(field(page)).toHaveCount(0);
});
