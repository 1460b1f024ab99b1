import type { Outbox } from '../actions/outbox.ts';

/** The least that Chrome's alarms allow. */
const wakeInMs = 30_000;

/**
 * Sends what waits in the outbox, one turn after the other. Resolves when it is sent or the next try is set; rejects when the storage fails.
 * @param settled called when something was sent or refused.
 */
export function createFlusher(
  outbox: Outbox,
  setAlarm: (delayMs: number | null) => Promise<unknown>,
  settled: () => Promise<unknown>,
): () => Promise<void> {
  /** Flushes begun that have not had their turn yet. */
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    waiting++;
    // Before anything is sent: a worker that dies on the way is woken for the rest.
    const armed = outbox.queued().then((queued) => queued > 0 && setAlarm(wakeInMs));
    const mine = Promise.allSettled([armed, turn]).then(async ([{ status }]) => {
      waiting--;
      if (status === 'rejected') await armed;
      const outcome = await outbox.flush();
      // Only the last one may clear the alarm that those after it have set.
      if (waiting === 0) await setAlarm(outcome.retryInMs);
      if (outcome.sent + outcome.refused > 0) await settled();
    });
    turn = mine;
    return mine;
  };
}
