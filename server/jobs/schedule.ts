/** A run that comes again and again. */
export type Schedule = {
  /** Brings the next run forward to some seconds from now; one that is under way is followed by another. */
  soon(): void;
  /** Plans nothing more, stops the run under way and waits for it. */
  stop(): Promise<void>;
};

/** Webhooks come in bursts, and each run also asks every stream what has changed. */
const soonMs = 30_000;

/**
 * Runs `work` every `everyMs`, give or take a tenth so that several servers do not ask at the same moment; never twice at a time. The
 * first run is due `everyMs` after `lastAt` (epoch milliseconds; null: at once). A run that fails is told and comes again.
 */
export function startSchedule(options: {
  everyMs: number;
  lastAt: number | null;
  work: (signal: AbortSignal) => Promise<void>;
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
  let dueAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | null = null;
  let again = false;

  const plan = (at: number) => {
    callOff();
    dueAt = Math.max(now(), Math.round(at));
    callOff = after(dueAt - now(), start);
    onPlan(dueAt).catch(onError);
  };
  const start = () => {
    again = false;
    running = work(stopping.signal)
      .catch((error) => {
        if (!stopping.signal.aborted) onError(error);
      })
      .finally(() => {
        running = null;
        if (!stopping.signal.aborted) plan(now() + (again ? soonMs : everyMs * (0.9 + random() * 0.2)));
      });
  };
  plan(lastAt === null ? now() : lastAt + everyMs);
  return {
    soon() {
      if (running) again = true;
      else if (dueAt > now() + soonMs && !stopping.signal.aborted) plan(now() + soonMs);
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
