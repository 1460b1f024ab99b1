import { become, callsOf, expect, overflowing, picture, showFramed, test, unfold } from './harness.ts';

test('the switcher: arrow keys move, Enter shows, and the focus stays where it was while another customer comes', async ({
  page,
  show,
}) => {
  await show('panel-twoCustomers');
  const [own, other] = [page.getByRole('tab', { name: /Northwind/ }), page.getByRole('tab', { name: /Castor/ })];
  await expect(page.getByRole('tablist', { name: '2 customers on this screen' })).toBeVisible();
  await expect(own).toHaveAttribute('aria-selected', 'true');
  await expect(other).toContainText(/copied on the ticket: .?Ana Beltrán/);
  await page.keyboard.press('Tab');
  await expect(own).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(other).toBeFocused();
  // Moving is not choosing: that would ask the backend at every step.
  expect(await callsOf(page, 'choose')).toEqual([]);
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'choose')).toEqual([['acc_reseller']]);
  // Marked as shown is only what is shown.
  await expect(other).toHaveAttribute('aria-busy', 'true');
  await expect(own).toHaveAttribute('aria-selected', 'true');
  await become(page, 'panel-otherLoading');
  await expect(other).toHaveAttribute('aria-busy', 'true');
  await expect(page.locator('[role=tab][aria-selected=true]')).toHaveCount(0);
  await become(page, 'panel-otherCustomer');
  await expect(other).toHaveAttribute('aria-selected', 'true');
  await expect(other).toHaveAttribute('aria-busy', 'false');
  await expect(page.getByTestId('customer-name')).toHaveText('Castor Optics AB');
  await expect(page.getByRole('tabpanel', { name: /Castor/ })).toBeVisible();
  await expect(other).toBeFocused();
  // What is shown cannot be chosen again, and one of the page's own customers was not looked up.
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'choose')).toHaveLength(1);
  await expect(page.getByTestId('by-person')).toHaveCount(0);
});

test('the switcher has one place in the order of Tab, and all ten customers are reached', async ({ page, show }) => {
  await show('panel-tenCustomers');
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await expect(page.getByRole('tab').last()).toBeFocused();
  await expect(page.getByRole('tab').last()).toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('pin')).toBeFocused();
});

test('several that fit equally are a question and no switcher', async ({ page, show }) => {
  await show('panel-ambiguous');
  await expect(page.getByTestId('chooser')).toBeVisible();
  await expect(page.getByTestId('switcher')).toHaveCount(0);
});

test('a customer that was looked up is never taken for the page’s, and the way back has the focus', async ({
  page,
  show,
}) => {
  await show('panel-noRecord');
  await page.getByRole('combobox').focus();
  await become(page, 'panel-lookedUpNowhere');
  await expect(page.getByTestId('by-person')).toContainText('You looked this up. The page shows no record.');
  await expect(page.getByRole('button', { name: 'Back' })).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'choose')).toEqual([[null]]);
  await become(page, 'panel-noRecord');
  await expect(page.getByRole('combobox')).toBeFocused();
  for (const screen of ['panel-lookedUp', 'panel-lookedUpLoading']) {
    await become(page, screen);
    await expect(page.getByTestId('by-person')).toContainText('The page shows: Zendesk · ticket.');
  }
});

test('the way from the record to the customer is told where it is not beyond doubt', async ({ page, show }) => {
  await show('panel-requesterAlone');
  const via = page.getByTestId('via');
  await expect(via).toHaveText(
    /via requester .?Jane Doe.? · without organisation · e-mail at .?northwind-analytics.com/,
  );
  await expect(via.getByRole('link', { name: 'Jane Doe' })).toHaveAttribute('href', /cobalt\.zendesk\.com/);
  await become(page, 'panel-requesterWithOrganisation');
  await expect(via).toHaveCount(0);
  await unfold(page);
  await expect(page.locator('.chain li')).toHaveText([/^ticket/, /^requester/, /^organisation/]);
  expect(await page.locator('.chain a').count()).toBe(3);
});

test('Escape goes back to the page, unless something in the panel has used it', async ({ page, show }) => {
  await show('panel-atRisk');
  await page.getByTestId('pin').click();
  await page.keyboard.press('Escape');
  expect(await callsOf(page, 'leave')).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await callsOf(page, 'leave')).toHaveLength(1);
  await show('panel-readWell');
  const place = page.getByText('Place of the panel');
  await place.click();
  await page.getByRole('radio', { name: 'over the page' }).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('radio')).toHaveCount(0);
  await expect(page.getByTestId('dock').locator('summary')).toBeFocused();
  expect(await callsOf(page, 'leave')).toEqual([]);
});

