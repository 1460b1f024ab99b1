import { scopeOf } from '../auth/scope.ts';
import type { SessionValue } from '../cache/sessionValue.ts';
import type { DockSettings } from '../contract/dock.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { PanelState } from '../contract/panel.ts';
import { recordKey } from '../contract/record.ts';
import type { PageDetection } from './backgroundDeps.ts';
import { createContextFetch, type FetchDeps, type Question } from './fetchContexts.ts';
import type { Progress } from './panelState.ts';
import { createStateBuilder, type StateDeps, type TooOld, targetOf } from './stateBuilder.ts';
import type { TabState } from './tabStates.ts';
import { noPage, type Page, turnTo } from './turnTo.ts';

/** Redirects come in bursts; only the last address of one is worth a request. */
const settleMs = 100;
/** After these the server has read what it was asked, so that versions fit. */
const answered: ReadonlySet<ErrorCode | null> = new Set([null, 'unknownRecord', 'forbidden']);

export type ContextDeps = FetchDeps &
  Omit<StateDeps, 'tooOld'> & {
    tooOld: SessionValue<TooOld>;
    detect(href: string): PageDetection;
    /** The dock for a page as it was left on its host; null where there is none. */
    dockOn(page: PageDetection, href: string, incognito: boolean): Promise<DockSettings | null>;
    /** A panel of the tab is connected. `beside`: only the browser's own side panel counts, which nobody can collapse. */
    isShown(tabId: number, beside?: boolean): boolean;
    publish(tabId: number, tab: TabState | null, state: PanelState): void;
    /** The server has said something. */
    heard(): void;
    sleep(ms: number): Promise<void>;
  };

type Aim = Question & { tab: TabState };

/**
 * From a tab's address to the panel's state: cached context at once, the network after it, nothing for a record that is not on screen
 * any more, and no network for a dock that is collapsed. Every state is built from storage at the moment it is published, so a stopped
 * worker loses only work under way.
 */
