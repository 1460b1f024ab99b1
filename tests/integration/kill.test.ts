import { afterAll, beforeAll, expect, it } from 'vitest';
import { runServeDrill } from '../drill/serveDrill.ts';
import { type SyncDrill, startSyncDrill } from '../drill/syncDrill.ts';
import { describeStores } from '../support/stores.ts';

/** A slice of `npm run drill`, which kills at many more points: real processes, `kill -9`, both engines. */
describeStores('killed with -9', (stores) => {
  let drill: SyncDrill;
  beforeAll(async () => {
    drill = await startSyncDrill({ database: stores.url(), accounts: 40 });
  }, 60_000);
  afterAll(() => drill?.close());

  it('a synchronisation killed three times ends as one that was never disturbed', { timeout: 90_000 }, async () => {
    const outcome = await drill.run(stores.url(), [
      { at: 'request', n: Math.round(drill.requests / 3) },
      { at: 'write', n: 25 },
      { at: 'write', n: Math.round(drill.writes * 0.6) },
    ]);
    expect(outcome).toEqual({ killed: 3, faults: [] });
    // A run that reads nothing would be equal to another one that reads nothing.
    expect(drill.rows).toBeGreaterThan(2000);
  });

  it.each([
    { at: 'answer', n: 23 },
    { at: 'write', n: 58 },
  ] as const)(
    'a server killed under writes ($at $n) has every acknowledged one, once',
    { timeout: 60_000 },
    async (kill) => {
      const outcome = await runServeDrill({ database: stores.url(), seed: 11, writes: 80, kill });
      expect(outcome.faults).toEqual([]);
      expect(outcome.killed).toBe(true);
      expect(outcome.acknowledged).toBeGreaterThan(5);
      expect(outcome.acknowledged).toBeLessThan(80);
    },
  );
});
