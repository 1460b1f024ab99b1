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
      // A choice holds for one visit.
      if (state.phase !== 'ready' || !state.context?.document || state.by === 'person') return;
      states.set(href, state);
      if (states.size > maxStates) states.delete(states.keys().next().value as string);
    },
    /** The state for an address under a new generation, before anything was asked or looked for; null when nothing is known of it. */
    recall(href: string, generation: number): PanelState | null {
      const state = states.get(href);
      if (!state) return null;
      const detection = state.detection && { ...state.detection, hints: [] };
      return { ...state, generation, revalidating: false, networkMs: null, detection };
    },
    forget: (): void => states.clear(),
  };
}
