import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Crm, playgroundStartUrls } from '../../tests/playground/hosts.ts';
import { routePlayground } from '../../tests/playground/routePlayground.ts';
import { launchWithExtension } from '../../tests/support/browser.ts';
import { pairThroughOptions } from '../../tests/support/pairing.ts';
import { panelOf } from '../../tests/support/panel.ts';
import type { World } from '../sandbox/world/types.ts';

export type OpenBrowser = {
  /** Pairs on the extension's own options page and shows the three CRMs; with `pictures`, saves a picture of each and returns the files. */
  show(options: { backend: string; code: string; pictures: string | null }): Promise<string[]>;
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
  return {
    async show({ backend, code, pictures }) {
      const first = context.pages()[0] ?? (await context.newPage());
      await pairThroughOptions(first, browser.extensionId, backend, code);
      const files: string[] = [];
      for (const [crm, url] of Object.entries(playgroundStartUrls()) as [Crm, string][]) {
        const page: Page = await context.newPage();
        await page.goto(url);
        const panel = await panelOf(page);
        await panel.getByTestId('customer-name').waitFor();
        if (pictures === null) continue;
        mkdirSync(pictures, { recursive: true });
        const file = join(pictures, `${crm}.png`);
        await page.screenshot({ path: file });
        files.push(file);
      }
      return files;
    },
    closed,
    close: () => browser.close(),
  };
}
