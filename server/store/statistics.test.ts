import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { savePage } from './records.ts';
import { ensureStatistics } from './statistics.ts';

describeStores('ensureStatistics', (stores) => {
  it('looks once at what has rows, and at nothing else', async () => {
    const store = await stores.open();
    const records = Array.from({ length: 300 }, (_, i) => ({
      source: 'stripe' as const,
      kind: 'customer',
      id: `cus_${i}`,
      modifiedAt: 1,
      deleted: false,
      body: {},
    }));
    await savePage(store, 't', 'stripe', { stream: 'all', records, cursor: null }, 1);
    for (let time = 0; time < 2; time++) await ensureStatistics(store);
    if (store.engine === 'sqlite') return expect(store.engine).toBe('sqlite');
    const { rows } = await sql<{ name: string; known: number }>`
      select relname as name, reltuples as known from pg_class where relname in ('source_record', 'account') order by 1
    `.execute(store.db);
    expect(rows).toEqual([
      { name: 'account', known: -1 },
      { name: 'source_record', known: 300 },
    ]);
  });
});
