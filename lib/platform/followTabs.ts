type Passing<Listener> = { addListener(listener: Listener): void; removeListener(listener: Listener): void };
type Activated = { tabId: number; windowId: number };

export type FollowedTabs = {
  onActivated: Passing<(to: Activated) => void>;
  onUpdated: Passing<(tabId: number, change: { status?: string }) => void>;
};

/**
 * Knows which windows show the browser's side panel, by its ports, and follows the tabs while there are any, and only then: a listener for
 * tabs wakes the background with every page that the person loads anywhere.
 */
export function createFollowing(
  tabs: FollowedTabs,
  on: { activated(to: Activated): void; navigated(tabId: number): void },
) {
  /** Ports by window. For a moment there are two, when a panel connects anew. */
  const open = new Map<number, number>();
  const updated = (tabId: number, { status }: { status?: string }) => {
    if (status !== undefined) on.navigated(tabId);
  };
  const listen = () => {
    tabs.onActivated.addListener(on.activated);
    tabs.onUpdated.addListener(updated);
  };
  const unlisten = () => {
    tabs.onActivated.removeListener(on.activated);
    tabs.onUpdated.removeListener(updated);
  };
  return {
    isOpen: (windowId: number): boolean => open.has(windowId),
    /** A port has connected; one of another name is none of a side panel. Returns what to call when it is gone. */
    whileOpen(portName: string): () => void {
      const written = /^panel:browser:(\d+)$/.exec(portName)?.[1];
      if (written === undefined) return () => undefined;
      const windowId = Number(written);
      listen();
      open.set(windowId, (open.get(windowId) ?? 0) + 1);
      return () => {
        const left = (open.get(windowId) ?? 0) - 1;
        if (left > 0) open.set(windowId, left);
        else open.delete(windowId);
        if (open.size === 0) unlisten();
      };
    },
    /**
     * Chromium keeps the listeners of a worker that was stopped, and goes on waking it for them (measured): a browser that was closed with
     * its side panel open would do so for ever. Removing them is what it takes.
     */
    forget(): void {
      if (open.size > 0) return;
      listen();
      unlisten();
    },
  };
}
