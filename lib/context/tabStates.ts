import type { SessionArea } from '../cache/sessionValue.ts';
import type { Detection } from '../contract/detection.ts';
import type { DockSettings, DockTrouble } from '../contract/dock.ts';
import type { RecordRef } from '../contract/record.ts';
import type { Slot } from '../contract/rpc.ts';

/** What a tab shows. Kept in memory-backed session storage, so that it outlives a stopped worker and never reaches the disk. */
export type TabState = {
  generation: number;
  /** Empty for an address that nobody has told us. */
  href: string;
  record: RecordRef | null;
  incognito: boolean;
  /** The frame of the dock that shows it. */
  slot: Slot;
  /** The customer that the person chose for this view. */
  chosen: string | null;
  detection: Detection;
  /** The dock as it stands in this tab; null when there is none. */
  dock: DockSettings | null;
  trouble: DockTrouble | null;
  /** The document whose dock may be in trouble, where the browser names documents. */
  documentId?: string | undefined;
};

export type TabStates = {
  read(tabId: number): Promise<TabState | null>;
  /** Stores a state, unless a later generation is known. Resolves with the newest generation once it is stored. */
  write(tabId: number, state: TabState): Promise<number>;
  /** Holds a state in memory only, unless a later generation is known: what is expected is told again when it has come. */
  hold(tabId: number, state: TabState): void;
  /** Changes what is known of a tab, in one step. False for a tab that is not known. */
  change(tabId: number, edit: (state: TabState) => TabState): Promise<boolean>;
  /** Every tab that is known. */
  all(): Promise<[number, TabState][]>;
  remove(tabId: number): Promise<void>;
};

export function createTabStates(area: SessionArea): TabStates {
  const prefix = 'tab.';
  const key = (tabId: number) => `${prefix}${tabId}`;
  // The copy spares a round trip on every navigation; the area is the truth after a restart.
  const copies = new Map<number, TabState>();
  // Compared in the same step as the change: two messages may both have read the state before either wrote.
  const hold = (tabId: number, state: TabState): number => {
    const known = copies.get(tabId);
    if (known && known.generation > state.generation) return known.generation;
    copies.set(tabId, state);
    return state.generation;
  };
  const tabs: TabStates = {
    async read(tabId) {
      const copy = copies.get(tabId);
      if (copy) return copy;
      const stored = (await area.get(key(tabId)))[key(tabId)] as TabState | undefined;
      // A write during the round trip is newer than what the area answered.
      const written = copies.get(tabId);
      if (written) return written;
      if (stored) copies.set(tabId, stored);
      return stored ?? null;
    },
    hold,
    async write(tabId, state) {
      const newest = hold(tabId, state);
      if (newest === state.generation) await area.set({ [key(tabId)]: state });
      return newest;
    },
    async change(tabId, edit) {
      await tabs.read(tabId);
      // What is known now, not what was when the reading began.
      const state = copies.get(tabId);
      if (state) await tabs.write(tabId, edit(state));
      return state !== undefined;
    },
    async all() {
      const stored = Object.keys(await area.get(null)).filter((name) => name.startsWith(prefix));
      const ids = new Set([...stored.map((name) => Number(name.slice(prefix.length))), ...copies.keys()]);
      const known = [...ids].map(async (tabId) => [tabId, await tabs.read(tabId)] as const);
      return (await Promise.all(known)).filter((entry): entry is [number, TabState] => entry[1] !== null);
    },
    async remove(tabId) {
      copies.delete(tabId);
      await area.remove(key(tabId));
    },
  };
  return tabs;
}
