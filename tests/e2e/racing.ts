import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crmHosts } from '../playground/hosts.ts';
import { createPlayground } from '../playground/playground.ts';
import type { Backend } from '../support/backend.ts';
import { launchBare, type Session } from '../support/bareBrowser.ts';
import { type BareTab, openTab, shows } from '../support/bareTab.ts';
import { pairProfile } from '../support/pairing.ts';
import { startProxy } from '../support/proxy.ts';
import { openControl } from '../support/workers.ts';
import { switchTargets } from './switching.ts';

const extension = new URL('../../.output/chrome-mv3', import.meta.url).pathname;
const customers = 30;

export type Racing = {
  /** Each at the first of the targets; the last one is in front. */
  tabs: BareTab[];
  targets: ReadonlyMap<string, string | null>;
  /** From here the worker is stopped: `ServiceWorker.stopAllWorkers`. */
  control: Session;
};

/** So many tabs of a browser as people have it, where a tab behind another one is hidden, and a backend whose answers are as late as `delayMs` says. */
export async function withRacingTabs<T>(
  { backend, count, delayMs }: { backend: Backend; count: number; delayMs: () => number },
  race: (racing: Racing) => Promise<T>,
): Promise<T> {
  const proxy = await startProxy(() => backend.server.url);
  proxy.delayMs = delayMs;
  const profile = mkdtempSync(join(tmpdir(), 'alongside-racing-'));
  await pairProfile({ server: proxy, pairingCode: () => backend.pairingCode() }, extension, profile);
  const browser = await launchBare({ extension, profile });
  try {
    const { world } = backend.sandbox;
    const control = await openControl(browser);
    const targets = switchTargets(world, customers);
    const [path, name] = [...targets][0] as [string, string];
    const tabs: BareTab[] = [];
    for (let n = 0; n < count; n++) {
      const tab = await openTab(browser, `https://${crmHosts.salesforce}${path}`, createPlayground(world));
      await shows(tab, name);
      tabs.push(tab);
    }
    return await race({ tabs, targets, control });
  } finally {
    await browser.close();
    await proxy.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
