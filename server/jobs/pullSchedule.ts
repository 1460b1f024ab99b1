import type { Logger } from 'pino';
import { type Config, internalDomainsOf } from '../config.ts';
import { planLease } from '../store/lease.ts';
import type { Store } from '../store/openStore.ts';
import { readSourceStates } from '../store/records.ts';
import { pullLease } from '../store/sourceStatus.ts';
import { BusyError, runLeased } from './leasedPipeline.ts';
import { runPipeline } from './pipeline.ts';
import { processDeps } from './processDeps.ts';
import { runMarked } from './runMarked.ts';
import { type Schedule, startSchedule } from './schedule.ts';

/**
 * Keeps pulling and publishing while a server runs; without a source, publishing: files and events are there, invoices fall due, and people
 * say things. Null when `everyMs` is 0.
 */
export async function startPulling(options: {
  store: Store;
  config: Config;
  everyMs: number;
  log: Logger;
}): Promise<Schedule | null> {
  const { store, config, everyMs, log } = options;
  const { sources } = config;
  if (everyMs === 0) return null;
  const tenantId = config.tenant.id;
  const states = Object.values(
    await readSourceStates(
      store,
      tenantId,
      sources.map((s) => s.source),
    ),
  );
  const successes = states.flatMap((s) => (s ? [s.lastSuccessAt] : []));
  const isComplete = successes.length > 0 && successes.every((at) => at !== null);
  // One for the life of the process, so that the budget of requests spans the runs.
  const deps = processDeps();
  return startSchedule({
    everyMs,
    lastAt: isComplete ? Math.min(...successes) : null,
    onPlan: (nextAt) => planLease(store, tenantId, pullLease, nextAt),
    onError: (error) =>
      error instanceof BusyError ? log.debug(error.message) : log.error({ err: error }, 'pull failed'),
    async work(signal, what) {
      const options = {
        store,
        tenantId,
        sources,
        internalDomains: internalDomainsOf(config),
        deps: { ...deps, signal },
        onProgress: () => undefined,
      };
      const result = await runLeased(options, what === 'marked' ? runMarked : runPipeline);
      for (const { source, error } of result.sources) if (error) log.warn({ source, error }, 'source failed');
      log.info({ what, linked: result.linked, changed: result.changed }, 'pulled');
    },
  });
}
