import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../../server/store/openStore.ts';

/** A thread that begins a transaction on the database it is given, says so, and writes a lease named `other` when it is told to go on. */
const store = await openStore((workerData as { url: string }).url);
await store.transaction(async (trx) => {
  await trx.selectFrom('lease').select('name').execute();
  const told = once(parentPort as MessagePort, 'message');
  parentPort?.postMessage('begun');
  await told;
  await trx
    .insertInto('lease')
    .values({ tenant_id: 't', name: 'other', holder: '', until_at: 0, next_at: 1 })
    .execute();
});
await store.close();
