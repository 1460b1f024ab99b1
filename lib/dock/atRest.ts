/** When the page is looked at after a navigation, counted from it. A CRM draws its record in steps. */
const looksAtMs = [500, 2_000, 5_000] as const;
const soonMs = 250;
/** How often the first look waits for a page that has everything but some last picture. */
const mostWaited = 20;
/** Idle time is waited for no longer than that. */
const idleWithinMs = 1_000;

export type AtRest = {
  /** The page shows another record: it is looked at a few times from now on. */
  begin(): void;
  /** Something happened that may have moved things: one look. */
  soon(): void;
  /** Called about every second while the page is visible: what was due while it was hidden is made up for. */
  tick(): void;
  stop(): void;
};

/**
 * Calls `look` when the page has nothing to do: measuring forces a layout, so it stays out of every navigation, and out of loading.
 * Nothing is looked at while the page is hidden.
 * @param look is told whether it is the last time after a navigation.
 */
export function createAtRest(look: (isLast: boolean) => void): AtRest {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let idle: number | null = null;
  let isLastLook = false;
  let isMissed = false;
  /** The next of the looks after a navigation. */
  let next: number = looksAtMs.length;
  let isDue = false;
  let isLoaded = document.readyState === 'complete';
  let waited = 0;

  const whenIdle = (isLast: boolean) => {
    isLastLook ||= isLast;
    idle ??= requestIdleCallback(run, { timeout: idleWithinMs });
  };
  const run = () => {
    idle = null;
    isMissed = document.hidden;
    if (isMissed) return;
    const was = isLastLook;
    isLastLook = false;
    look(was);
  };
  const calm = () => {
    if (idle !== null) cancelIdleCallback(idle);
    idle = null;
    isLastLook = false;
    isMissed = false;
  };
  const schedule = () => {
    clearTimeout(timer);
    const at = looksAtMs[next];
    if (at !== undefined) timer = setTimeout(due, at - (looksAtMs[next - 1] ?? 0));
  };
  const due = () => {
    // A page that loads, or has only just loaded, is not at rest: the same look again, as long after. Some never get there.
    if (!isLoaded) {
      isLoaded = document.readyState === 'complete' || (document.readyState === 'interactive' && ++waited > mostWaited);
      return schedule();
    }
    isDue = document.hidden;
    if (isDue) return;
    next++;
    whenIdle(next === looksAtMs.length);
    schedule();
  };

  return {
    begin() {
      calm();
      isDue = false;
      next = 0;
      schedule();
    },
    soon() {
      // A page that makes up one event after the other must not put it off for ever.
      soon ??= setTimeout(() => {
        soon = undefined;
        if (!document.hidden) whenIdle(false);
      }, soonMs);
    },
    tick() {
      if (isMissed) whenIdle(false);
      if (isDue) due();
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(soon);
      calm();
    },
  };
}
