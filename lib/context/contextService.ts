import type { Outbox } from '../actions/outbox.ts';
import type { Paired, Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { ContextCache } from '../cache/contextCache.ts';
import type { KeyValues } from '../cache/database.ts';
import type { ContextQuery } from '../contract/api.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { PanelState } from '../contract/panel.ts';
import { type RecordRef, recordKey } from '../contract/record.ts';
import type { Slot } from '../contract/rpc.ts';
import { type CachedView, panelState } from './panelState.ts';
import { isPinned } from './pins.ts';
import type { TabState, TabStates } from './tabStates.ts';

/** Redirects come in bursts; only the last address of one is worth a request. */
const settleMs = 100;

export type ContextDeps = {
  pairings: Pairings;
  outbox: Outbox;
  tabs: TabStates;
  /** The cache for a tab: on disk, or in memory for incognito. */
  cacheFor(incognito: boolean): ContextCache;
  /** What the server last listed as pinned. */
  listedPins(): Promise<KeyValues['watchlist'] | null>;
  /** True while a panel of the tab is connected. Without one nothing is fetched. */
  isShown(tabId: number): boolean;
  publish(tabId: number, tab: TabState, state: PanelState): void;
  parseUrl(href: string): RecordRef | null | 'keep';
  now(): number;
  sleep(ms: number): Promise<void>;
};

type Aim = { tab: TabState; current: Paired; key: string; query: ContextQuery };
type Page = { generation: number; href: string; incognito: boolean; slot: Slot };
type Progress = { generation: number; revalidating: boolean; problem: ErrorCode | null };

/**
 * From a tab's address to the panel's state: cached context at once, the network after it, nothing for a record that is not on screen
 * any more. Every state is built from storage at the moment it is published, so a stopped worker loses only work under way.
 */
export function createContextService(deps: ContextDeps) {
  const progress = new Map<number, Progress>();
  const queues = new Map<number, Promise<void>>();
  const flights = new Map<string, Promise<ErrorCode | null>>();

  /** The query and cache key of what a tab shows; null when it shows no record. */
  const target = (tab: TabState): { key: string; query: ContextQuery } | null => {
    if (tab.chosen !== null) return { key: `account/${tab.chosen}`, query: { account: tab.chosen } };
    return tab.record && { key: recordKey(tab.record), query: tab.record };
  };

  const buildState = async (tabId: number): Promise<PanelState> => {
    const tab = await deps.tabs.read(tabId);
    if (!tab) return panelState({ tab: null, barred: null, view: null, progress: null });
    const current = await deps.pairings.current();
    const aim = target(tab);
    let view: CachedView | null = null;
    const barred = current ? (current.pairing.revoked ? 'invalidToken' : null) : 'notPaired';
    if (current && aim && barred === null) {
      const scope = scopeOf(current.pairing);
      // Read side by side: a storage that answers slowly is waited for once.
      const [cached, listed] = await Promise.all([
        deps.cacheFor(tab.incognito).read(scope, aim.key),
        deps.listedPins(),
      ]);
      const accountId = cached?.response.document?.accountId;
      const writes = accountId ? await deps.outbox.ofAccount(scope, accountId) : [];
      const pinned = accountId ? isPinned(listed, scope, accountId, writes) : false;
      view = cached && { ...cached, pinned, writes };
    }
    const known = progress.get(tabId);
    return panelState({
      tab,
      barred,
      view,
      progress: known?.generation === tab.generation ? known : null,
    });
  };

  /** Publishes the state of a tab as storage has it now; one at a time per tab, so that an older one cannot overtake. */
  const publish = (tabId: number): Promise<void> => {
    const before = queues.get(tabId) ?? Promise.resolve();
    const next = before.then(async () => {
      if (!deps.isShown(tabId)) return;
      const state = await buildState(tabId);
      // The tab may have moved on while this was read: then the state after it is already queued.
      const tab = await deps.tabs.read(tabId);
      if (tab?.generation === state.generation) deps.publish(tabId, tab, state);
    });
    queues.set(
      tabId,
      next.catch(() => undefined),
    );
    return next;
  };

  /** Asks the server, once at a time per pairing and record. Returns why it failed, or null. */
  const fetchContext = ({ tab, current, key, query }: Aim): Promise<ErrorCode | null> => {
    const scope = scopeOf(current.pairing);
    const flightKey = [current.pairing.token, scope, tab.incognito, key].join('\n');
    const flying = flights.get(flightKey);
    if (flying) return flying;
    const flight = (async (): Promise<ErrorCode | null> => {
      const cache = deps.cacheFor(tab.incognito);
      let etag = (await cache.read(scope, key))?.etag ?? null;
      for (;;) {
        const answer = await current.api.context(query, etag);
        // Somebody else may be signed in by now: what the person before was told goes nowhere.
        if ((await deps.pairings.current()) !== current) return null;
        if (!answer.ok) {
          const { code } = answer.problem;
          // What the server does not know, or no longer lets us see, must not be shown from the cache.
          if (code === 'unknownRecord') await cache.forget(scope, key);
          if (code === 'forbidden') await cache.forget(scope, key, 'document');
          return code;
        }
        if (answer.value.changed) await cache.write(scope, key, { ...answer.value, confirmedAt: deps.now() });
        // The cache has dropped meanwhile what the server confirmed: then it is asked for in full, once.
        else if (!(await cache.confirm(scope, key, deps.now())) && etag !== null) {
          etag = null;
          continue;
        }
        return null;
      }
    })().finally(() => flights.delete(flightKey));
    flights.set(flightKey, flight);
    return flight;
  };

  /** What a tab is to show now, and for whom. Null: nothing to ask for. */
  const aimOf = async (tabId: number): Promise<Aim | null> => {
    const tab = await deps.tabs.read(tabId);
    const aim = tab && target(tab);
    const current = aim && (await deps.pairings.current());
    return tab && aim && current ? { tab, current, ...aim } : null;
  };
  const holds = async (tabId: number, aim: Aim): Promise<boolean> => {
    const now = await aimOf(tabId);
    return now?.tab.generation === aim.tab.generation && now.key === aim.key && now.current === aim.current;
  };

  /** What is cached at once, unless it was published when it was expected; the network when the tab has stayed for a moment. */
  const arrive = async (tabId: number, isPublished: boolean): Promise<void> => {
    const aim = await aimOf(tabId);
    if (!isPublished) await publish(tabId);
    if (!aim || !deps.isShown(tabId)) return;
    await deps.sleep(settleMs);
    if (await holds(tabId, aim)) await revalidate(tabId);
  };

  const revalidate = async (tabId: number): Promise<void> => {
    const aim = await aimOf(tabId);
    if (!aim || !deps.isShown(tabId)) return publish(tabId);
    const { generation } = aim.tab;
    progress.set(tabId, { generation, revalidating: true, problem: null });
    await publish(tabId);
    const problem = await fetchContext(aim);
    // A reply for a record that is no longer on screen, or for another person, stays in the cache at most.
    if (!(await holds(tabId, aim))) return;
    progress.set(tabId, { generation, revalidating: false, problem });
    await publish(tabId);
  };

  /** What a tab turns to; `known` when it has done so already. Null: a later generation is known. */
  const turned = async (tabId: number, page: Page): Promise<{ tab: TabState; known: boolean } | null> => {
    const before = await deps.tabs.read(tabId);
    if (before && before.generation > page.generation) return null;
    const parsed = deps.parseUrl(page.href);
    const record = parsed === 'keep' ? (before?.record ?? null) : parsed;
    // The same record under the same generation, told again: what the person chose meanwhile stands.
    const same = before?.generation === page.generation && isSame(before.record, record);
    const { generation, href, incognito, slot } = page;
    const chosen = same ? before.chosen : null;
    return { tab: { generation, href, record, incognito, chosen, slot }, known: same };
  };

  return {
    /** A tab is about to show another address. Paints what is cached, for `opened` to confirm under the same generation. */
    async expected(tabId: number, page: Page): Promise<void> {
      const next = await turned(tabId, page);
      if (!next) return;
      deps.tabs.hold(tabId, next.tab);
      await publish(tabId);
    },
    /**
     * A tab shows another address. Resolves with the newest generation known when its state is stored; painting and fetching go on. A
     * generation older than the newest changes nothing: it is a late message.
     */
    async opened(tabId: number, page: Page): Promise<number> {
      const next = await turned(tabId, page);
      if (!next) return (await deps.tabs.read(tabId))?.generation ?? page.generation;
      const newest = deps.tabs.write(tabId, next.tab);
      void arrive(tabId, next.known).catch((error: unknown) => console.error('[alongside] revalidation failed', error));
      return newest;
    },
    /** A panel of the tab has connected, or wants everything again. */
    shown: revalidate,
    state: buildState,
    republish: publish,
    async choose(tabId: number, accountId: string): Promise<void> {
      const tab = await deps.tabs.read(tabId);
      if (!tab) return;
      await deps.tabs.write(tabId, { ...tab, chosen: accountId });
      await revalidate(tabId);
    },
    async closed(tabId: number): Promise<void> {
      progress.delete(tabId);
      queues.delete(tabId);
      await deps.tabs.remove(tabId);
    },
  };
}

function isSame(a: RecordRef | null, b: RecordRef | null): boolean {
  return a === b || (a !== null && b !== null && recordKey(a) === recordKey(b));
}

export type ContextService = ReturnType<typeof createContextService>;
