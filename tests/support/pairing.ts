import type { Page } from '@playwright/test';
import { launchWithExtension } from './browser.ts';

/** Pairs as a person does: on the options page, with a one-time code. */
export async function pairThroughOptions(
  page: Page,
  extensionId: string,
  backend: string,
  code: string,
): Promise<void> {
  await page.goto(`chrome-extension://${extensionId}/options.html`);
  await page.getByLabel('Backend address').fill(backend);
  await page.getByLabel('Pairing code').fill(code);
  await page.getByRole('button', { name: 'Pair', exact: true }).click();
  const message = page.getByTestId('message').filter({ hasText: /./ });
  await message.waitFor();
  const text = await message.textContent();
  if (!text?.startsWith('Paired')) throw new Error(`Pairing failed: ${text}`);
}

/** Leaves a profile behind in which the extension is paired, for a browser that is started without an automation library. */
export async function pairProfile(
  backend: { server: { url: string }; pairingCode(): Promise<string> },
  extension: string,
  profile: string,
): Promise<void> {
  const browser = await launchWithExtension({ extension, profile });
  const options = await browser.context.newPage();
  await pairThroughOptions(options, browser.extensionId, backend.server.url, await backend.pairingCode());
  await browser.close();
}
