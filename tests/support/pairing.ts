import type { Page } from '@playwright/test';

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
