import type { DockTrouble } from '../contract/dock.ts';

const most = 5;
const withinMs = 10_000;
/** When it has given up, the dock tries once in so long. */
const againAfterMs = 10_000;
/** A dock that stays whole so long after it was last put right is well. */
const wellAfterMs = 3_000;

export type Healing = {
  /** Something is wrong with the dock. Returns whether it is to be put right now. */
  unwell(trouble: DockTrouble): boolean;
  /** Nothing is wrong. */
  well(): void;
  /** A person asks for the dock: what was before does not count. */
  forget(): void;
};

/**
 * Bounds how often the dock puts itself right: a page that takes it out or covers it on purpose would otherwise keep both busy. Having
 * given up, it says why, and says so again when it is over.
 * @param report gets the trouble, and null when it is over.
 */
export function createHealing(report: (trouble: DockTrouble | null) => void): Healing {
  let healed: number[] = [];
  let trouble: DockTrouble | null = null;
  const tell = (next: DockTrouble | null) => {
    if (next === trouble) return;
    trouble = next;
    report(next);
  };
  return {
    unwell(what) {
      const now = performance.now();
      const last = healed.at(-1) ?? Number.NEGATIVE_INFINITY;
      if (trouble !== null) {
        tell(what);
        if (now - last < againAfterMs) return false;
      } else {
        healed = healed.filter((at) => now - at < withinMs);
        if (healed.length >= most) {
          tell(what);
          return false;
        }
      }
      healed.push(now);
      return true;
    },
    well() {
      if (trouble === null || performance.now() - (healed.at(-1) ?? 0) < wellAfterMs) return;
      healed = [];
      tell(null);
    },
    forget() {
      healed = [];
      tell(null);
    },
  };
}
