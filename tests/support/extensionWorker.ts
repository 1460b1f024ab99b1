import type { DBCore, DBCoreTransaction } from 'dexie';
import type { Database } from '../../lib/cache/database.ts';
import type { SessionArea } from '../../lib/cache/sessionValue.ts';
import type { Background } from '../../lib/context/createBackground.ts';
import type { Clock } from './extensionClock.ts';

type Build = (
  db: Database,
  session: SessionArea,
  fetcher: typeof fetch,
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>,
) => Background;

/** Redirects settle for so long in production; here nobody waits for it. */
const settleMs = 100;

/**
 * One life of the service worker. Every effect is a step before and after it; `killAt` ends the life at a step, as a browser does: what
 * was under way neither continues nor answers, and transactions that were not committed are rolled back.
 */
export function createWorker(
  db: Database,
  area: Map<string, unknown>,
  fetcher: (input: string | URL | Request, init?: RequestInit) => Promise<Response>,
  clock: Clock,
  build: Build,
) {
  const transactions = new Set<DBCoreTransaction>();
  const lost = new AbortController();
  const { promise: died, resolve: tellDied } = Promise.withResolvers<void>();
  const worker = {
    db,
    alive: true,
    died,
    steps: 0,
    killAt: Number.POSITIVE_INFINITY,
    /** What the step was at which the life ended. */
    diedAt: '',
    background: null as unknown as Background,
    kill(): void {
      if (!worker.alive) return;
      worker.alive = false;
      for (const transaction of transactions) abort(transaction);
      lost.abort();
      db.close();
      tellDied();
    },
  };
  /** False when the life ends here. */
  const step = (what: string): boolean => {
    if (!worker.alive) return false;
    if (++worker.steps >= worker.killAt) {
      worker.diedAt = what;
      worker.kill();
    }
    return worker.alive;
  };
  const never = <T>() => new Promise<T>(() => undefined);
  const effect = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
    if (!step(`before ${what}`)) return never();
    const result = await work();
    return step(`after ${what}`) ? result : never();
  };

  db.use({
    stack: 'dbcore',
    name: 'steps',
    create: (core): DBCore => ({
      ...core,
      transaction(tables, mode, options) {
        const transaction = core.transaction(tables, mode, options);
        transactions.add(transaction);
        (transaction as unknown as EventTarget).addEventListener?.('complete', () => transactions.delete(transaction));
        return transaction;
      },
      table(name) {
        const table = core.table(name);
        return {
          ...table,
          mutate: async (request) => {
            if (!step(`before ${request.type} ${name}`)) return never();
            const result = await table.mutate(request);
            return step(`after ${request.type} ${name}`) ? result : never();
          },
        };
      },
    }),
  });

  const session: SessionArea = {
    // Reading changes nothing, so it is no step of its own.
    get: async (key) => {
      if (!worker.alive) return never();
      if (key === null) return structuredClone(Object.fromEntries(area));
      return area.has(key) ? { [key]: structuredClone(area.get(key)) } : {};
    },
    set: (items) =>
      effect(`set ${Object.keys(items)}`, () => {
        for (const [key, value] of Object.entries(items)) area.set(key, structuredClone(value));
      }),
    remove: (key) =>
      effect(`remove ${key}`, () => {
        area.delete(key);
      }),
  };
  worker.background = build(
    db,
    session,
    ((input: string, init?: RequestInit) => {
      const signal = init?.signal ? AbortSignal.any([init.signal, lost.signal]) : lost.signal;
      return effect(`fetch ${new URL(input).pathname}`, () =>
        fetcher(input, { ...init, signal }).catch((error: unknown) => {
          if (lost.signal.aborted) return never<Response>();
          throw error;
        }),
      );
    }) as typeof fetch,
    (ms, signal) =>
      ms <= settleMs ? effect('settle', () => undefined) : effect('sleep', () => clock.sleep(ms, signal)),
  );
  return worker;
}

function abort(transaction: DBCoreTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It had come to its end already.
  }
}
