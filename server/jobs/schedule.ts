/** What a run is about: everything there is, or only what somebody is waiting for. */
export type Work = 'everything' | 'marked';

/** A run that comes again and again. */
export type Schedule = {
  /** Brings a run about what is marked, in a moment; it does not change when the next run about everything is due. */
  soon(): void;
  /** Plans nothing more, stops the run under way and waits for it. */
  stop(): Promise<void>;
};

/** Webhooks come in bursts: those of a moment are one run. */
const soonMs = 250;
/** How long after a run about what is marked has failed it is tried again. */
const againMs = 30_000;

/**
 * Runs `work` every `everyMs`, give or take a tenth so that several servers do not ask at the same moment; never twice at a time. The
 * first run is due `everyMs` after `lastAt` (epoch milliseconds; null: at once). In between it runs for what is marked, for which it rests
 * as long as it has worked, so that a stream of marks takes half of the time at most. A run that fails is told and comes again.
 */
export function startSchedule(options: {
  everyMs: number;
  lastAt: number | null;
  work: (signal: AbortSignal, what: Work) => Promise<void>;
  onPlan: (nextAt: number | null) => Promise<void>;
  onError: (error: unknown) => void;
  now?: () => number;
  random?: () => number;
  /** Calls back after `ms`; returns how to call it off. */
  after?: (ms: number, callback: () => void) => () => void;
}): Schedule {
  const { everyMs, lastAt, work, onPlan, onError, now = Date.now, random = Math.random, after = onTimer } = options;
  const stopping = new AbortController();
  let callOff = () => {};
  let nextAt = Number.POSITIVE_INFINITY;
  let markedAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;

  const longestMs = everyMs * 1.1;
  const plan = () => {
    callOff();
    // The clock was set back, by hours or years: that is no reason to wait so long.
    if (nextAt > now() + longestMs) planNext(nextAt);
    callOff = after(Math.max(0, Math.min(nextAt, markedAt) - now()), start);
  };
  const planNext = (at: number) => {
    nextAt = Math.max(now(), Math.round(Math.min(at, now() + longestMs)));
    onPlan(nextAt).catch(onError);
  };
  const start = () => {
    const what: Work = nextAt <= now() ? 'everything' : 'marked';
    const startedAt = now();
    markedAt = Number.POSITIVE_INFINITY;
    running = work(stopping.signal, what)
      .catch((error) => {
        if (stopping.signal.aborted) return;
        onError(error);
        if (what === 'marked') markedAt = now() + againMs;
      })
      .finally(() => {
        running = null;
        if (stopping.signal.aborted) return;
        // What was marked meanwhile waits as long as this run has worked.
        if (markedAt < Number.POSITIVE_INFINITY)
          markedAt = Math.max(markedAt, now() + Math.max(soonMs, now() - startedAt));
        if (what === 'everything') planNext(now() + everyMs * (0.9 + random() * 0.2));
        plan();
      });
  };
  planNext(lastAt === null ? now() : lastAt + everyMs);
  plan();
  return {
    soon() {
      if (stopping.signal.aborted || markedAt < Number.POSITIVE_INFINITY) return;
      markedAt = now() + soonMs;
      if (!running) plan();
    },
    async stop() {
      callOff();
      stopping.abort(new Error('The server stops.'));
      await running;
      await onPlan(null).catch(onError);
    },
  };
}

function onTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
