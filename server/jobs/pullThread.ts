import { parentPort, workerData } from 'node:worker_threads';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/openStore.ts';
import type { PullOrder, PullWorkerData } from './pullInWorker.ts';
import { startPulling } from './pullSchedule.ts';

/** Pulls until it is told to stop, over a connection of its own. */
const { configPath, database, everyMs } = workerData as PullWorkerData;
const log = createLog();
const store = await openStore(database);
const schedule = await startPulling({ store, config: readConfig(configPath), everyMs, log });
parentPort?.on('message', async (order: PullOrder) => {
  if (order === 'soon') schedule?.soon();
  else {
    await schedule?.stop();
    await store.close();
    parentPort?.close();
  }
});
