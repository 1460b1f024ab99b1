import { beforeEach, expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { saveAccounts } from './accounts.ts';
import { readDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { readOverrides, removeOverride, saveOverride } from './overrides.ts';
import { removeRedirects, saveRedirects } from './redirects.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-11-21T09:00:00Z');

describeStores('overrides of accounts that are merged', (stores) => {
  let store: Store;
  let nowMs = start;
  const say = (accountId: string, band: 'atRisk' | 'watch' | 'healthy') => {
    nowMs += 1000;
    const expiresAt = new Date(nowMs + dayMs).toISOString();
    return saveOverride(
      store,
      't',
      'u',
      { key: crypto.randomUUID(), accountId, band, reason: 'seen', expiresAt },
      nowMs,
    );
  };
  const takeBack = (accountId: string) => {
    nowMs += 1000;
    return removeOverride(store, 't', 'u', { key: crypto.randomUUID(), accountId }, nowMs);
  };
  const held = async (accountId: string) =>
    ((await readOverrides(store, 't', ['acc_1', 'acc_2'], start - dayMs)).get(accountId) ?? [])
      .filter((o) => o.removedAt === null)
      .map((o) => o.band);
  const merge = () => saveRedirects(store, 't', [{ from: 'acc_1', to: 'acc_2' }], nowMs);
  const undo = () => removeRedirects(store, 't', ['acc_1'], nowMs);

  beforeEach(async () => {
    store = await stores.open();
    nowMs = start;
    const accounts = ['acc_1', 'acc_2'].map((id) => ({ id, name: id, domains: [] }));
    await saveAccounts(store, 't', accounts, nowMs);
  });

  it('show on the survivor, the newest last, and are their own again when the merge is undone', async () => {
    await say('acc_2', 'watch');
    await say('acc_1', 'atRisk');
    await merge();
    expect(await held('acc_2')).toEqual(['watch', 'atRisk']);
    expect(await held('acc_1')).toEqual([]);
    await undo();
    expect([await held('acc_1'), await held('acc_2')]).toEqual([['atRisk'], ['watch']]);
  });

  it('given under the old id are those of the survivor, and end what was said of either', async () => {
    await say('acc_2', 'watch');
    await say('acc_1', 'atRisk');
    await merge();
    await say('acc_1', 'healthy');
    expect(await held('acc_2')).toEqual(['healthy']);
    expect((await readDirty(store, 't', '', 9)).map((d) => d.accountId)).toContain('acc_2');
    await undo();
    expect([await held('acc_1'), await held('acc_2')]).toEqual([[], ['healthy']]);
  });

  it('are taken back under any of the ids', async () => {
    for (const accountId of ['acc_2', 'acc_1']) {
      await say('acc_1', 'atRisk');
      await merge();
      expect(await takeBack(accountId)).toMatchObject({ response: { applied: true } });
      expect(await held('acc_2')).toEqual([]);
      expect(await takeBack(accountId)).toMatchObject({ response: { applied: false } });
      await undo();
    }
  });
});
