import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Store } from '../store/openStore.ts';
import { type Shard, whole } from './shard.ts';
import type { ShardTask } from './shardTask.ts';

/** What a thread is asked, and what it answers: how much is done since the last time, then that it has ended. */
export type ShardOrder = { task: ShardTask; shard: Shard };
export type ShardAnswer = { done: number } | { result: number } | { error: unknown };

/** Threads beyond this would wait for the one writer of SQLite. */
const maxThreads = 4;
/** Less than this is done sooner than a thread starts. */
const worthIt = 3_000;

/**
 * Does a work in parts, one in this thread and the others in threads with connections of their own, which are started when there is first
 * enough to do, and stay until `close`.
 */
export class ShardPool {
  readonly #store: Store;
  readonly #threads: number;
  readonly #worthIt: number;
  #workers: Worker[] = [];

  constructor(store: Store, options: { threads?: number; worthIt?: number } = {}) {
    this.#store = store;
    this.#threads = options.threads ?? Math.min(maxThreads, availableParallelism());
    this.#worthIt = options.worthIt ?? worthIt;
  }

  /**
   * Runs `own` for the first part and `task` for the others, and adds up what they return. `amount` says how much there is to do, about;
   * `onDone` gets how much another thread has done. Rejects with the first failure, after the other threads were stopped.
   */
  async run(
    amount: number,
    task: ShardTask,
    own: (shard: Shard) => Promise<number>,
    onDone: (done: number) => void,
  ): Promise<number> {
    if (this.#threads < 2 || amount < this.#worthIt) return own(whole);
    while (this.#workers.length < this.#threads - 1) this.#start();
    const count = this.#threads;
    const others = this.#workers.map((worker, i) => ask(worker, { task, shard: { index: i + 1, count } }, onDone));
    try {
      const results = await Promise.all([own({ index: 0, count }), ...others]);
      return results.reduce((sum, n) => sum + n, 0);
    } catch (error) {
      await this.close();
      await Promise.allSettled(others);
      throw error;
    }
  }

  /** A thread that fails while it has nothing to do has nothing to lose: it is forgotten, and the next run starts another one. */
  #start(): void {
    const worker = new Worker(new URL('./shardWorker.ts', import.meta.url), { workerData: { url: this.#store.url } });
    const forget = () => {
      this.#workers = this.#workers.filter((other) => other !== worker);
    };
    worker.on('error', forget).on('exit', forget);
    this.#workers.push(worker);
  }

  /** Ends the threads. What one has not committed is as if it had not begun. */
  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, order: ShardOrder, onDone: (done: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
      settle();
    };
    const onError = (error: unknown) => end(() => reject(error));
    const onExit = () => end(() => reject(new Error('A thread ended before its work.')));
    const onAnswer = (answer: ShardAnswer) => {
      if ('error' in answer) onError(answer.error);
      else if ('result' in answer) end(() => resolve(answer.result));
      else onDoneSafely(answer.done);
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
