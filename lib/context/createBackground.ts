import { createOutbox } from '../actions/outbox.ts';
import { createPrivateWrites } from '../actions/privateWrites.ts';
import { createPairings, type Pairings } from '../auth/pairing.ts';
import { diskCache } from '../cache/diskCache.ts';
import { createValues } from '../cache/keyValues.ts';
import { memoryCache } from '../cache/memoryCache.ts';
import { recentCache } from '../cache/recentCache.ts';
import { createSessionValue } from '../cache/sessionValue.ts';
import type { Slot } from '../contract/rpc.ts';
import { createLiveHints } from '../live/liveHints.ts';
import { classifySender, type MessageSender } from '../rpc/sender.ts';
import { createRpcServer } from '../rpc/serveRpc.ts';
import type { BackgroundDeps, BackgroundEvents, PanelPort } from './backgroundDeps.ts';
import { createContextService } from './contextService.ts';
import { createDockHandlers } from './dockHandlers.ts';
import { createDocks } from './docks.ts';
import { createDrift } from './drift.ts';
import { createFindHandlers } from './findHandlers.ts';
import { createFlusher } from './flusher.ts';
import { createHandlers } from './handlers.ts';
import { createPanels } from './panels.ts';
import { createSeen } from './seen.ts';
import { createSessionHandlers } from './sessionHandlers.ts';
import { createSettings } from './settings.ts';
import { createSettingsHandlers } from './settingsHandlers.ts';
import { createSidePanels } from './sidePanels.ts';
import type { TooOld } from './stateBuilder.ts';
import { createTabStates } from './tabStates.ts';

