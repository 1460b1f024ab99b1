import type { RecordRef } from '../contract/record.ts';
import type { Slot } from '../contract/rpc.ts';

/** What a tab shows. Kept in memory-backed session storage, so that it outlives a stopped worker and never reaches the disk. */
export type TabState = {
  generation: number;
  href: string;
  record: RecordRef | null;
  incognito: boolean;
  /** The frame of the dock that shows it. */
  slot: Slot;
  /** The candidate that the person chose for this record, when it was ambiguous. */
  chosen: string | null;
};

/** The part of `storage.session` that is used here; tests pass a map. */
export type SessionArea = {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
};

export type TabStates = {
  read(tabId: number): Promise<TabState | null>;
  /** Stores a state, unless a later generation is known. Resolves with the newest generation once it is stored. */
  write(tabId: number, state: TabState): Promise<number>;
  /** Holds a state in memory only, unless a later generation is known: what is expected is told again when it has come. */
  hold(tabId: number, state: TabState): void;
  remove(tabId: number): Promise<void>;
};

export function createTabStates(area: SessionArea): TabStates {
  const key = (tabId: number) => `tab.${tabId}`;
  // The copy spares a round trip on every navigation; the area is the truth after a restart.
  const copies = new Map<number, TabState>();
  // Compared in the same step as the change: two messages may both have read the state before either wrote.
  const hold = (tabId: number, state: TabState): number => {
    const known = copies.get(tabId);
    if (known && known.generation > state.generation) return known.generation;
    copies.set(tabId, state);
    return state.generation;
  };
  return {
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
    async remove(tabId) {
      copies.delete(tabId);
      await area.remove(key(tabId));
    },
  };
}
