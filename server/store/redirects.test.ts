import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { readDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { readOutbox, readOutboxHead } from './outbox.ts';
import {
  followRedirect,
  followRedirects,
  readFormerIds,
  readSurvivor,
  removeRedirects,
  saveRedirects,
} from './redirects.ts';

describeStores('old account ids', (stores) => {
  const dirty = async (store: Store) => {
    const found = (await readDirty(store, 't', '', 2000)).map((d) => d.accountId);
    await store.db.deleteFrom('dirty_account').execute();
    return found;
  };
  const survivor = (store: Store, id: string) => store.transaction((trx) => readSurvivor(trx, 't', id));

  it('lead to the survivor in one step, and whom that concerns is built again', async () => {
    const store = await stores.open();
    const theirs = [
      { from: 'a', to: 'theirs' },
      { from: 'q', to: 'b' },
    ];
    await saveRedirects(store, 'other', theirs, 1);
    await saveRedirects(
      store,
      't',
      [
        { from: 'a', to: 'b' },
        { from: 'x', to: 'y' },
      ],
      1,
    );
    expect(await dirty(store)).toEqual(['a', 'b', 'x', 'y']);
    await saveRedirects(store, 't', [{ from: 'b', to: 'c' }], 2);
    expect(await dirty(store)).toEqual(['b', 'c']);
    // Every answer that is kept under an old id is suspect.
    expect((await readOutbox(store, 't', 0)).map(({ kind }) => kind)).toEqual(['links', 'links']);
    expect(await followRedirects(store, 't', ['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', 'c'],
        ['b', 'c'],
      ]),
    );
    expect(await readFormerIds(store, 't', ['c', 'theirs'])).toEqual(
      new Map([
        ['a', 'c'],
        ['b', 'c'],
      ]),
    );
    for (const id of ['a', 'b', 'c']) expect(await survivor(store, id)).toEqual(['c', expect.toSatisfy(isAB)]);
    expect([await followRedirect(store, 't', 'z'), await followRedirect(store, 'other', 'a')]).toEqual(['z', 'theirs']);
    // To another one, and nowhere.
    await saveRedirects(
      store,
      't',
      [
        { from: 'a', to: 'd' },
        { from: 'x', to: null },
      ],
      3,
    );
    expect(await dirty(store)).toEqual(['a', 'c', 'd', 'x', 'y']);
    expect(await followRedirects(store, 't', ['a', 'b', 'x'])).toEqual(
      new Map([
        ['a', 'd'],
        ['b', 'c'],
      ]),
    );
    expect(await followRedirects(store, 'other', ['a', 'q'])).toEqual(
      new Map([
        ['a', 'theirs'],
        ['q', 'b'],
      ]),
    );
  });

  it('do not keep a follower behind when its survivor leads nowhere in the same run', async () => {
    const store = await stores.open();
    const many = Array.from({ length: 250 }, (_, i) => ({ from: `f${i}`, to: `t${i}` }));
    await saveRedirects(store, 't', many, 1);
    expect(
      (
        await followRedirects(
          store,
          't',
          many.map((one) => one.from),
        )
      ).size,
    ).toBe(250);
    // More than one transaction: a run that is stopped after the first one has made nothing lead to the wrong customer.
    let transactions = 0;
    const dying: Store = {
      ...store,
      transaction: (work) => (transactions++ > 0 ? Promise.reject(new Error('killed')) : store.transaction(work)),
    };
    const moved = [...many.map(({ from }) => ({ from, to: 'new' })), ...many.map(({ to }) => ({ from: to, to: null }))];
    const lost = many.slice(0, 200).map(({ from }) => ({ from, to: null }));
    await expect(saveRedirects(dying, 't', [...moved.slice(200, 250), ...lost], 2)).rejects.toThrow('killed');
    const left = await followRedirects(
      store,
      't',
      many.map((one) => one.from),
    );
    expect([...left.values()].includes('new')).toBe(false);
    expect(left.size).toBe(50);
  });

  it('that are in use again lead nowhere, and whoever keeps answers is told', async () => {
    const store = await stores.open();
    await saveRedirects(
      store,
      't',
      [
        { from: 'a', to: 'b' },
        { from: 'c', to: 'b' },
      ],
      1,
    );
    await saveRedirects(store, 'other', [{ from: 'a', to: 'b' }], 1);
    const before = await readOutboxHead(store, 't');
    await removeRedirects(store, 't', ['a'], 2);
    expect(await readFormerIds(store, 't', ['b'])).toEqual(new Map([['c', 'b']]));
    expect(await followRedirect(store, 'other', 'a')).toBe('b');
    expect(await readOutboxHead(store, 't')).toBe(before + 1);
  });
});

const isAB = (ids: string[]) => ids.toSorted().join() === 'a,b';
