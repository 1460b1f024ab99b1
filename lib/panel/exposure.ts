/** How long the panel must have been seen without a break before what is done in it counts. */
const settleMs = 500;
/** A cover that is gone again sooner is not worth a word. */
const coveredAfterMs = 300;

export type ExposureDeps = {
  /**
   * Tells whenever the panel comes into sight or out of it: nothing over it, nothing that fades, blurs or scales it. Null where the
   * browser cannot tell (Firefox), or where no page can be in the way (the browser's own side panel).
   */
  observe: ((told: (isVisible: boolean) => void) => void) | null;
  /** Milliseconds of any clock that does not go back. */
  now(): number;
  /** Calls back after so many milliseconds; returns how to call it off. */
  after(ms: number, callback: () => void): () => void;
  /** The panel's buttons work, or do not. */
  armed(isArmed: boolean): void;
  /** Something lies over the panel, long enough to be said; or not any more. */
  covered(isCovered: boolean): void;
};

/**
 * Whether a person can see what they press. A page can lay something over the panel, or fade it, to have its buttons pressed unseen
 * (clickjacking), so an action counts only after half a second of being seen, and only when a person has caused it.
 */
export function createExposure({ observe, now, after, armed, covered }: ExposureDeps) {
  let isVisible: boolean | null = null;
  let visibleSince = 0;
  let isMeant = true;
  let isReported = false;
  let callOff = (): void => undefined;

  const report = (isCovered: boolean): void => {
    if (isReported === isCovered) return;
    isReported = isCovered;
    covered(isCovered);
  };
  const comeIntoSight = (): void => {
    visibleSince = now();
    callOff();
    callOff = after(settleMs, () => {
      armed(true);
      report(false);
    });
  };
  const waitToReport = (): void => {
    callOff();
    callOff = isMeant ? after(coveredAfterMs, () => report(true)) : () => undefined;
  };

  if (observe) armed(false);
  observe?.((next) => {
    if (next === isVisible) return;
    isVisible = next;
    if (isVisible) return comeIntoSight();
    armed(false);
    waitToReport();
  });

  return {
    /** Whether what a person does now counts. */
    allows(event: { isTrusted: boolean }): boolean {
      if (!event.isTrusted) return false;
      return observe === null || (isVisible === true && now() - visibleSince >= settleMs);
    },
    /** Whether the dock means the panel to be seen: of a frame that waits for its turn nothing is said, because it is hidden on purpose. */
    expect(toBeSeen: boolean): void {
      if (toBeSeen === isMeant) return;
      isMeant = toBeSeen;
      if (isVisible !== false) return;
      waitToReport();
      if (!isMeant) report(false);
    },
    /** The tab was away: what was seen before does not count any more. */
    comeBack(): void {
      if (!isVisible) return;
      armed(false);
      comeIntoSight();
    },
  };
}
