import type { Page } from '@playwright/test';
import { heroes } from '../../server/sandbox/world/heroes.ts';
import { sharedRecords } from '../../server/sandbox/world/sharedRecords.ts';
import { listUrl, recordUrl, subtabUrl } from '../playground/hosts.ts';
import type { ExtensionBrowser } from '../support/browser.ts';
import { panelSeen, panelShowing, panelWith } from '../support/panel.ts';
import { expect, test } from './fixtures.ts';

const { northwind, halden, bridgepoint, larkspur } = heroes;

async function open(browser: ExtensionBrowser, url: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(url);
  await panelSeen(page);
  return page;
}

test('several customers on a screen are offered, none is taken silently, and the person goes to and fro', async ({
  paired,
}) => {
  await test.step('a console subtab of another customer than its workspace', async () => {
    const workspace = recordUrl.account(northwind.salesforceAccount);
    const page = await open(paired, subtabUrl(recordUrl.account(halden.salesforceAccount), workspace));
    const panel = await panelShowing(page, halden.name);
    const tabs = panel.getByTestId('switcher').getByRole('tab');
    await expect(tabs).toHaveCount(2);
    await expect(tabs.nth(0)).toHaveAttribute('aria-selected', 'true');
    await expect(tabs.nth(1)).toContainText(northwind.name);
    await tabs.nth(1).click();
    await panelShowing(page, northwind.name);
    await expect(panel.getByTestId('switcher').getByRole('tab')).toHaveCount(2);
    await panel.getByRole('tab', { name: halden.name }).click();
    await panelShowing(page, halden.name);
    // Its own workspace tab has nobody besides.
    const own = await open(paired, workspace);
    await expect((await panelShowing(own, northwind.name)).getByTestId('switcher')).toHaveCount(0);
  });

  await test.step('a ticket of a reseller with its client in copy', async () => {
    const page = await open(paired, recordUrl.ticket(sharedRecords.copiedTicket));
    const panel = await panelShowing(page, bridgepoint.name);
    await panel.getByRole('tab', { name: larkspur.name }).click();
    await panelShowing(page, larkspur.name);
  });

  await test.step('a contact of two companies', async () => {
    const page = await open(paired, recordUrl.person(sharedRecords.primaryContact));
    await expect((await panelShowing(page, bridgepoint.name)).getByRole('tab', { name: larkspur.name })).toBeVisible();
    await page.goto(recordUrl.person(sharedRecords.undecidedContact));
    const chooser = await panelWith(page, '[data-testid=chooser]');
    await expect(chooser.getByTestId('customer-name')).toHaveCount(0);
    await panelSeen(page);
    await chooser.getByRole('button', { name: larkspur.name }).click();
    await panelShowing(page, larkspur.name);
  });

  await test.step('a requester without an organisation is matched by the address, and said to be', async () => {
    const page = await open(paired, recordUrl.ticket(sharedRecords.ticketWithoutOrganization));
    const panel = await panelShowing(page, larkspur.name);
    await expect(panel.locator('header.who')).toContainText('organisation');
  });
});

test('a page without a record shows nobody; who is looked up there is said to be, until the next page', async ({
  paired,
}) => {
  const page = await open(paired, recordUrl.account(northwind.salesforceAccount));
  await panelShowing(page, northwind.name);
  await page.goto(listUrl.salesforce);
  const panel = await panelWith(page, '[data-testid=panel][data-phase=noRecord]');
  await expect(panel.getByTestId('customer-name')).toHaveCount(0);
  await panelSeen(page);
  await panel.getByRole('combobox').fill('larksp');
  await panel.getByRole('option', { name: larkspur.name }).click();
  await panelShowing(page, larkspur.name);
  await expect(panel.getByTestId('by-person')).toBeVisible();
  await panel.getByTestId('by-person').getByRole('button').click();
  await panelWith(page, '[data-testid=panel][data-phase=noRecord]');
  await panel.getByRole('combobox').fill(larkspur.domain);
  await panel.getByRole('option', { name: larkspur.name }).click();
  await panelShowing(page, larkspur.name);
  await page.evaluate(
    (path) => (globalThis as unknown as { go(path: string): void }).go(path),
    new URL(recordUrl.account(halden.salesforceAccount)).pathname,
  );
  await expect((await panelShowing(page, halden.name)).getByTestId('by-person')).toHaveCount(0);
});
