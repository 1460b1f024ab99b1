import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../store/openStore.ts';
import { saveWrittenPage } from '../store/records.ts';
import type { SaveOrder, ShardAnswer, ShardOrder } from './shardPool.ts';
import { runShard } from './shardTask.ts';

/** A thread of `ShardPool`: does what it is asked over a connection of its own, until it is ended. */
const store = await openStore((workerData as { url: string }).url);
const answer = (message: ShardAnswer) => parentPort?.postMessage(message);
parentPort?.on('message', async (order: ShardOrder | SaveOrder) => {
  if ('save' in order) {
    order.port.postMessage(await saveWrittenPage(store, order.save).then(() => null, asError));
    return;
  }
  try {
    answer({ result: await runShard(store, order.task, order.shard, (done) => answer({ done })) });
  } catch (error) {
    answer({ error });
  }
});
answer({ ready: true });

/** Something that is not null, whatever was thrown. */
function asError(error: unknown): unknown {
  return error ?? new Error('A page could not be saved.');
}
