import type { BareBrowser, Session } from './bareBrowser.ts';
import type { ExtensionBrowser } from './browser.ts';

/** Stops the extension's service worker, as Chrome does after 30 idle seconds, only now. */
export async function stopWorker({ context, extensionId }: ExtensionBrowser): Promise<void> {
  const page = await context.newPage();
  await page.goto(`chrome-extension://${extensionId}/options.html`);
  const cdp = await context.newCDPSession(page);
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.stopAllWorkers');
  await cdp.detach();
  await page.close();
}

/** A tab with a page of the extension's own, in a browser without an automation library: `ServiceWorker.stopAllWorkers` stops its worker there. */
export async function openControl(browser: BareBrowser): Promise<Session> {
  const control = await browser.open(`${await originOf(browser)}/manifest.json`, null);
  await control.send('ServiceWorker.enable');
  return control;
}

async function originOf(browser: BareBrowser): Promise<string> {
  for (;;) {
    const worker = (await browser.targets()).find((target) => target.type === 'service_worker');
    if (worker) return worker.url.replace(/^([a-z-]+:\/\/[a-z]+)\/.*$/, '$1');
  }
}
