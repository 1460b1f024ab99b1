import { mkdirSync } from 'node:fs';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import { type Crm, listUrl, playgroundStartUrls, recordUrl } from '../playground/hosts.ts';
import { panelFrames, panelOf, panelSeen, panelShowing, panelWith } from '../support/panel.ts';
import { expect, test } from './fixtures.ts';

const pictures = new URL('../../.data/first-look/', import.meta.url).pathname;

test('the same customer is recognised in all three CRMs, under their strictest policies', async ({ paired }) => {
  mkdirSync(pictures, { recursive: true });
  for (const [crm, url] of Object.entries(playgroundStartUrls()) as [Crm, string][]) {
    const page = await paired.context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    const panel = await panelOf(page);
    await expect(panel.getByTestId('customer-name')).toHaveText('Northwind Analytics Inc.');
    await expect(panel.getByTestId('section-billing')).toContainText('Past due');
    await expect(panel.getByTestId('section-support')).toContainText('Nightly export fails');
    await expect(panel.getByTestId('action').first()).toContainText('Renewal');
    await expect(panel.getByTestId('section-usage')).toHaveAttribute('data-status', 'notConnected');
    await expect(panel.getByTestId('freshness')).toContainText('Confirmed');
    await panelSeen(page);
    await page.screenshot({ path: `${pictures}${crm}.png` });
    expect(complaints).toEqual([]);
    await page.close();
  }
});

test('a list shows no record, and no record shows no customer', async ({ paired }) => {
  const page = await paired.context.newPage();
  await page.goto(recordUrl.account(heroes.northwind.salesforceAccount));
  await panelShowing(page, 'Northwind Analytics Inc.');
  await page.evaluate(
    (path) => (globalThis as unknown as { go(path: string): void }).go(path),
    new URL(listUrl.salesforce).pathname,
  );
  await panelWith(page, '[data-testid=panel][data-phase=noRecord]');
  // Nor does the frame that is hidden keep one for long.
  for (const frame of panelFrames(page)) await expect(frame.getByText('Northwind')).toHaveCount(0);
});

test('a requester who fits two customers is not guessed', async ({ paired }) => {
  const page = await paired.context.newPage();
  await page.goto(recordUrl.ticket(heroes.castor.zendeskTicket));
  const panel = await panelOf(page);
  await expect(panel.getByTestId('chooser')).toContainText('Castor Optics AB');
  await expect(panel.getByTestId('chooser')).toContainText('Pollux Optics AB');
  await panel.getByRole('button', { name: /Pollux/ }).click();
  await expect(panel.getByTestId('customer-name')).toHaveText('Pollux Optics AB');
  await expect(panel.getByText('Matched')).toBeVisible();
});

test('an unpaired browser says so and leads to the options page', async ({ browserWithExtension }) => {
  const page = await browserWithExtension.context.newPage();
  await page.goto(recordUrl.account(heroes.northwind.salesforceAccount));
  const panel = await panelOf(page);
  await expect(panel.getByRole('heading', { name: 'Not connected yet' })).toBeVisible();
  const opened = browserWithExtension.context.waitForEvent('page');
  await panel.getByRole('button', { name: 'Open options' }).click();
  expect((await opened).url()).toContain('/options.html');
});
