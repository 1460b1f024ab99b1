import { heroes } from '../../server/sandbox/world/heroes.ts';
import { recordUrl } from '../playground/hosts.ts';
import type { Backend } from '../support/backend.ts';
import type { ExtensionBrowser } from '../support/browser.ts';
import { pairThroughOptions } from '../support/pairing.ts';
import { panelOf, panelShowing, panelWith } from '../support/panel.ts';
import { startProxy } from '../support/proxy.ts';
import { stopWorker } from '../support/workers.ts';
import { expect, test } from './fixtures.ts';

const northwind = recordUrl.account(heroes.northwind.salesforceAccount);

async function open(browser: ExtensionBrowser, url: string) {
  const page = await browser.context.newPage();
  await page.goto(url);
  return { page, panel: await panelOf(page) };
}

const go = (path: string) => (globalThis as unknown as { go(path: string): void }).go(path);

function reactionsOf(backend: Backend) {
  return backend.store.db.selectFrom('reaction').select(['key', 'kind', 'rule_id']).execute();
}

test('pinned with a reason, listed in the popup, and what moved since the last look is told', async ({
  backend,
  paired,
}) => {
  const { panel } = await open(paired, northwind);
  await panel.getByTestId('pin').click();
  await panel.getByLabel(/Why pin/).fill('Renewal call on Friday');
  await panel.getByTestId('pin-confirm').click();
  await expect(panel.getByRole('button', { name: 'Unpin' })).toBeVisible();

  const popup = await paired.context.newPage();
  await popup.goto(`chrome-extension://${paired.extensionId}/popup.html`);
  const row = popup.getByTestId('watch-row');
  await expect(row).toContainText('Northwind Analytics Inc.');
  await expect(row).toContainText('Renewal call on Friday');
  await expect(row).toContainText('in 23 days');
  await expect(row).toContainText('No change since');

  // A ticket is solved in the desk: the next look tells.
  const where = { tenant_id: 'cobalt', source: 'zendesk', kind: 'ticket', id: heroes.northwind.zendeskTicket } as const;
  const query = backend.store.db
    .selectFrom('source_record')
    .select('body')
    .where((eb) => eb.and(where));
  const before = (await query.executeTakeFirstOrThrow()).body;
  const update = (body: string) =>
    backend.store.db
      .updateTable('source_record')
      .set({ body })
      .where((eb) => eb.and(where))
      .execute();
  await update(JSON.stringify({ ...JSON.parse(before), status: 'solved' }));
  await backend.publish();
  // The open panel is told by the server's hint, without a reload.
  await expect(panel.getByTestId('section-support')).not.toContainText('Nightly export');
  await update(before);
  await backend.publish();
  await expect(panel.getByTestId('section-support')).toContainText('Nightly export');
});

test('offline: the cached customer with its age, reactions queue, and are sent once when the backend is back', async ({
  backend,
  paired,
}) => {
  let { page, panel } = await open(paired, northwind);
  await expect(panel.getByTestId('freshness')).toContainText('Confirmed');
  const before = (await reactionsOf(backend)).length;
  await backend.stop();
  try {
    await page.evaluate(go, new URL(recordUrl.account(heroes.halden.salesforceAccount)).pathname);
    await panelWith(page, 'h1', 'Offline');
    await page.evaluate(go, new URL(northwind).pathname);
    panel = await panelShowing(page, heroes.northwind.name);
    await expect(panel.getByTestId('freshness')).toContainText('Offline: showing what was last known');
    await expect(panel.getByTestId('freshness')).toContainText('Confirmed');
    const action = panel.locator('[data-testid=action][data-rule=overdueInvoice]');
    await action.getByRole('button', { name: 'Done' }).click();
    await expect(action).toContainText('waiting to be sent');
    await stopWorker(paired);
    await expect(panel.getByTestId('freshness')).toContainText('1 waiting to be sent');
  } finally {
    await backend.restart();
  }
  await panel.getByRole('button', { name: 'Refresh' }).click();
  await expect(panel.getByTestId('freshness')).not.toContainText('waiting');
  const after = await reactionsOf(backend);
  expect(after.slice(before).map((r) => `${r.rule_id} ${r.kind}`)).toEqual(['overdueInvoice done']);
});