test('the place of the panel is changed by keyboard, and asked about only when the menu is opened', async ({
  page,
  show,
}) => {
  await show('panel-readWell');
  expect(await callsOf(page, 'settings')).toEqual([]);
  await page.getByTestId('dock').locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio')).toHaveCount(3);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'beside the page' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  expect(await callsOf(page, 'arrange')).toEqual([[{ mode: 'overlay' }]]);
  await page.getByRole('button', { name: 'Move to the other side' }).click();
  await page.getByRole('button', { name: 'Close the panel' }).click();
  await page.getByRole('button', { name: 'Move to the browser’s side panel' }).click();
  expect((await callsOf(page, 'arrange')).slice(1)).toEqual([[{ side: 'start' }], [{ open: false }]]);
  expect(await callsOf(page, 'place')).toEqual([['browser']]);
  await show('panel-sidePanel');
  await page.getByText('Place of the panel').click();
  await expect(page.getByRole('radio')).toHaveCount(0);
  await page.getByRole('button', { name: 'Back into the page' }).click();
  expect(await callsOf(page, 'place')).toEqual([['page']]);
});

test('an organisation that has decided leaves no choice, and says so', async ({ page, show }) => {
  await show('panel-locked');
  await page.getByText('Place of the panel').click();
  await expect(page.getByText('Your organisation has set where the panel appears.')).toBeVisible();
  await expect(page.getByRole('button', { name: /side panel/ })).toHaveCount(0);
  await show('options-locked');
  await expect(page.getByLabel('Backend address')).toHaveJSProperty('readOnly', true);
  await expect(page.getByRole('radio')).toHaveCount(0);
  expect(await page.getByText('Set by your organisation').count()).toBe(2);
});

test('what stands in the panel’s way is said in a region that was there before', async ({ page, show }) => {
  await show('panel-atRisk');
  const region = page.getByTestId('strips');
  await expect(region).toHaveText('');
  const handle = await region.elementHandle();
  for (const [screen, words] of [
    ['panel-removed', 'This page keeps removing the panel.'],
    ['panel-covered', 'covers or fades the panel, so its buttons are off'],
  ] as const) {
    await become(page, screen);
    await expect(region).toContainText(words);
    expect(await handle?.evaluate((element) => element.isConnected)).toBe(true);
  }
});

test('how the page was read, and that it has changed', async ({ page, show }) => {
  await show('panel-readWell');
  await unfold(page);
  const row = (name: string) => page.locator('.diagnostics .rows > div').filter({ hasText: name });
  await expect(row('Rule')).toContainText('lightning.record');
  await expect(row('Record around it')).toContainText('500000000000001AAA');
  await expect(row('Read in the page')).toContainText('heading');
  await expect(row('Answered in')).toContainText('312.4 ms');
  await become(page, 'panel-readByAddress');
  await expect(row('Read in the page')).toContainText('only the address is used');
  await expect(row('Trouble')).toContainText('keeps covering');
});

test('the report is copied also where a page frames the panel and grants nothing', async ({ page }) => {
  const panel = await showFramed(page, 'panel-readWell');
  await panel.getByText('How this was recognised').click();
  await panel.getByRole('button', { name: 'Copy report' }).click();
  await expect(panel.getByTestId('copied')).toHaveText('Copied.');
  await page.locator('textarea').focus();
  await page.keyboard.press('Control+V');
  const report = await page.locator('textarea').inputValue();
  expect(report).toContain('rule: lightning.record');
  expect(report).not.toMatch(/Northwind|001000000000001|acme/);
});

test('where nothing may be copied, the report is there to be copied by hand', async ({ page, show }) => {
  await page.addInitScript(() => {
    document.execCommand = () => false;
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await show('panel-readWell');
  await page.getByText('How this was recognised').click();
  await page.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByTestId('copied')).toContainText('does not allow copying');
  await expect(page.getByRole('textbox')).toHaveValue(/rule: lightning\.record/);
  expect(await overflowing(page)).toEqual([]);
  await picture(page, 'panel-readWell-copyRefused');
});

test('access is granted where it is missing: in the popup for this tab, in the options for each family', async ({
  page,
  show,
}) => {
  await show('popup-withheld');
  await page.getByRole('button', { name: 'Grant access to Zendesk' }).click();
  expect(await callsOf(page, 'grant')).toEqual([[['https://*.zendesk.com/*']]]);
  await show('popup-silent');
  await expect(page.getByRole('button', { name: /Grant/ })).toHaveCount(0);
  await show('options-paired');
  await page.locator('summary', { hasText: 'Further sites' }).click();
  await page.getByRole('button', { name: 'Grant access to *.lightning.sfcrmapps.cn' }).click();
  await page.getByRole('radio', { name: /side panel/ }).check();
  expect(await callsOf(page, 'grant')).toEqual([[['https://*.lightning.sfcrmapps.cn/*']]]);
  expect(await callsOf(page, 'place')).toEqual([['browser']]);
});
