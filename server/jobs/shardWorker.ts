import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../store/openStore.ts';
import type { ShardAnswer, ShardOrder } from './shardPool.ts';
import { runShard } from './shardTask.ts';

/** A thread of `ShardPool`: does what it is asked over a connection of its own, until it is ended. */
const store = await openStore((workerData as { url: string }).url);
const answer = (message: ShardAnswer) => parentPort?.postMessage(message);
parentPort?.on('message', async ({ task, shard }: ShardOrder) => {
  try {
    answer({ result: await runShard(store, task, shard, (done) => answer({ done })) });
  } catch (error) {
    answer({ error });
  }
});
