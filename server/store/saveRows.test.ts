import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import type { RawRecord } from '../domain/ports.ts';
import type { Store } from './openStore.ts';
import { saveRows, written } from './saveRows.ts';

const row = (id: string, modifiedAt: number, body: object, some: Partial<RawRecord> = {}): RawRecord => ({
  source: 'zendesk',
  kind: 'ticket',
  id,
  modifiedAt,
  deleted: false,
  body,
  ...some,
});

describeStores('rows of a source', (stores) => {
  const save = (store: Store, records: readonly RawRecord[], at = 1, tenant = 't') =>
    store.transaction((trx) => saveRows(trx, tenant, records.map(written), at));
  const stored = async (store: Store, tenant = 't') => {
    const rows = await store.db.selectFrom('source_record').selectAll().where('tenant_id', '=', tenant).execute();
    return rows.map((r) => [r.kind, r.id, JSON.parse(r.body), r.deleted, r.seen_at]).sort();
  };
  /** What is to be linked again since it was asked last. */
  const changed = async (store: Store) => {
    const rows = await store.db.selectFrom('link_queue').select(['tenant_id', 'kind', 'id']).execute();
    await store.db.deleteFrom('link_queue').execute();
    return rows.map((r) => `${r.tenant_id} ${r.kind}/${r.id}`).sort();
  };

  it('are replaced by what is as new or newer, and count as seen in any case', async () => {
    const store = await stores.open();
    await save(store, [row('1', 10, { v: 1 }), row('2', 10, { v: 1 }), row('3', 10, { v: 1 })], 1);
    // A stamp has seconds: two changes may have the same one.
    await save(store, [row('1', 10, { v: 2 }), row('2', 9, { v: 0 }), row('3', 11, { v: 1 }, { deleted: true })], 2);
    expect(await stored(store)).toEqual([
      ['ticket', '1', { v: 2 }, 0, 2],
      ['ticket', '2', { v: 1 }, 0, 2],
      ['ticket', '3', { v: 1 }, 1, 2],
    ]);
    await save(store, [row('1', 11, { v: 3 }), row('1', 12, { v: 4 })], 3);
    expect((await stored(store))[0]).toEqual(['ticket', '1', { v: 4 }, 0, 3]);
  });

  it('are linked again when they say something else, and only then', async () => {
    const store = await stores.open();
    const user = (body: object) => row('1', 10, body, { kind: 'user' });
    await save(store, [row('1', 10, { v: 1 }), user({ v: 2 })]);
    expect(await changed(store)).toEqual(['t ticket/1', 't user/1']);
    await save(store, [row('1', 11, { v: 1 }), user({ v: 2 })]);
    expect(await changed(store)).toEqual([]);
    // The same id of another kind, or at another tenant, is another record.
    await save(store, [row('1', 11, { v: 2 })]);
    expect(await changed(store)).toEqual(['t ticket/1']);
    await save(store, [row('1', 11, { v: 9 })], 1, 'other');
    expect(await changed(store)).toEqual(['other ticket/1']);
    await save(store, [row('1', 11, { v: 9 })]);
    expect(await changed(store)).toEqual(['t ticket/1']);
    await save(store, [row('1', 11, { v: 9 }, { deleted: true })]);
    expect(await changed(store)).toEqual(['t ticket/1']);
    expect(await stored(store, 'other')).toEqual([['ticket', '1', { v: 9 }, 0, 1]]);
  });
});
