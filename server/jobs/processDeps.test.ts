import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { processDeps } from './processDeps.ts';

const long = 3_600_000;

it('ends a pause with the reason of the caller, who may have stopped before it or in it', async () => {
  const { sleep } = processDeps();
  const reason = new Error('The server stops.');
  await expect(sleep(long, AbortSignal.abort(reason))).rejects.toBe(reason);
  const stop = new AbortController();
  const pause = sleep(long, stop.signal);
  stop.abort(reason);
  await expect(pause).rejects.toBe(reason);
});

it('leaves nothing behind on a signal that lives as long as a pull', async () => {
  const { sleep } = processDeps();
  const { signal } = new AbortController();
  for (let i = 0; i < 20; i++) await sleep(0, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
