import { createOutbox } from '../actions/outbox.ts';
import { createPrivateWrites } from '../actions/privateWrites.ts';
import { createPairings } from '../auth/pairing.ts';
import type { Database } from '../cache/database.ts';
import { diskCache } from '../cache/diskCache.ts';
import { createValues } from '../cache/keyValues.ts';
import { memoryCache } from '../cache/memoryCache.ts';
import { recentCache } from '../cache/recentCache.ts';
import type { CrmSystem, RecordRef } from '../contract/record.ts';
import type { ContentPush, DockWords, PanelPush, Slot } from '../contract/rpc.ts';
import { createLiveHints } from '../live/liveHints.ts';
import { classifySender, type MessageSender } from '../rpc/sender.ts';
import { createRpcServer } from '../rpc/serveRpc.ts';
import { createContextService } from './contextService.ts';
import { createHandlers } from './handlers.ts';
import { createTabStates, type SessionArea } from './tabStates.ts';

/** What the browser gives to the background. Nothing else of it is used. */
export type BackgroundDeps = {
  db: Database;
  session: SessionArea;
  fetcher: typeof fetch;
  parseUrl(href: string): RecordRef | null | 'keep';
  systemOf(href: string): CrmSystem | null;
  /** The address of a tab as the browser sees it now; null when it is gone or hidden from us. */
  tabUrl(tabId: number): Promise<string | null>;
  /** Tells a tab's content script. Whether somebody listens is not known. */
  send(tabId: number, push: ContentPush): void;
  /** Tells every panel, also one that is not connected, to forget what it has been shown. */
  forgetShown(): Promise<void>;
  /** Asks to be woken for `flush` in so many milliseconds, or not any more. */
  setAlarm(delayMs: number | null): Promise<unknown>;
  /** Opens the options page in a tab of its own. */
  openOptions(): Promise<void>;
  /** What the dock says. Asked when somebody needs it: the first look into the catalogue waits for the browser. */
  words(): DockWords;
  own: { id: string; origin: string };
  newKey(): string;
  now(): number;
  /** Resolves after so many milliseconds, or sooner when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  device: string;
};

/** The least that Chrome's alarms allow. */
const wakeInMs = 30_000;

/** The port of a connected panel. */
export type PanelPort = { postMessage(push: PanelPush): void };

/** The background without the browser: who is paired, what each tab shows, what waits to be sent, and the answers to messages. */
export function createBackground(deps: BackgroundDeps) {
  const { db, fetcher, now } = deps;
  const panels = new Map<number, Set<{ port: PanelPort; slot: Slot | null }>>();
  const values = createValues(db);
  const pairings = createPairings(db, fetcher, () => {
    void Promise.all([deps.forgetShown(), republishAll()]).catch(report);
  });
  const privateWrites = createPrivateWrites(deps.session);
  const outbox = createOutbox(db, pairings, privateWrites, now);
  const tabs = createTabStates(deps.session);
  const disk = recentCache(diskCache(db, now));
  const memory = memoryCache();
  const own = { ...deps.own, isCrmUrl: (url: string) => deps.systemOf(url) !== null };

  const contexts = createContextService({
    pairings,
    outbox,
    tabs,
    cacheFor: (incognito) => (incognito ? memory : disk),
    listedPins: () => values.read('watchlist'),
    isShown: (tabId) => panels.has(tabId),
    publish(tabId, { slot, href }, state) {
      const isSeen = (panel: { slot: Slot | null }) => panel.slot === null || panel.slot === slot;
      const all = [...(panels.get(tabId) ?? [])].sort((a, b) => Number(isSeen(b)) - Number(isSeen(a)));
      const known = deps.parseUrl(href) === 'keep' ? null : href;
      for (const { port } of all) port.postMessage({ type: 'state', state, slot, href: known, tabId });
    },
    parseUrl: deps.parseUrl,
    now,
    sleep: (ms) => deps.sleep(ms),
  });

  const republishAll = () => Promise.all([...panels.keys()].map((tabId) => contexts.republish(tabId)));
  const refreshAll = async () => {
    live.stop();
    if (panels.size > 0) live.start();
    await Promise.all([...panels.keys()].map((tabId) => contexts.shown(tabId)));
  };
  /** Flushes begun that have not had their turn yet. */
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const flush = (): Promise<void> => {
    waiting++;
    // Before anything is sent: a worker that dies on the way is woken for the rest.
    const armed = outbox.queued().then((queued) => queued > 0 && deps.setAlarm(wakeInMs));
    const mine = Promise.allSettled([armed, turn]).then(async ([{ status }]) => {
      waiting--;
      if (status === 'rejected') await armed;
      const outcome = await outbox.flush();
      // Only the last one may clear the alarm that those after it have set.
      if (waiting === 0) await deps.setAlarm(outcome.retryInMs);
      // The "queued" marks of whatever was sent disappear.
      if (outcome.sent + outcome.refused > 0) await republishAll();
    });
    turn = mine;
    return mine;
  };
  const flushSoon = () => void flush().catch(report);

  const live = createLiveHints({
    pairings,
    changed(accountId) {
      for (const tabId of panels.keys()) void hinted(tabId, accountId).catch(report);
    },
    sleep: (ms, signal) => deps.sleep(ms, signal),
  });
  const hinted = async (tabId: number, accountId: string) => {
    const shown = (await contexts.state(tabId)).context?.document?.accountId;
    if (accountId === '*' || shown === accountId) await contexts.shown(tabId);
  };

  /** A panel has connected. */
  const arrived = async (tabId: number, slot: Slot | null) => {
    const tab = await tabs.read(tabId);
    // After an update the session storage is empty, while the page still shows its record: its content script tells us again.
    if (!tab) deps.send(tabId, { type: 'announce' });
    // The frame that waits for the next customer has nothing to ask for.
    await (slot === null || slot === tab?.slot ? contexts.shown(tabId) : contexts.republish(tabId));
  };

  const handlers = createHandlers({
    db,
    values,
    pairings,
    outbox,
    contexts,
    tabs,
    tabUrl: deps.tabUrl,
    systemOf: deps.systemOf,
    tell: deps.send,
    flushSoon,
    refreshAll,
    async forgetOthers(scope) {
      memory.clear();
      disk.clear();
      values.clear();
      outbox.clear();
      // Side by side: neither storage that fails keeps the other one from being emptied.
      const done = await Promise.allSettled([deps.forgetShown(), privateWrites.keepOnly(scope)]);
      for (const each of done) if (each.status === 'rejected') throw each.reason;
    },
    openOptions: deps.openOptions,
    words: deps.words,
    fetcher,
    newKey: deps.newKey,
    now,
    device: deps.device,
  });

  // A worker that was just woken opens its storages at once, not one after another when the first message needs them.
  void Promise.all([pairings.current(), privateWrites.read(), values.read('watchlist')]).catch(report);

  return {
    /** Answers a message, or returns undefined for one that is not ours to answer. */
    serve: createRpcServer(handlers, own),
    /** A panel connects. Returns what to call when it is gone, or null for a sender that is no panel in a tab. */
    connect(name: string, sender: MessageSender | undefined, port: PanelPort): (() => void) | null {
      const tabId = sender?.tab?.id;
      const slot = slotOf(name);
      if (slot === undefined || !sender || tabId === undefined || classifySender(sender, own) !== 'page') return null;
      const ports = panels.get(tabId) ?? new Set();
      const panel = { port, slot };
      panels.set(tabId, ports.add(panel));
      live.start();
      void arrived(tabId, slot).catch(report);
      flushSoon();
      return () => {
        ports.delete(panel);
        if (ports.size === 0 && panels.get(tabId) === ports) panels.delete(tabId);
        if (panels.size === 0) live.stop();
      };
    },
    closed: (tabId: number): void => void contexts.closed(tabId).catch(report),
    /** Sends what waits. Resolves when it is sent or the next try is set; rejects when the storage fails. */
    flush,
    flushSoon,
  };
}

export type Background = ReturnType<typeof createBackground>;

/** The slot in the name of a panel's port; null for a panel that is no frame of the dock, undefined for the port of somebody else. */
function slotOf(name: string): Slot | null | undefined {
  if (name === 'panel') return null;
  return name === 'panel:0' ? 0 : name === 'panel:1' ? 1 : undefined;
}

function report(error: unknown): void {
  console.error('[alongside] background work failed', error);
}
