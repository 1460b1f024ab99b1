import { test as base } from '@playwright/test';
import { routePlayground } from '../playground/routePlayground.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import { type ExtensionBrowser, launchWithExtension } from '../support/browser.ts';
import { pairThroughOptions } from '../support/pairing.ts';

const extension = new URL('../../.output/chrome-mv3', import.meta.url).pathname;

type Fixtures = {
  /** A browser in a fresh profile with the production build and the look-alike CRMs. */
  browserWithExtension: ExtensionBrowser;
  /** The same, paired through the options page. */
  paired: ExtensionBrowser;
};

export const test = base.extend<Fixtures, { backend: Backend }>({
  backend: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const backend = await startBackend();
      await use(backend);
      await backend.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  browserWithExtension: async ({ backend }, use) => {
    const browser = await launchWithExtension({ extension });
    await routePlayground(browser.context, backend.sandbox.world);
    await use(browser);
    await browser.close();
  },
  paired: async ({ backend, browserWithExtension }, use) => {
    const page = await browserWithExtension.context.newPage();
    await pairThroughOptions(page, browserWithExtension.extensionId, backend.server.url, await backend.pairingCode());
    await page.close();
    await use(browserWithExtension);
  },
});

export { expect } from '@playwright/test';
