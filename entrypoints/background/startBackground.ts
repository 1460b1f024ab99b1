import { adapters, parseRecordUrl } from '../../adapters/registry.ts';
import { Database } from '../../lib/cache/database.ts';
import { type Background, createBackground } from '../../lib/context/createBackground.ts';
import type { ContentPush } from '../../lib/contract/rpc.ts';
import { dockWords } from '../../lib/dock/dockWords.ts';
import { forgetKey } from '../../lib/panel/shownStates.ts';
import { flushAlarm } from '../../lib/platform/backgroundEvents.ts';
import { browser } from '../../lib/platform/browser.ts';
import { deviceName } from '../../lib/platform/deviceName.ts';

/** Hands the browser to the background. */
export function startBackground(): Background {
  const send = (tabId: number, push: ContentPush) =>
    void browser.tabs.sendMessage(tabId, push, { frameId: 0 }).catch(() => undefined);
  return createBackground({
    db: new Database(),
    session: browser.storage.session,
    fetcher: (input, init) => fetch(input, init),
    parseUrl: parseRecordUrl,
    systemOf,
    tabUrl: async (tabId) => (await browser.tabs.get(tabId).catch(() => null))?.url ?? null,
    send,
    forgetShown: () => browser.storage.local.set({ [forgetKey]: Date.now() }),
    setAlarm: async (delayMs) =>
      delayMs === null
        ? browser.alarms.clear(flushAlarm)
        : browser.alarms.create(flushAlarm, { delayInMinutes: delayMs / 60_000 }),
    openOptions: () => browser.runtime.openOptionsPage(),
    words: () => dockWords((key) => browser.i18n.getMessage(key)),
    own: { id: browser.runtime.id, origin: location.origin },
    newKey: () => crypto.randomUUID(),
    now: Date.now,
    sleep,
    device: deviceName(navigator.userAgent),
  });
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

function systemOf(href: string) {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return url.protocol === 'https:' ? (adapters.find((a) => a.isHost(url.hostname))?.system ?? null) : null;
}
