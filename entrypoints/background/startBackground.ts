import { adapters, parseRecordUrl } from '../../adapters/registry.ts';
import { createOutbox } from '../../lib/actions/outbox.ts';
import { createPairings } from '../../lib/auth/pairing.ts';
import { diskCache, memoryCache } from '../../lib/cache/contextCache.ts';
import { Database } from '../../lib/cache/database.ts';
import { createContextService } from '../../lib/context/contextService.ts';
import { createHandlers } from '../../lib/context/handlers.ts';
import { isPinned } from '../../lib/context/pins.ts';
import { createTabStates } from '../../lib/context/tabStates.ts';
import type { ContentPush, PanelPush } from '../../lib/contract/rpc.ts';
import { createLiveHints } from '../../lib/live/liveHints.ts';
import { browser } from '../../lib/platform/browser.ts';
import { deviceName } from '../../lib/platform/deviceName.ts';
import { classifySender, type MessageSender, type OwnIdentity } from '../../lib/rpc/sender.ts';
import { createRpcServer } from '../../lib/rpc/serveRpc.ts';

const flushAlarm = 'flush';
/** The least that Chrome allows. */
const flushEveryMin = 0.5;

/** Wires the background: listeners first and synchronously, so that an event that woke the worker is never missed. */
export function startBackground(): void {
  const db = new Database();
  const pairings = createPairings(db, (input, init) => fetch(input, init));
  const outbox = createOutbox(db, pairings, Date.now);
  const tabs = createTabStates(browser.storage.session);
  const disk = diskCache(db, Date.now);
  const memory = memoryCache();
  const panels = new Map<number, Set<browser.Runtime.Port>>();

  const contexts = createContextService({
    pairings,
    outbox,
    tabs,
    cacheFor: (incognito) => (incognito ? memory : disk),
    isPinned: (scope, accountId, writes) => isPinned(db, scope, accountId, writes),
    isShown: (tabId) => (panels.get(tabId)?.size ?? 0) > 0,
    publish(tabId, state) {
      const push: PanelPush = { type: 'state', state };
      for (const port of panels.get(tabId) ?? []) port.postMessage(push);
    },
    parseUrl: parseRecordUrl,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });

  const refreshAll = async () => {
    live.stop();
    if (panels.size > 0) live.start();
    await Promise.all([...panels.keys()].map((tabId) => contexts.shown(tabId)));
  };
  const flush = async () => {
    const outcome = await outbox.flush();
    if (outcome.left > 0) await browser.alarms.create(flushAlarm, { delayInMinutes: flushEveryMin });
    // The "queued" marks of whatever was sent disappear.
    if (outcome.sent + outcome.refused > 0)
      await Promise.all([...panels.keys()].map((tabId) => contexts.republish(tabId)));
  };
  const flushSoon = () => void flush().catch((error: unknown) => console.error('[alongside] flush failed', error));

  const live = createLiveHints({
    pairings,
    changed(accountId) {
      for (const tabId of panels.keys()) {
        void contexts.state(tabId).then((state) => {
          const shown = state.context?.document?.accountId;
          if (accountId === '*' || shown === accountId) return contexts.shown(tabId);
        });
      }
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        const wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
      }),
  });

  const send = (tabId: number, push: ContentPush) =>
    void browser.tabs.sendMessage(tabId, push, { frameId: 0 }).catch(() => undefined);
  const own: OwnIdentity = {
    id: browser.runtime.id,
    origin: location.origin,
    isCrmUrl: (url) => systemOf(url) !== null,
  };
  const serve = createRpcServer(
    createHandlers({
      db,
      pairings,
      outbox,
      contexts,
      tabs,
      tabUrl: async (tabId) => (await browser.tabs.get(tabId).catch(() => null))?.url ?? null,
      systemOf,
      tellPainted: (tabId, generation) => send(tabId, { type: 'painted', generation }),
      flushSoon,
      refreshAll,
      openOptions: () => browser.runtime.openOptionsPage(),
      fetcher: (input, init) => fetch(input, init),
      newKey: () => crypto.randomUUID(),
      now: Date.now,
      device: deviceName(navigator.userAgent),
    }),
    own,
  );

  browser.runtime.onMessage.addListener((message: unknown, sender: unknown) => serve(message, sender as MessageSender));
  browser.runtime.onConnect.addListener((port) => {
    const sender = port.sender as MessageSender | undefined;
    const tabId = sender?.tab?.id;
    if (port.name !== 'panel' || !sender || tabId === undefined || classifySender(sender, own) !== 'page')
      return port.disconnect();
    const ports = panels.get(tabId) ?? new Set();
    panels.set(tabId, ports.add(port));
    port.onDisconnect.addListener(() => {
      ports.delete(port);
      if (ports.size === 0) panels.delete(tabId);
      if (panels.size === 0) live.stop();
    });
    live.start();
    void contexts.shown(tabId);
    // After an update the session storage is empty, while the page still shows its record: its content script tells us again.
    void tabs.read(tabId).then((tab) => tab ?? send(tabId, { type: 'announce' }));
    flushSoon();
  });
  browser.tabs.onRemoved.addListener((tabId) => void contexts.closed(tabId));
  browser.alarms.onAlarm.addListener((alarm) => alarm.name === flushAlarm && flushSoon());
  browser.commands.onCommand.addListener(async (command) => {
    const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
    if (command === 'toggle' && tab?.id !== undefined) send(tab.id, { type: 'toggle' });
  });
  addEventListener('online', flushSoon);
}

function systemOf(href: string) {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return url.protocol === 'https:' ? (adapters.find((a) => a.isHost(url.hostname))?.system ?? null) : null;
}
