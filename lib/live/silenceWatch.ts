/**
 * The server says something every 20 s. A connection that says nothing for three times as long is dead, though nobody may ever say so:
 * a laptop that slept, a network that was changed, a server that accepts and never answers.
 */
export const silentMs = 65_000;

export type SilenceWatch = {
  /** Aborts with the parent, and when nothing was heard for `silentMs` to twice as long. */
  signal: AbortSignal;
  heard(): void;
  end(): void;
};

/** Watches one connection, from before it is asked for. */
export function watchSilence(
  parent: AbortSignal,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): SilenceWatch {
  const silence = new AbortController();
  const over = new AbortController();
  const ended = AbortSignal.any([parent, over.signal]);
  let isHeard = true;
  const watch = async () => {
    while (isHeard && !ended.aborted) {
      isHeard = false;
      await sleep(silentMs, ended).catch(() => undefined);
    }
    if (!ended.aborted) silence.abort();
  };
  void watch();
  return {
    signal: AbortSignal.any([parent, silence.signal]),
    heard() {
      isHeard = true;
    },
    end: () => over.abort(),
  };
}
