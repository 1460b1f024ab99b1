import type { Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import { ChangedHint } from '../contract/api.ts';
import { readEvents } from './readEvents.ts';
import { watchSilence } from './silenceWatch.ts';

const firstRetryMs = 2_000;
const maxRetryMs = 60_000;

/**
 * Listens to the server's hints while somebody looks. A hint carries no data: the listener asks again. The stream may break at any
 * time (a stopped worker, a dropped network); everything works without it, only later.
 */
export function createLiveHints(deps: {
  pairings: Pairings;
  /** `accountId` `*`: links moved, anything may have changed. */
  changed(accountId: string): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}) {
  let stop: AbortController | null = null;
  let lastEventId: string | null = null;
  let scope: string | null = null;

  const listen = async (signal: AbortSignal): Promise<void> => {
    let retryMs = firstRetryMs;
    while (!signal.aborted) {
      const current = await deps.pairings.current();
      // Numbers of one backend mean nothing to another.
      const next = current && scopeOf(current.pairing);
      if (next !== scope) lastEventId = null;
      scope = next;
      if (!current) return;
      const watch = watchSilence(signal, deps.sleep);
      const answer = await current.api.events(lastEventId, watch.signal);
      if (answer.ok && answer.value.body) {
        retryMs = firstRetryMs;
        const feed = readEvents(({ id, event, data }) => {
          if (signal.aborted) return;
          if (id) lastEventId = id;
          const hint = event === 'changed' ? ChangedHint.safeParse(fromJson(data)) : null;
          if (hint?.success) deps.changed(hint.data.accountId);
        });
        const hear = (text: string) => {
          watch.heard();
          feed(text);
        };
        await readText(answer.value.body, hear).catch(() => undefined);
      }
      watch.end();
      if (!answer.ok && answer.problem.code === 'invalidToken') return;
      await deps.sleep(retryMs, signal).catch(() => undefined);
      retryMs = Math.min(maxRetryMs, retryMs * 2);
    }
  };

  return {
    /** Starts listening; a second call changes nothing. */
    start(): void {
      if (stop) return;
      const own = new AbortController();
      stop = own;
      void listen(own.signal).finally(() => {
        if (stop === own) stop = null;
      });
    },
    stop(): void {
      stop?.abort();
      stop = null;
    },
  };
}

/** Undefined for what is not JSON: one bad hint must not end the stream. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(body: ReadableStream<Uint8Array>, use: (text: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    use(decoder.decode(value, { stream: true }));
  }
}
