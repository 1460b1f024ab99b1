import { expect, it } from 'vitest';
import { runEventsDrill } from '../drill/eventsDrill.ts';
import { startImportDrill } from '../drill/importDrill.ts';
import { describeStores } from '../support/stores.ts';

/** A slice of `npm run drill`, which kills at many more points: real processes, `kill -9`, both engines. */
describeStores('what comes in by itself, killed with -9', (stores) => {
  it('an import killed three times ends as one that was never disturbed', { timeout: 180_000 }, async () => {
    const drill = await startImportDrill({ database: stores.url(), rows: 280 });
    try {
      const kills = [2, Math.round(drill.writes * 0.3), Math.round(drill.writes * 0.8)];
      expect(await drill.run(stores.url(), kills)).toEqual({ killed: 3, faults: [] });
      // A run that reads nothing would be equal to another one that reads nothing.
      expect(drill.rows).toBeGreaterThan(1500);
    } finally {
      drill.close();
    }
  });

  it.each([40, 95])(
    'a server killed under events (write %i) has every accepted one, once',
    { timeout: 60_000 },
    async (killAt) => {
      const options = { calm: stores.url(), database: stores.url(), seed: 5, batches: 20, killAt };
      const outcome = await runEventsDrill(options);
      expect(outcome.faults).toEqual([]);
      expect(outcome.killed).toBe(true);
      expect(outcome.accepted).toBeLessThan(240);
      expect(outcome.rows).toBeGreaterThan(300);
    },
  );
});
