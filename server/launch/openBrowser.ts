import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Crm, playgroundStartUrls } from '../../tests/playground/hosts.ts';
import { routePlayground } from '../../tests/playground/routePlayground.ts';
import { launchWithExtension } from '../../tests/support/browser.ts';
import { pairThroughOptions } from '../../tests/support/pairing.ts';
import { panelOf, panelSeen } from '../../tests/support/panel.ts';
import type { World } from '../sandbox/world/types.ts';

export type OpenBrowser = {
  /** Pairs on the extension's own options page, and shows each of the three CRMs with its panel. */
  show(backend: string, code: string): Promise<void>;
  /** Saves a picture of each CRM into a folder and returns the files. */
  pictures(folder: string): Promise<string[]>;
  /** Resolves when the person has closed the browser. */
  closed: Promise<void>;
  close(): Promise<void>;
};

/** Opens a browser with the extension, in which the look-alike CRMs answer under their real host names. */
export async function openBrowser(options: {
  extension: string;
  world: World;
  headless: boolean;
}): Promise<OpenBrowser> {
  const { extension, headless } = options;
  const browser = await launchWithExtension({
    extension,
    headless,
    viewport: headless ? { width: 1440, height: 900 } : null,
  });
  const { context } = browser;
  const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
  await routePlayground(context, options.world);
  const tabs: [Crm, Page][] = [];
  return {
    async show(backend, code) {
      const first = context.pages()[0] ?? (await context.newPage());
      await pairThroughOptions(first, browser.extensionId, backend, code);
      const urls = playgroundStartUrls();
      for (const crm of Object.keys(urls) as Crm[]) tabs.push([crm, await context.newPage()]);
      // Side by side, in tabs whose order stays the same.
      await Promise.all(
        tabs.map(async ([crm, page]) => {
          await page.goto(urls[crm]);
          await (await panelOf(page)).getByTestId('customer-name').waitFor();
        }),
      );
    },
    async pictures(folder) {
      mkdirSync(folder, { recursive: true });
      const files: string[] = [];
      for (const [crm, page] of tabs) {
        const path = join(folder, `${crm}.png`);
        // A tab behind another one cannot tell whether anything lies over its panel.
        await page.bringToFront();
        await panelSeen(page);
        const panel = await panelOf(page);
        await panel.locator('canvas').first().waitFor();
        await panel.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        await page.screenshot({ path });
        files.push(path);
      }
      return files;
    },
    closed,
    close: () => browser.close(),
  };
}