test('the worker stopped at any moment: the panel recovers and shows the record of the address bar', async ({
  paired,
}) => {
  const { page } = await open(paired, northwind);
  await panelShowing(page, heroes.northwind.name);
  for (const hero of [heroes.halden, heroes.pellworm, heroes.tanuki, heroes.northwind]) {
    await stopWorker(paired);
    await page.evaluate(go, new URL(recordUrl.account(hero.salesforceAccount)).pathname);
    const panel = await panelShowing(page, hero.name);
    await stopWorker(paired);
    await expect(panel.getByTestId('freshness')).toContainText('Confirmed');
  }
});

test('a navigation that the page cancels: the customer of the address stays, and is seen again', async ({ paired }) => {
  const { page } = await open(paired, northwind);
  await panelShowing(page, heroes.northwind.name);
  const generation = async () => (await panelOf(page)).getByTestId('panel').getAttribute('data-generation');
  const before = Number(await generation());
  await page.evaluate(
    (path) => {
      const { navigation } = globalThis as unknown as { navigation: EventTarget };
      navigation.addEventListener('navigate', (event) => event.preventDefault(), { once: true });
      history.pushState({}, '', path);
    },
    new URL(recordUrl.account(heroes.halden.salesforceAccount)).pathname,
  );
  expect(page.url()).toBe(northwind);
  // Expected under one generation, taken back under the next.
  await expect.poll(async () => Number(await generation())).toBeGreaterThan(before + 1);
  await panelShowing(page, heroes.northwind.name);
});

test('a token that was revoked hides what was shown, and says what to do', async ({ backend, paired }) => {
  const { page } = await open(paired, northwind);
  await panelShowing(page, heroes.northwind.name);
  const halden = new URL(recordUrl.account(heroes.halden.salesforceAccount)).pathname;
  // Both were seen, and could come back without asking anybody.
  await page.evaluate(go, halden);
  await panelShowing(page, heroes.halden.name);
  await page.evaluate(go, new URL(northwind).pathname);
  const panel = await panelShowing(page, heroes.northwind.name);
  await backend.store.db.updateTable('device_token').set({ revoked_at: 1 }).execute();
  // A server remembers a verified token for seconds; a new one asks the database.
  await backend.stop();
  await backend.restart();
  // The stream of hints may have been faster.
  const signedOut = panel.getByRole('heading', { name: 'Signed out' });
  await panel.getByRole('button', { name: 'Refresh' }).or(signedOut).click();
  await expect(signedOut).toBeVisible();
  await expect(panel.getByTestId('customer-name')).toHaveCount(0);
  await page.evaluate(go, halden);
  const next = await panelWith(page, 'h1', 'Signed out');
  await expect(next.getByTestId('customer-name')).toHaveCount(0);
});

test('a backend of another contract version, or none of ours, is named as such', async ({
  backend,
  browserWithExtension,
}) => {
  const proxy = await startProxy(() => backend.server.url);
  const page = await browserWithExtension.context.newPage();
  const { extensionId } = browserWithExtension;
  proxy.headers = (headers) => ({ ...headers, 'alongside-contract': '0' });
  await expect(pairThroughOptions(page, extensionId, proxy.url, await backend.pairingCode())).rejects.toThrow(
    /does not answer like an Alongside/,
  );
  await expect(pairThroughOptions(page, extensionId, backend.server.url, 'WRONG-CODES')).rejects.toThrow(
    /wrong, used or older/,
  );
  await expect(pairThroughOptions(page, extensionId, 'ftp://example.com', 'ABCDE-FGHJK')).rejects.toThrow(/not valid/);
  await expect(pairThroughOptions(page, extensionId, 'http://127.0.0.1:9', 'ABCDE-FGHJK')).rejects.toThrow(
    /does not answer/,
  );
  await proxy.close();
});

test('hostile names and unknown records: text stays text, and nothing executes', async ({ backend, paired }) => {
  const { page } = await open(paired, northwind);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const hostile = backend.sandbox.world.customers.slice(12, 18);
  for (const customer of hostile) {
    const id = customer.salesforce[0]?.id;
    if (!id) continue;
    await page.evaluate(go, new URL(recordUrl.account(id)).pathname);
    const panel = await panelShowing(page, customer.name);
    expect(await panel.locator('img, script[src^="x"]').count()).toBe(0);
  }
  await page.evaluate(go, '/lightning/r/Account/001000000000001AAA/view');
  await panelWith(page, 'h1', 'Not known yet');
  expect(dialogs).toEqual([]);
});