export function createContextService(deps: ContextDeps) {
  const progress = new Map<number, Progress & { generation: number }>();
  const queues = new Map<number, Promise<void>>();
  const fetchContext = createContextFetch(deps);
  const build = createStateBuilder({ ...deps, tooOld: deps.tooOld.read });

  const progressOf = (tabId: number, { generation }: { generation: number }) => {
    const known = progress.get(tabId);
    return known?.generation === generation ? known : null;
  };
  const buildState = (tabId: number): Promise<PanelState> => build(tabId, (tab) => progressOf(tabId, tab));
  /** Whether somebody looks, so that the network may be asked. */
  const isSeen = (tabId: number, tab: TabState) =>
    deps.isShown(tabId, true) || (deps.isShown(tabId) && tab.dock?.open !== false);

  /** Publishes the state of a tab as storage has it now; one at a time per tab, so that an older one cannot overtake. */
  const publish = (tabId: number): Promise<void> => {
    const before = queues.get(tabId) ?? Promise.resolve();
    const next = before.then(async () => {
      if (!deps.isShown(tabId)) return;
      const state = await buildState(tabId);
      // The tab may have moved on while this was read: then the state after it is already queued.
      const tab = await deps.tabs.read(tabId);
      if ((tab?.generation ?? 0) === state.generation) deps.publish(tabId, tab, state);
    });
    queues.set(
      tabId,
      next.catch(() => undefined),
    );
    return next;
  };

  /** What a tab is to show now, and for whom. Null: nothing to ask for. */
  const aimOf = async (tabId: number): Promise<Aim | null> => {
    const tab = await deps.tabs.read(tabId);
    const target = tab && targetOf(tab);
    const current = target && (await deps.pairings.current());
    if (!tab || !target || !current || !(tab.href === '' || (await deps.isGranted(tab.href)))) return null;
    return { tab, current, ...target, incognito: tab.incognito };
  };
  const holds = async (tabId: number, aim: Aim): Promise<boolean> => {
    const now = await aimOf(tabId);
    return now?.tab.generation === aim.tab.generation && now.key === aim.key && now.current === aim.current;
  };

  /** What is cached at once, unless it was published when it was expected; the network when the tab has stayed for a moment. */
  const arrive = async (tabId: number, isPublished: boolean): Promise<void> => {
    const aim = await aimOf(tabId);
    if (!isPublished) await publish(tabId);
    if (!aim || !isSeen(tabId, aim.tab)) return;
    await deps.sleep(settleMs);
    if (await holds(tabId, aim)) await revalidate(tabId);
  };

  const revalidate = async (tabId: number): Promise<void> => {
    const aim = await aimOf(tabId);
    if (!aim || !isSeen(tabId, aim.tab)) return publish(tabId);
    const { generation, detection } = aim.tab;
    const networkMs = progressOf(tabId, aim.tab)?.networkMs ?? null;
    progress.set(tabId, { generation, revalidating: true, problem: null, networkMs });
    await publish(tabId);
    const askedAt = deps.now();
    const problem = await fetchContext(aim);
    await remember(aim, problem);
    // A reply for a record that is no longer on screen, or for another person, stays in the cache at most.
    if (!(await holds(tabId, aim))) return;
    progress.set(tabId, { generation, revalidating: false, problem, networkMs: deps.now() - askedAt });
    await publish(tabId);
    if (!detection.parent) return;
    // Nobody waits for the customer of the record around this one; a failure means that it is not offered.
    await fetchContext({ ...aim, key: recordKey(detection.parent), query: detection.parent });
    if (await holds(tabId, aim)) await publish(tabId);
  };

  /** Versions that do not fit hide what is cached also at the next navigation, until the server is heard again. */
  const remember = async ({ current }: Aim, problem: ErrorCode | null): Promise<void> => {
    const scope = scopeOf(current.pairing);
    const isTooOld = problem === 'clientTooOld' || problem === 'serverTooOld';
    const known = await deps.tooOld.read();
    if (isTooOld && (known?.scope !== scope || known.code !== problem))
      await deps.tooOld.change(() => ({ scope, code: problem }));
    if (answered.has(problem) && known) await deps.tooOld.change(() => null);
    if (answered.has(problem)) deps.heard();
  };

  /** What a tab turns to; `known` when it has done so already. Null: a later generation is known. */
  const turned = async (tabId: number, page: Page): Promise<{ tab: TabState; known: boolean } | null> => {
    const startedAt = performance.now();
    const found = deps.detect(page.href);
    const ms = performance.now() - startedAt;
    const dock = deps.dockOn(found, page.href, page.incognito);
    const [before, arranged] = await Promise.all([deps.tabs.read(tabId), dock]);
    if (before && before.generation > page.generation) return null;
    return turnTo(before, page, found, arranged, ms);
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
     * A tab shows another address. Resolves with the newest generation known, and what the tab shows, when that is stored; painting and
     * fetching go on. A generation older than the newest changes nothing: it is a late message.
     */
    async opened(tabId: number, page: Page): Promise<{ newest: number; tab: TabState }> {
      const next = await turned(tabId, page);
      if (!next) {
        const tab = (await deps.tabs.read(tabId)) ?? noPage;
        return { newest: Math.max(tab.generation, page.generation), tab };
      }
      const newest = deps.tabs.write(tabId, next.tab);
      void arrive(tabId, next.known).catch((error: unknown) => console.error('[alongside] revalidation failed', error));
      return { newest: await newest, tab: next.tab };
    },
    /** A panel of the tab has connected, or wants everything again. */
    shown: revalidate,
    state: buildState,
    republish: publish,
    /** Shows another customer for this view; null: the record's own. `incognito`: of a tab that nobody has told us about. */
    async choose(
      tabId: number,
      choice: { generation: number; accountId: string | null; incognito: boolean },
    ): Promise<void> {
      const { generation, accountId, incognito } = choice;
      const [tab, current] = await Promise.all([deps.tabs.read(tabId), deps.pairings.current()]);
      // Chosen for a view that has given way to another one meanwhile.
      if (tab && tab.generation !== generation) return;
      const own =
        tab?.record && current
          ? await deps.cacheFor(tab.incognito).read(scopeOf(current.pairing), recordKey(tab.record))
          : null;
      const chosen = own?.response.document?.accountId === accountId ? null : accountId;
      progress.delete(tabId);
      const turned = await deps.tabs.change(tabId, (now) => (now.generation === generation ? { ...now, chosen } : now));
      if (!turned) await deps.tabs.write(tabId, { ...noPage, generation: deps.now(), incognito, chosen });
      await revalidate(tabId);
    },
    /** Whoever had chosen customers is gone. Nothing is published. */
    async unchoose(): Promise<void> {
      const all = (await deps.tabs.all()).filter(([, { chosen }]) => chosen !== null);
      await Promise.all(all.map(([tabId]) => deps.tabs.change(tabId, (tab) => ({ ...tab, chosen: null }))));
    },
    /** The page of a tab is gone, and nobody has told us of another one. */
    async left(tabId: number): Promise<void> {
      await deps.tabs.change(tabId, ({ generation, incognito }) => ({
        ...noPage,
        generation: generation + 1,
        incognito,
      }));
    },
    async closed(tabId: number): Promise<void> {
      progress.delete(tabId);
      queues.delete(tabId);
      await deps.tabs.remove(tabId);
    },
  };
}

export type ContextService = ReturnType<typeof createContextService>;
