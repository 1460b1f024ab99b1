import { adapters, detectPage, hintsFor, packOf } from '../../adapters/registry.ts';
import { Database } from '../../lib/cache/database.ts';
import { createBackground } from '../../lib/context/createBackground.ts';
import type { ContentPush } from '../../lib/contract/rpc.ts';
import { dockWords } from '../../lib/dock/dockWords.ts';
import { forgetKey } from '../../lib/panel/shownStates.ts';
import { flushAlarm, type Woken } from '../../lib/platform/backgroundEvents.ts';
import { createContentScripts } from '../../lib/platform/contentScripts.ts';
import { deviceName } from '../../lib/platform/deviceName.ts';
import { engine } from '../../lib/platform/engine.ts';
import { markTab } from '../../lib/platform/markTab.ts';
import { rememberPlace } from '../../lib/platform/openSidePanel.ts';
import { createPolicies } from '../../lib/settings/policy.ts';
import { createSites } from '../../lib/settings/sites.ts';

/** Hands the browser to the background. */
export function startBackground(): Woken {
  const isFirefox = 'getBrowserInfo' in engine.runtime;
  const send = (tabId: number, push: ContentPush): Promise<boolean> =>
    engine.tabs.sendMessage(tabId, push, { frameId: 0 }).then(
      () => true,
      () => false,
    );
  const sites = createSites(adapters, engine.permissions);
  const scripts = createContentScripts(
    engine,
    {
      required: adapters.flatMap((a) => a.matches),
      optional: adapters.flatMap((a) => a.optionalMatches),
      startsItself: isFirefox,
    },
    send,
  );
  const { managed, local } = engine.storage;
  const policies = createPolicies(managed, local, () => background.policyChanged());
  const background = createBackground({
    db: new Database(),
    session: engine.storage.session,
    fetcher: (input, init) => fetch(input, init),
    detect: detectPage,
    packOf,
    hintsFor,
    policy: policies.read,
    sites: sites.list,
    isGranted: sites.isGranted,
    tabUrl: async (tabId) => (await engine.tabs.get(tabId).catch(() => null))?.url ?? null,
    async activeTab(windowId) {
      const [tab] = await engine.tabs.query({ active: true, windowId }).catch(() => []);
      return tab?.id === undefined ? null : { id: tab.id, incognito: tab.incognito };
    },
    send,
    placed: (place) => void rememberPlace(place).catch(report),
    mayReport: async () => {
      // Only Firefox asks people about data, and then knows this list.
      const { data_collection: agreed } = (await engine.permissions.getAll()) as { data_collection?: string[] };
      return agreed?.includes('technicalAndInteraction') ?? true;
    },
    mark: (tabId, mark) => void markTab(engine, tabId, mark).catch(() => undefined),
    forgetShown: () => local.set({ [forgetKey]: Date.now() }),
    setAlarm: async (delayMs) =>
      delayMs === null
        ? engine.alarms.clear(flushAlarm)
        : engine.alarms.create(flushAlarm, { delayInMinutes: delayMs / 60_000 }),
    openOptions: () => engine.runtime.openOptionsPage(),
    words: () => dockWords((key) => engine.i18n.getMessage(key)),
    own: { id: engine.runtime.id, origin: location.origin },
    newKey: () => crypto.randomUUID(),
    now: Date.now,
    sleep,
    device: deviceName(navigator.userAgent),
  });
  return {
    ...background,
    installed: () => void scripts.installed().catch(report),
    accessGained() {
      sites.forget();
      void scripts.gained().catch(report);
      background.accessChanged();
    },
    accessLost() {
      sites.forget();
      background.accessChanged();
    },
    policyChanged() {
      policies.forget();
      background.policyChanged();
    },
  };
}

function report(error: unknown): void {
  console.error('[alongside] background work failed', error);
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener('abort', wake, { once: true });
  });
}
