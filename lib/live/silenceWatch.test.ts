import { describe, expect, it } from 'vitest';
import { createClock } from '../../tests/support/extensionClock.ts';
import { silentMs, watchSilence } from './silenceWatch.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function start() {
  const clock = createClock();
  const parent = new AbortController();
  const watch = watchSilence(parent.signal, clock.sleep);
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { clock, parent, watch, pass };
}

describe('the watch of a connection', () => {
  it('ends it when nothing was heard, not even an answer', async () => {
    const { watch, pass } = start();
    await pass(silentMs - 1);
    expect(watch.signal.aborted).toBe(false);
    await pass(1);
    expect(watch.signal.aborted).toBe(true);
  });

  it('leaves one alone that speaks, and ends it when it stops speaking', async () => {
    const { watch, pass } = start();
    for (let n = 0; n < 20; n++) {
      watch.heard();
      await pass(silentMs / 2);
    }
    expect(watch.signal.aborted).toBe(false);
    await pass(silentMs);
    await pass(silentMs);
    expect(watch.signal.aborted).toBe(true);
  });

  it('ends with its parent, and sleeps no more', async () => {
    const { clock, parent, watch } = start();
    parent.abort();
    await settled();
    expect([watch.signal.aborted, clock.nextInMs()]).toEqual([true, null]);
  });

  it('is over when the connection has ended, and ends nothing later', async () => {
    const { clock, watch, pass } = start();
    watch.end();
    await settled();
    expect(clock.nextInMs()).toBeNull();
    await pass(2 * silentMs);
    expect(watch.signal.aborted).toBe(false);
  });
});
