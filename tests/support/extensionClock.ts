/** A clock that stands still until told. */
export function createClock(startMs = Date.parse('2026-11-21T09:00:00.000Z')) {
  let nowMs = startMs;
  const sleepers = new Set<{ at: number; wake(): void }>();
  return {
    now: () => nowMs,
    /** Resolves when the clock has come that far, or the signal aborts. */
    sleep(ms: number, signal?: AbortSignal): Promise<void> {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = {
          at: nowMs + ms,
          wake() {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => sleeper.wake(), { once: true });
      });
    },
    advance(ms: number): void {
      nowMs += ms;
      for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) if (sleeper.at <= nowMs) sleeper.wake();
    },
    /** How long the next sleeper still sleeps; null when nobody does. */
    nextInMs: (): number | null =>
      sleepers.size === 0 ? null : Math.min(...[...sleepers].map(({ at }) => at)) - nowMs,
  };
}

export type Clock = ReturnType<typeof createClock>;

/** Lets everything that is ready run until `done` holds; fails with `what` when it does not within some seconds of real time. */
export async function until(done: () => unknown, what = 'the expected'): Promise<void> {
  const deadline = performance.now() + 8_000;
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
