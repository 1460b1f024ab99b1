import { setTimeout } from 'node:timers/promises';
import { createRateBudget } from '../connectors/rateBudget.ts';
import type { ConnectorDeps } from '../domain/ports.ts';

/** The dependencies of a running process: its clock, its network, its budget of requests, a sleep that an abort interrupts. */
export function processDeps(signal?: AbortSignal): ConnectorDeps {
  return {
    fetch: globalThis.fetch,
    now: Date.now,
    budget: createRateBudget(() => performance.now()),
    async sleep(ms, abort) {
      try {
        await setTimeout(ms, undefined, { signal: abort });
      } catch (error) {
        // With the reason of the caller, also when it had stopped before.
        abort?.throwIfAborted();
        throw error;
      }
    },
    ...(signal ? { signal } : {}),
  };
}
