import type { BrowserContext } from '@playwright/test';
import type { World } from '../../server/sandbox/world/types.ts';
import { crmHosts, salesforceLoginHost } from './hosts.ts';
import { createPlayground } from './playground.ts';

/** Serves the look-alike CRMs under their real host names in a Playwright browser. Nothing leaves the machine. */
export async function routePlayground(context: BrowserContext, world: World): Promise<void> {
  const answer = createPlayground(world);
  for (const host of [...Object.values(crmHosts), salesforceLoginHost]) {
    await context.route(`https://${host}/**`, async (route) => {
      const response = answer(route.request().url());
      await (response ? route.fulfill(response) : route.abort());
    });
  }
}
