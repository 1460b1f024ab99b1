import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Store } from '../store/openStore.ts';
import { type PageToSave, saveWrittenPage } from '../store/records.ts';
import { type Shard, whole } from './shard.ts';
import { runShard, type ShardResult, type ShardTask, type Work } from './shardTask.ts';

/** What a thread is asked, and what it answers: how much is done since the last time, then that it has ended. */
export type ShardOrder<K extends Work = Work> = { task: ShardTask<K>; shard: Shard };
export type ShardAnswer = { ready: true } | { done: number } | { result: ShardResult } | { error: unknown };
/** A page that a thread is to save; `port` gets null, or why it could not. */
export type SaveOrder = { save: PageToSave; port: MessagePort };

/** Threads beyond this would wait for the one writer of SQLite. */
const maxThreads = 4;
/**
 * Fewer source records than this one thread pulls, links and publishes at least as fast: another one would read and compile the same program,
 * and what V8 compiles and collects in the background needs a processor too. Measured on two of them (decision 47).
 */
const worthIt = 15_000;

/**
 * Does a work in parts, one in this thread and the others in threads with connections of their own, which are started when there is first
 * enough to do, or by `prepare`, and stay until `close`.
 */
export class ShardPool {
  readonly #store: Store;
  readonly #threads: number;
  readonly #worthIt: number;
  #workers: Worker[] = [];
  /** One that has read the code and waits. */
  #ready: Worker | null = null;
  #started: Promise<void> = Promise.resolve();
  #savedRows = 0;

  constructor(store: Store, options: { threads?: number; worthIt?: number } = {}) {
    this.#store = store;
    this.#threads = options.threads ?? Math.min(maxThreads, availableParallelism());
    this.#worthIt = options.worthIt ?? worthIt;
  }

  /** Starts the threads for so much work, so that they have read the code when it comes. Resolves when one waits for it, or none can. */
  prepare(amount: number): Promise<void> {
    if (this.#threads < 2 || amount < this.#worthIt) return Promise.resolve();
    while (this.#workers.length < this.#threads - 1) this.#started = this.#start();
    return this.#started;
  }

  /**
   * Saves a page of a pull. SQLite works in the thread that asks it, so a large pull has its pages saved by another one while it reads the
   * next ones; until that has started, and on PostgreSQL, which is a process of its own, they are saved from here.
   */
  async savePage(page: PageToSave): Promise<void> {
    this.#savedRows += page.page.records.length;
    const isLarge = this.#store.engine === 'sqlite' && this.#savedRows >= this.#worthIt;
    if (isLarge) this.prepare(this.#savedRows);
    if (isLarge && this.#ready) await askToSave(this.#ready, page);
    else await saveWrittenPage(this.#store, page);
  }

  /**
   * Does a work in parts, `taskFor` says which; returns what came of each. `amount` says how much there is to do, about; `onDone` gets how
   * much was done since the last time. Rejects with the first failure, after the other threads were stopped.
   */
  async run<K extends Work>(
    amount: number,
    taskFor: (shard: Shard) => ShardTask<K>,
    onDone: (done: number) => void,
  ): Promise<ShardResult<K>[]> {
    const own = (shard: Shard) => runShard(this.#store, taskFor(shard), shard, onDone);
    if (this.#threads < 2 || amount < this.#worthIt) return [await own(whole)];
    this.prepare(amount);
    const count = this.#threads;
    const others = this.#workers.map((worker, i) => {
      const shard = { index: i + 1, count };
      return ask<K>(worker, { task: taskFor(shard), shard }, onDone);
    });
    try {
      return await Promise.all([own({ index: 0, count }), ...others]);
    } catch (error) {
      await this.close();
      await Promise.allSettled(others);
      throw error;
    }
  }

  /** A thread that fails while it has nothing to do has nothing to lose: it is forgotten, and the next run starts another one. */
  #start(): Promise<void> {
    const worker = new Worker(new URL('./shardWorker.ts', import.meta.url), { workerData: { url: this.#store.url } });
    const forget = () => {
      if (this.#ready === worker) this.#ready = null;
      this.#workers = this.#workers.filter((other) => other !== worker);
    };
    worker.on('error', forget).on('exit', forget);
    this.#workers.push(worker);
    return new Promise((resolve) => {
      worker.once('exit', () => resolve());
      worker.once('message', () => {
        this.#ready ??= worker;
        resolve();
      });
    });
  }

  /** Ends the threads. What one has not committed is as if it had not begun. */
  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    this.#ready = null;
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** What comes back is of the kind that was asked for. */
function ask<K extends Work>(
  worker: Worker,
  order: ShardOrder<K>,
  onDone: (done: number) => void,
): Promise<ShardResult<K>> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
      settle();
    };
    const onError = (error: unknown) => end(() => reject(error));
    const onExit = () => end(() => reject(new Error('A thread ended before its work.')));
    const onAnswer = (answer: ShardAnswer) => {
      if ('error' in answer) onError(answer.error);
      else if ('result' in answer) end(() => resolve(answer.result as ShardResult<K>));
      else if ('done' in answer) onDoneSafely(answer.done);
    };
    // What `onDone` throws (the run was called off) ends this work too.
    const onDoneSafely = (done: number) => {
      try {
        onDone(done);
      } catch (error) {
        onError(error);
      }
    };
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
    worker.postMessage(order);
  });
}

function askToSave(worker: Worker, save: PageToSave): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.once('message', (error: unknown) => {
      port1.close();
      if (error === null) resolve();
      else reject(error);
    });
    port1.once('close', () => reject(new Error('A thread ended before it had saved a page.')));
    worker.postMessage({ save, port: port2 } satisfies SaveOrder, [port2]);
  });
}

/** Does a work in parts if there is a pool, or else as one. */
export async function runShards<K extends Work>(
  store: Store,
  pool: ShardPool | undefined,
  amount: number,
  taskFor: (shard: Shard) => ShardTask<K>,
  onDone: (done: number) => void,
): Promise<ShardResult<K>[]> {
  return pool?.run(amount, taskFor, onDone) ?? [await runShard(store, taskFor(whole), whole, onDone)];
}
