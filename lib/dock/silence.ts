/** How long the panel may be silent before the shell says so itself. */
const silentAfterMs = 4_000;

export type Silence = {
  /** Waits for the panel's word anew. */
  listen(): void;
  /** It has come, or nobody would see that it does not. */
  over(): void;
};

/**
 * Notices a panel that says nothing.
 * @param say is called with true when that lasts, and with false when it is over.
 */
export function createSilence(say: (isSilent: boolean) => void): Silence {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    timer = setTimeout(() => {
      // A hidden tab paints nothing, so its silence means nothing.
      if (document.hidden) wait();
      else say(true);
    }, silentAfterMs);
  };
  const over = () => {
    clearTimeout(timer);
    say(false);
  };
  return {
    over,
    listen() {
      over();
      wait();
    },
  };
}
