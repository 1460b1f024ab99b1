import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { appendOutbox, pruneOutbox, readOutbox, readOutboxHead } from './outbox.ts';

describeStores('the outbox', (stores) => {
  it('numbers the changes of each tenant from 1, and gives them a page at a time after a number', async () => {
    const store = await stores.open();
    const append = (tenant: string, ...ids: string[]) =>
      store.transaction((trx) =>
        appendOutbox(
          trx,
          tenant,
          ids.map((accountId, i) => ({ kind: 'document' as const, accountId, version: i + 1 })),
          1,
        ),
      );
    await append('t', 'a', 'b', 'c');
    await append('other', 'x');
    await append('t');
    await append('t', 'd', 'e');
    expect((await readOutbox(store, 't', 1, 3)).map((row) => [row.seq, row.accountId, row.version])).toEqual([
      [2, 'b', 2],
      [3, 'c', 3],
      [4, 'd', 1],
    ]);
    expect((await readOutbox(store, 't', 4)).map((row) => row.seq)).toEqual([5]);
    expect((await readOutbox(store, 'other', 0)).map((row) => row.accountId)).toEqual(['x']);
    expect([await readOutboxHead(store, 't'), await readOutboxHead(store, 'other')]).toEqual([5, 1]);
    // Old changes are dropped of one tenant at a time.
    await pruneOutbox(store, 't', 2);
    const kept = await store.db.selectFrom('outbox').select(['tenant_id', 'seq']).orderBy('seq').execute();
    expect(kept.map((row) => [row.tenant_id, row.seq])).toEqual([
      ['other', 1],
      ['t', 4],
      ['t', 5],
    ]);
    await append('other', 'y', 'z');
    await pruneOutbox(store, 'other', 2);
    expect((await readOutbox(store, 'other', 1)).map((row) => [row.seq, row.accountId])).toEqual([
      [2, 'y'],
      [3, 'z'],
    ]);
    expect((await readOutbox(store, 't', 3)).map((row) => row.seq)).toEqual([4, 5]);
  });
});
