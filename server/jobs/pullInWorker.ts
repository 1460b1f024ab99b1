import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';

export type PullWorkerData = { configPath: string; database: string; everyMs: number };
export type PullOrder = 'soon' | 'stop';

/** How long a thread may take to stop. */
const graceMs = 10_000;

/**
 * Keeps pulling in a thread of its own while a server runs, so that requests never wait for the computing of identity and documents. The
 * thread reads the configuration itself: secrets are not passed. One that fails is told, and `againMs`
 * later another one is started.
 */
export function pullInWorker(options: PullWorkerData & { log: Logger; againMs?: number }): {
  /** Brings the next run forward. */
  soon(): void;
  /** Stops the run under way and waits for it. */
  stop(): Promise<void>;
} {
  const { log, againMs = 30_000, ...workerData } = options;
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const start = () => {
    const started = new Worker(new URL('./pullWorker.ts', import.meta.url), { workerData });
    worker = started;
    started.on('error', (error) => log.error({ err: error }, 'pulling failed'));
    started.once('exit', () => {
      worker = null;
      if (!stopped) timer = setTimeout(start, againMs).unref();
    });
  };
  const tell = (order: PullOrder) => worker?.postMessage(order);
  start();
  return {
    soon: () => tell('soon'),
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      if (!worker) return;
      // One that fails while it stops ends too, and is told as any other.
      const ended = new Promise((resolve) => worker?.once('exit', resolve));
      const late = setTimeout(() => worker?.terminate(), graceMs);
      tell('stop');
      await ended.finally(() => clearTimeout(late));
    },
  };
}
