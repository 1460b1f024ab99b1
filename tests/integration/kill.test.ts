import { expect, it } from 'vitest';
import type { Range } from '../drill/phases.ts';
import { runServeDrill } from '../drill/serveDrill.ts';
import { type KillPoint, type Scenario, type SyncDrill, startSyncDrill } from '../drill/syncDrill.ts';
import { describeStores } from '../support/stores.ts';

/** A slice of `npm run drill`, which kills at many more points: real processes, `kill -9`, both engines. */
describeStores('killed with -9', (stores) => {
  /** The same share of a part of the run, wherever it begins. */
  const within = ({ from, to }: Range, share: number): KillPoint => ({
    at: 'write',
    n: from + Math.round((to - from) * share),
  });
  /** What is killed, and at which point of each start. */
  const slices: [Scenario, (drill: SyncDrill) => KillPoint[]][] = [
    [
      'first',
      ({ phases, requests }) => [
        // In the middle of a migration, which leaves nothing behind, so that the next start is as long as the first one.
        { at: 'write', n: 7 },
        within(phases.publish, 0.6),
        { at: 'request', n: Math.round(requests / 3) },
      ],
    ],
    [
      'changes',
      ({ phases, requests }) => [within(phases.resolve, 0.7), { at: 'request', n: Math.round(requests / 2) }],
    ],
  ];

  it.each(slices)(
    'a synchronisation (%s) that is killed ends as one that was never disturbed',
    { timeout: 120_000 },
    async (scenario, pointsOf) => {
      const drill = await startSyncDrill({ database: stores.url, accounts: 40, scenario });
      try {
        const points = pointsOf(drill);
        expect(await drill.run(stores.url(), points)).toEqual({ killed: points.length, faults: [] });
        // A run that reads nothing would be equal to another one that reads nothing.
        expect(drill.rows).toBeGreaterThan(3000);
      } finally {
        await drill.close();
      }
    },
  );

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
