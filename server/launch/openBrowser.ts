import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Crm, playgroundStartUrls } from '../../tests/playground/hosts.ts';
import { routePlayground } from '../../tests/playground/routePlayground.ts';
import { launchWithExtension } from '../../tests/support/browser.ts';
import { pairThroughOptions } from '../../tests/support/pairing.ts';
import { panelOf } from '../../tests/support/panel.ts';
import type { World } from '../sandbox/world/types.ts';

/** Opens a browser with the extension, pairs it on its own options page, and shows the playground; headless it takes a picture of each CRM. */
export async function openBrowser(options: {
  root: string;
  extension: string;
  backend: string;
  code: string;
  world: World;
  headless: boolean;
}): Promise<{ pictures: string[]; closed: Promise<void>; close(): Promise<void> }> {
  const browser = await launchWithExtension({
    extension: options.extension,
    headless: options.headless,
    viewport: options.headless ? { width: 1440, height: 900 } : null,
  });
  const { context } = browser;
  const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
  await routePlayground(context, options.world);
  const first = context.pages()[0] ?? (await context.newPage());
  await pairThroughOptions(first, browser.extensionId, options.backend, options.code);

  const pictures: string[] = [];
  const folder = join(options.root, '.data', 'first-look');
  mkdirSync(folder, { recursive: true });
  let page: Page = first;
  for (const [crm, url] of Object.entries(playgroundStartUrls()) as [Crm, string][]) {
    page = await context.newPage();
    await page.goto(url);
    const panel = await panelOf(page);
    await panel.getByTestId('customer-name').waitFor();
    if (!options.headless) continue;
    const picture = join(folder, `${crm}.png`);
    await page.screenshot({ path: picture });
    pictures.push(picture);
  }
  return { pictures, closed, close: () => browser.close() };
}
