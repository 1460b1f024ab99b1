import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { readLease } from './lease.ts';
import { openStore } from './openStore.ts';

describeStores('two connections to one database', (stores) => {
  it('a transaction waits for the other one that has begun before, and both writes count', async () => {
    const url = stores.url();
    const store = await openStore(url);
    const other = new Worker(new URL('../../tests/support/otherWriter.ts', import.meta.url), {
      workerData: { url },
    });
    try {
      await once(other, 'message');
      const ended = once(other, 'exit');
      let attempts = 0;
      other.postMessage('go on');
      const seen = await store.transaction(async (trx) => {
        attempts++;
        const leases = await trx.selectFrom('lease').select('name').execute();
        await trx
          .insertInto('lease')
          .values({ tenant_id: 't', name: 'mine', holder: '', until_at: 0, next_at: 2 })
          .execute();
        return leases.map(({ name }) => name);
      });
      expect(attempts).toBe(1);
      // SQLite has one writer at a time, who sees what those before wrote; on PostgreSQL they write side by side.
      if (store.engine === 'sqlite') expect(seen).toEqual(['other']);
      expect(await ended).toEqual([0]);
      expect((await readLease(store, 't', 'other'))?.nextAt).toBe(1);
      expect((await readLease(store, 't', 'mine'))?.nextAt).toBe(2);
    } finally {
      await other.terminate();
      await store.close();
    }
  });

  it('a write that waits for the other one keeps nobody from reading', async () => {
    const url = stores.url();
    const store = await openStore(url);
    const other = new Worker(new URL('../../tests/support/otherWriter.ts', import.meta.url), {
      workerData: { url },
    });
    try {
      await once(other, 'message');
      const lease = { tenant_id: 't', holder: '', until_at: 0, next_at: 2 };
      const writes = Promise.all([
        store.db
          .insertInto('lease')
          .values({ ...lease, name: 'one' })
          .execute(),
        store.transaction((trx) =>
          trx
            .insertInto('lease')
            .values({ ...lease, name: 'two' })
            .execute(),
        ),
      ]);
      // What waits has begun to wait.
      await new Promise(setImmediate);
      expect(await store.read.selectFrom('lease').select('name').where('name', '=', 'other').execute()).toEqual([]);
      const ended = once(other, 'exit');
      other.postMessage('go on');
      await writes;
      await ended;
      for (const name of ['one', 'two', 'other']) expect(await readLease(store, 't', name), name).not.toBeNull();
    } finally {
      await other.terminate();
      await store.close();
    }
  });
});
