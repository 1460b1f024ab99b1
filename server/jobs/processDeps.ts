import { createRateBudget } from '../connectors/rateBudget.ts';
import type { ConnectorDeps } from '../domain/ports.ts';

/** The dependencies of a running process: its clock, its network, its budget of requests, a sleep that an abort interrupts. */
export function processDeps(signal?: AbortSignal): ConnectorDeps {
  return {
    fetch: globalThis.fetch,
    now: Date.now,
    budget: createRateBudget(() => performance.now()),
    sleep: (ms, abort) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        abort?.addEventListener(
          'abort',
          () => {
            clearTimeout(timer);
            reject(abort.reason);
          },
          { once: true },
        );
      }),
    ...(signal ? { signal } : {}),
  };
}
