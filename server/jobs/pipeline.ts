import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import type { OnProgress } from './progress.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';
import { type SyncOutcome, syncAll } from './syncAll.ts';

export type PipelineResult = {
  sources: SyncOutcome[];
  accounts: number;
  records: number;
  changed: number;
  cycles: string[];
};

/** Pull, resolve, publish. A source that fails leaves its last good data in place, labelled; the others go on. */
export async function runPipeline(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  deps: ConnectorDeps;
  onProgress: OnProgress;
}): Promise<PipelineResult> {
  const { deps } = options;
  const sources = await syncAll(options);
  const { accounts, records, cycles } = await resolveAccounts({ ...options, nowMs: deps.now() });
  const { changed } = await publishAccounts({ ...options, nowMs: deps.now() });
  return { sources, accounts, records, changed, cycles };
}

/** The dependencies of a running process: its clock, its network, a sleep that an abort interrupts. */
export function processDeps(signal?: AbortSignal): ConnectorDeps {
  return {
    fetch: globalThis.fetch,
    now: Date.now,
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
