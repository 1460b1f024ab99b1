import { expect, it, onTestFinished, vi } from 'vitest';
import { testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { createLog } from '../log.ts';
import { countDirty, markDirty } from '../store/dirty.ts';
import { startPulling } from './pullSchedule.ts';

describeStores('a server without a source', (stores) => {
  it('publishes all the same: files and events are there, and time passes', async () => {
    const store = await stores.open();
    const config = { ...testConfig, sources: [] };
    const { id } = config.tenant;
    await store.transaction((trx) => markDirty(trx, id, ['acc_1']));
    const schedule = await startPulling({ store, config, everyMs: 3_600_000, log: createLog('silent') });
    onTestFinished(() => schedule?.stop());
    await vi.waitFor(async () => expect(await countDirty(store, id)).toBe(0), { timeout: 20_000 });
  });
});
