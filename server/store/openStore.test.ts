import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { planLease, readLease } from './lease.ts';
import { openStore } from './openStore.ts';

describeStores('two processes on one database', (stores) => {
  it('a transaction during which the other one wrote is done again, and both writes count', async () => {
    const url = stores.url();
    const [mine, other] = [await openStore(url), await openStore(url)];
    try {
      let attempts = 0;
      await mine.transaction(async (trx) => {
        attempts++;
        await trx.selectFrom('lease').select('name').execute();
        if (attempts === 1) await planLease(other, 't', 'other', 1);
        await trx
          .insertInto('lease')
          .values({ tenant_id: 't', name: 'mine', holder: '', until_at: 0, next_at: 2 })
          .execute();
      });
      expect((await readLease(other, 't', 'mine'))?.nextAt).toBe(2);
      expect((await readLease(mine, 't', 'other'))?.nextAt).toBe(1);
      // SQLite cannot write on top of what it has not read; PostgreSQL can.
      expect(attempts).toBe(mine.engine === 'sqlite' ? 2 : 1);
    } finally {
      await Promise.all([mine.close(), other.close()]);
    }
  });
});
