import type { BackgroundDeps } from './backgroundDeps.ts';
import type { ContextService } from './contextService.ts';
import { panelState } from './panelState.ts';
import type { ConnectedPanel, Panels } from './panels.ts';
import type { TabStates } from './tabStates.ts';

/** A page that does not answer is busy, not gone. */
const busyMs = 500;

export type SidePanelDeps = Pick<BackgroundDeps, 'send' | 'sleep' | 'activeTab'> & {
  panels: Panels;
  tabs: TabStates;
  contexts: Pick<ContextService, 'left' | 'shown' | 'republish'>;
};

/** A panel of the browser's own side panel, which shows the tab in front of its window. */
type SidePanel = ConnectedPanel & { windowId: number; toward: number | null; incognito: boolean };

/**
 * The panels of the browser's side panel. A tab that comes to the front takes the customer before off at once; its own is shown when its
 * page is known to be there still: nobody tells us when a tab leaves the pages that we may see.
 */
export function createSidePanels({ panels, tabs, contexts, ...deps }: SidePanelDeps) {
  const all = (): SidePanel[] => panels.besides() as SidePanel[];

  /** Whether the page that a tab has told about is still there. If not, what is known of it is void. */
  const confirm = async (tabId: number): Promise<boolean> => {
    const tab = await tabs.read(tabId);
    // A customer who was looked up belongs to no page.
    if (!tab || tab.href === '') return true;
    const heard = deps.send(tabId, { type: 'ping' });
    if (await Promise.race([heard, deps.sleep(busyMs).then(() => true)])) return true;
    // Told about meanwhile: by another page, or late by the one that is gone.
    if ((await tabs.read(tabId))?.generation !== tab.generation) return confirm(tabId);
    await contexts.left(tabId);
    return false;
  };

  const turn = async (panel: SidePanel, tabId: number): Promise<void> => {
    if (panel.toward === tabId) return;
    panel.toward = tabId;
    panel.tabId = null;
    const waiting = panelState({ tab: null, barred: null, view: null, customers: [], progress: null });
    panel.port.postMessage({ type: 'state', state: { ...waiting, phase: 'loading' }, slot: 0, href: null, tabId });
    await confirm(tabId);
    // After an update nobody knows what its page shows, but its content script.
    if (!(await tabs.read(tabId))) void deps.send(tabId, { type: 'announce' });
    // Another tab may have come to the front.
    if (panel.toward !== tabId || !panels.has(panel)) return;
    panel.tabId = tabId;
    await contexts.shown(tabId);
  };

  const lookUp = async (panel: SidePanel): Promise<void> => {
    const front = await deps.activeTab(panel.windowId);
    if (front) panel.incognito = front.incognito;
    // Told already by a tab that came to the front meanwhile.
    if (front && panel.toward === null && panels.has(panel)) await turn(panel, front.id);
  };

  return {
    confirm,
    /** Connects one. Returns what to call when it is gone; `started` settles when it shows the tab in front. */
    add(windowId: number, port: ConnectedPanel['port']): { gone: () => void; started: Promise<void> } {
      const panel: SidePanel = {
        port,
        slot: null,
        tabId: null,
        windowId,
        listens: false,
        toward: null,
        incognito: true,
      };
      return { gone: panels.add(panel), started: lookUp(panel) };
    },
    /** Whether a tab of which nothing else is known is incognito. Yes, when nobody knows. */
    isIncognito: (tabId: number): boolean => all().find((panel) => panel.tabId === tabId)?.incognito ?? true,
    async activated(tabId: number, windowId: number): Promise<void> {
      await Promise.all(all().map((panel) => panel.windowId === windowId && turn(panel, tabId)));
    },
    /** A tab is gone: closed, or taken over by another one that was loaded in advance, of which nobody tells. */
    async closed(tabId: number): Promise<void> {
      const left = all().filter((panel) => panel.toward === tabId);
      for (const panel of left) panel.toward = null;
      await Promise.all(left.map(lookUp));
    },
    async navigated(tabId: number): Promise<void> {
      if (panels.isShown(tabId, true) && !(await confirm(tabId))) await contexts.republish(tabId);
    },
  };
}

export type SidePanels = ReturnType<typeof createSidePanels>;
