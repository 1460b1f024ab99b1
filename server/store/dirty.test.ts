import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { saveAccounts } from './accounts.ts';
import { claimDirty, countDirty, markAllDirty, markDirty, readDirty } from './dirty.ts';

const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: id, domains: [] }));

describeStores('accounts to publish', (stores) => {
  it('are all of the tenant when that is said, however many, and are read a page at a time in order', async () => {
    const store = await stores.open();
    const ids = Array.from({ length: 1000 }, (_, i) => `acc_${String(i).padStart(4, '0')}`);
    await saveAccounts(store, 't', named([...ids, 'acc_last']), 1);
    await saveAccounts(store, 'other', named(['acc_0000', 'acc_theirs']), 1);
    await markAllDirty(store, 't');
    expect([await countDirty(store, 't'), await countDirty(store, 'other')]).toEqual([1001, 0]);
    const read: string[] = [];
    for (let after = ''; ; after = read.at(-1) ?? '') {
      const page = await readDirty(store, 't', after, 400);
      expect(page.every(({ marks }) => marks === 1)).toBe(true);
      expect(page.length).toBeLessThanOrEqual(400);
      if (page.length === 0) break;
      read.push(...page.map((a) => a.accountId));
    }
    expect(read).toEqual([...ids, 'acc_last']);
  });

  it('stay on the list when they were marked again since, and those of others, too', async () => {
    const store = await stores.open();
    const mark = (tenant: string, ids: (string | null)[]) => store.transaction((trx) => markDirty(trx, tenant, ids));
    await mark('t', ['a', 'b', null, 'a']);
    await mark('other', ['a', 'b']);
    const read = await readDirty(store, 't', '', 9);
    await mark('t', ['b', 'c']);
    expect(await store.transaction((trx) => claimDirty(trx, 't', read))).toEqual(new Set(['a']));
    expect(await store.transaction((trx) => claimDirty(trx, 't', read))).toEqual(new Set());
    expect(await readDirty(store, 't', '', 9)).toEqual([
      { accountId: 'b', marks: 2 },
      { accountId: 'c', marks: 1 },
    ]);
    expect(await readDirty(store, 'other', '', 9)).toEqual([
      { accountId: 'a', marks: 1 },
      { accountId: 'b', marks: 1 },
    ]);
  });
});
