import type { PanelState } from '../contract/panel.ts';

/** Changed in the local storage area to tell every panel to forget what it has been shown. */
export const forgetKey = 'forgetShown';

const maxStates = 50;

/**
 * What the background has last told about each address, in the memory of the panel: coming back to a customer then needs nobody, not even
 * a background that is running. Only whole customers are kept; whatever else is told of an address voids what was known of it, and a
 * refusal voids everything.
 */
export function createShownStates() {
  const states = new Map<string, PanelState>();
  return {
    keep(href: string | null, state: PanelState): void {
      // Offline says nothing about what the person may see; every other problem may.
      if (state.phase === 'problem' && state.problem !== 'offline') states.clear();
      if (href === null) return;
      states.delete(href);
      const { document, resolution } = state.context ?? {};
      // A choice holds for one visit.
      const isChosen = resolution?.evidence.some(({ rule }) => rule === 'chosenByYou') ?? false;
      if (state.phase !== 'ready' || !document || isChosen) return;
      states.set(href, state);
      if (states.size > maxStates) states.delete(states.keys().next().value as string);
    },
    /** The state for an address under a new generation; null when nothing is known of it. */
    recall(href: string, generation: number): PanelState | null {
      const state = states.get(href);
      return state ? { ...state, generation, revalidating: false } : null;
    },
    forget: (): void => states.clear(),
  };
}
