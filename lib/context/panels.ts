import type { PanelState } from '../contract/panel.ts';
import type { PanelPush, Slot } from '../contract/rpc.ts';
import type { PanelPort } from './backgroundDeps.ts';

/**
 * A connected panel.
 *
 * - `slot`: the frame of the dock; null for a panel that is none.
 * - `tabId`: whose states it gets. Null for one in the browser's side panel while it is not known what the tab in front shows.
 * - `windowId`: of the browser's side panel; null for a panel in a tab.
 * - `listens`: what it shows is not collapsed, so that hints are worth a connection.
 */
export type ConnectedPanel = {
  port: PanelPort;
  slot: Slot | null;
  tabId: number | null;
  windowId: number | null;
  listens: boolean;
};

/** Who is connected, and gets what. `changed` is called when somebody begins or ceases to listen. */
export function createPanels(changed: (isHeard: boolean) => void) {
  const panels = new Set<ConnectedPanel>();
  const tell = () => changed([...panels].some(({ listens }) => listens));
  return {
    /** Returns what to call when it is gone. */
    add(panel: ConnectedPanel): () => void {
      panels.add(panel);
      return () => {
        panels.delete(panel);
        tell();
      };
    },
    has: (panel: ConnectedPanel): boolean => panels.has(panel),
    isShown: (tabId: number, beside = false): boolean =>
      [...panels].some((panel) => panel.tabId === tabId && (!beside || panel.windowId !== null)),
    tabIds: (): number[] => [...new Set([...panels].flatMap(({ tabId }) => tabId ?? []))],
    besides: (): ConnectedPanel[] => [...panels].filter(({ windowId }) => windowId !== null),
    /** Tells every panel of the tab, first the one that shows it. A tab of which nothing is known has no panel of its own. */
    publish(tabId: number, slot: Slot | null, href: string | null, state: PanelState): void {
      const isSeen = (panel: ConnectedPanel) => panel.slot === null || panel.slot === slot;
      const all = [...panels].filter((panel) => panel.tabId === tabId && (slot !== null || panel.windowId !== null));
      for (const panel of all.sort((a, b) => Number(isSeen(b)) - Number(isSeen(a)))) {
        const own = panel.windowId === null ? state : { ...state, dock: null };
        panel.listens = own.dock?.open !== false;
        panel.port.postMessage({ type: 'state', state: own, slot: slot ?? 0, href, tabId } satisfies PanelPush);
      }
      tell();
    },
  };
}

export type Panels = ReturnType<typeof createPanels>;
