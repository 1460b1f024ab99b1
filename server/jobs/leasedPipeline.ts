import { leaseMs, processHolder, releaseLease, takeLease } from '../store/lease.ts';
import { pullLease } from '../store/sourceStatus.ts';
import { type PipelineOptions, type PipelineResult, runPipeline } from './pipeline.ts';

/** Another process pulls. The message says what to do. */
export class BusyError extends Error {
  override name = 'BusyError';
}

/**
 * Runs the pipeline, or `run`, under the tenant's lease, so that two processes never both pull. The lease is renewed while it runs; if it is lost
 * (a machine that slept), or `deps.signal` aborts, the run ends at its next page or account and what was saved stays.
 * Throws BusyError when another process is at it.
 */
export async function runLeased(
  options: PipelineOptions,
  run: (options: PipelineOptions) => Promise<PipelineResult> = runPipeline,
): Promise<PipelineResult> {
  const { store, tenantId, deps } = options;
  const holder = processHolder();
  const take = () => takeLease(store, tenantId, pullLease, holder, deps.now());
  const other = await take();
  if (other) {
    throw new BusyError(
      `Another process (${other.holder.split(':').slice(0, 2).join(', process ')}) is pulling. Wait until it has finished, or stop it.`,
    );
  }
  const lost = new AbortController();
  const timer = setInterval(() => {
    take().then(
      (taken) => taken && lost.abort(new BusyError('Another process has taken over the pull.')),
      // A database that does not answer now is asked again at the next tick; the lease lasts four of them.
      () => undefined,
    );
  }, leaseMs / 4);
  timer.unref();
  const signal = deps.signal ? AbortSignal.any([deps.signal, lost.signal]) : lost.signal;
  try {
    return await run({
      ...options,
      deps: { ...deps, signal },
      onProgress(event) {
        signal.throwIfAborted();
        options.onProgress(event);
      },
    });
  } finally {
    clearInterval(timer);
    // Nothing is waiting for it: a lease that cannot be given back ends by itself.
    await releaseLease(store, tenantId, pullLease, holder).catch(() => undefined);
  }
}