/** The background without the browser: who is paired, what each tab shows, what waits to be sent, and the answers to messages. */
export function createBackground(deps: BackgroundDeps) {
  const { db, session, now, detect } = deps;
  const values = createValues(db);
  const settings = createSettings(values, deps.policy);
  const pairings = withinPolicy(
    createPairings(db, deps.fetcher, () => {
      void Promise.all([deps.forgetShown(), republishAll()]).catch(report);
    }),
    async () => (await settings.policy()).backend,
  );
  const privateWrites = createPrivateWrites(session);
  const outbox = createOutbox(db, pairings, privateWrites, now);
  const tabs = createTabStates(session);
  const disk = recentCache(diskCache(db, now));
  const memory = memoryCache();
  const tooOld = createSessionValue<TooOld>(session, 'tooOld', null);
  const docks = createDocks({ ...deps, values, settings });
  const drift = createDrift({ ...deps, values, pairings });
  const own = { ...deps.own, isCrmUrl: (url: string) => detect(url).system !== null };

  const live = createLiveHints({
    pairings,
    changed(accountId) {
      for (const tabId of panels.tabIds()) void hinted(tabId, accountId).catch(report);
    },
    sleep: (ms, signal) => deps.sleep(ms, signal),
  });
  const panels = createPanels((isHeard) => (isHeard ? live.start() : live.stop()));
  const contexts = createContextService({
    pairings,
    outbox,
    tabs,
    tooOld,
    cacheFor: (incognito) => (incognito ? memory : disk),
    listedPins: () => values.read('watchlist'),
    isGranted: deps.isGranted,
    isShown: panels.isShown,
    publish(tabId, tab, state) {
      const href = tab && detect(tab.href).record !== 'keep' ? tab.href : null;
      panels.publish(tabId, tab?.slot ?? null, href, state);
    },
    detect,
    dockOn: docks.on,
    heard: () => void drift.send().catch(report),
    now,
    sleep: (ms) => deps.sleep(ms),
  });
  const hinted = async (tabId: number, accountId: string) => {
    const shown = (await contexts.state(tabId)).context?.document?.accountId;
    if (accountId === '*' || shown === accountId) await contexts.shown(tabId);
  };
  const sidePanels = createSidePanels({ ...deps, panels, tabs, contexts });

  const republishAll = () => Promise.all(panels.tabIds().map(contexts.republish));
  const tellPlace = async () => deps.placed(await settings.place());
  const refreshAll = async (): Promise<void> => {
    live.stop();
    void tellPlace().catch(report);
    await Promise.all(panels.tabIds().map(contexts.shown));
  };
  // The "queued" marks of whatever was sent disappear.
  const flush = createFlusher(outbox, deps.setAlarm, republishAll);
  const flushSoon = () => void flush().catch(report);
  const seen = createSeen({ ...deps, values, pairings, outbox, contexts, tabs, flushSoon });
  const dock = createDockHandlers({ ...deps, tabs, docks, contexts });
  /** Where docks may stand, or whose customers may be shown, is not what it was. */
  const rearrange = async (): Promise<void> => {
    await Promise.all([deps.forgetShown(), dock.rearrange()]);
    await refreshAll();
  };
  const forgetOthers = async (scope: string | null): Promise<void> => {
    for (const each of [memory, disk, values, outbox]) each.clear();
    // Side by side: no storage that fails keeps another one from being emptied.
    const session = [privateWrites.keepOnly(scope), tooOld.change(() => null), scope === null && docks.clear()];
    const done = await Promise.allSettled([deps.forgetShown(), contexts.unchoose(), ...session]);
    for (const each of done) if (each.status === 'rejected') throw each.reason;
  };

  /** A panel of a tab has connected. */
  const arrived = async (tabId: number, slot: Slot | null) => {
    const tab = await tabs.read(tabId);
    // After an update the session storage is empty, while the page still shows its record: its content script tells us again.
    if (!tab) void deps.send(tabId, { type: 'announce' });
    // The frame that waits for the next customer has nothing to ask for.
    await (slot === null || slot === tab?.slot ? contexts.shown(tabId) : contexts.republish(tabId));
  };

  const { isIncognito } = sidePanels;
  const handlers = {
    ...createHandlers({ ...deps, pairings, outbox, contexts, tabs, seen, drift, flushSoon, isIncognito }),
    ...dock.handlers,
    ...createFindHandlers({ db, values, pairings, outbox, seen }),
    ...createSettingsHandlers({ ...deps, values, settings, tabs, contexts, sidePanels, moved: rearrange }),
    ...createSessionHandlers({ ...deps, pairings, outbox, settings, flushSoon, refreshAll, forgetOthers }),
  };

  // A worker that was just woken opens its storages at once, not one after another when the first message needs them.
  const opening = [pairings.current(), privateWrites.read(), tooOld.read(), tellPlace()];
  void Promise.all([...opening, values.read('watchlist'), values.read('docks')]).catch(report);

  const events: BackgroundEvents = {
    activated: (tabId, windowId) => void sidePanels.activated(tabId, windowId).catch(report),
    navigated: (tabId) => void sidePanels.navigated(tabId).catch(report),
    closed: (tabId) => void Promise.all([contexts.closed(tabId), sidePanels.closed(tabId)]).catch(report),
    accessChanged: () => void rearrange().catch(report),
    policyChanged() {
      settings.reload();
      void rearrange().catch(report);
    },
    flushSoon() {
      flushSoon();
      void drift.send().catch(report);
    },
  };

  return {
    ...events,
    /** Answers a message, or returns undefined for one that is not ours to answer. */
    serve: createRpcServer(handlers, own),
    /** A panel connects. Returns what to call when it is gone, or null for a sender that is no panel of ours. */
    connect(name: string, sender: MessageSender | undefined, port: PanelPort): (() => void) | null {
      if (!sender || classifySender(sender, own) !== 'page') return null;
      const tabId = sender.tab?.id;
      const { slot, windowId } = readName(name) ?? {};
      let gone: (() => void) | null = null;
      if (windowId !== undefined && tabId === undefined) {
        const panel = sidePanels.add(windowId, port);
        gone = panel.gone;
        void panel.started.catch(report);
      } else if (slot !== undefined && tabId !== undefined) {
        gone = panels.add({ port, slot, tabId, windowId: null, listens: false });
        void arrived(tabId, slot).catch(report);
      }
      if (gone) flushSoon();
      return gone;
    },
    /** Sends what waits. Resolves when it is sent or the next try is set; rejects when the storage fails. */
    flush,
  };
}

export type Background = ReturnType<typeof createBackground>;

/** A pairing with a backend that the organisation has not set counts as none. */
function withinPolicy(pairings: Pairings, backend: () => Promise<string | null>): Pairings {
  return {
    ...pairings,
    async current() {
      const [current, only] = await Promise.all([pairings.current(), backend()]);
      return current && (only === null || current.pairing.backend === only) ? current : null;
    },
  };
}

/** The slot in the name of a panel's port, null for a panel in a tab that is no frame of the dock; or the window of one beside the page. */
function readName(name: string): { slot?: Slot | null; windowId?: number } | null {
  const match = /^panel(?::([01])|:browser:(\d+))?$/.exec(name);
  if (!match) return null;
  const [, slot, windowId] = match;
  if (windowId !== undefined) return { windowId: Number(windowId) };
  return { slot: slot === undefined ? null : (Number(slot) as Slot) };
}

function report(error: unknown): void {
  console.error('[alongside] background work failed', error);
}
