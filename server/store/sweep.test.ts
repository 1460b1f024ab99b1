import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import type { Source } from '../domain/model.ts';
import { readQueue } from './linkQueue.ts';
import type { Store } from './openStore.ts';
import { readCursor, savePage } from './records.ts';
import { endFullPass, markGone, wantFull } from './sweep.ts';

const day = 86_400_000;
const startedAt = 100 * day;
const at = startedAt + 5;
const customers = { source: 'stripe', stream: 'customers', kind: 'customer' } as const;
type Row = { tenant?: string; source?: Source; kind?: string; ids: readonly string[]; seenAt: number };

describeStores('the end of a full pass', (stores) => {
  /** Rows as pulls leave them, of which nothing waits any more. */
  async function put(store: Store, rows: readonly Row[]) {
    for (const { tenant = 't', source = 'stripe', kind = 'customer', ids, seenAt } of rows) {
      const records = ids.map((id) => ({ source, kind, id, modifiedAt: 1, deleted: false, body: { id } }));
      await savePage(
        store,
        tenant,
        source,
        { stream: `${kind}s`, records, cursor: null, next: 'next' },
        seenAt,
        startedAt,
      );
    }
    await store.db.deleteFrom('link_queue').execute();
  }
  const live = async (store: Store) => {
    const rows = await store.db.selectFrom('source_record').selectAll().where('deleted', '=', 0).execute();
    return rows.map((r) => `${r.tenant_id} ${r.source}/${r.kind}/${r.id}`).sort();
  };
  const queued = async (store: Store) =>
    (await readQueue(store, 't', 'company', undefined, 2000)).map(({ id, marks }) => [id, marks]);
  const placeOf = (store: Store, stream = 'customers', source: Source = 'stripe', tenant = 't') =>
    readCursor(store, tenant, source, stream);

  it('takes away what it did not see of its tenant, source and kind, and says so of each row once', async () => {
    const store = await stores.open();
    const others: Row[] = [
      { tenant: 'other', ids: ['a', 'b'], seenAt: 1 },
      { source: 'zendesk', ids: ['a', 'b'], seenAt: 1 },
      { kind: 'invoice', ids: ['a', 'b'], seenAt: 1 },
    ];
    await put(store, [...others, { ids: ['a', 'b'], seenAt: startedAt - 1 }, { ids: ['c'], seenAt: startedAt }]);
    await markGone(store, 't', [{ source: 'stripe', kind: 'customer', id: 'a' }], 7);
    await store.db.deleteFrom('link_queue').execute();
    expect(await endFullPass(store, 't', customers, startedAt, at)).toEqual({ swept: 1, nothing: false });
    expect(await live(store)).toEqual(
      [
        'other stripe/customer/a',
        'other stripe/customer/b',
        't stripe/customer/c',
        't stripe/invoice/a',
        't stripe/invoice/b',
        't zendesk/customer/a',
        't zendesk/customer/b',
      ].sort(),
    );
    expect(await queued(store)).toEqual([['b', 1]]);
    const swept = await store.db
      .selectFrom('source_record')
      .select(['id', 'seen_at'])
      .where('deleted', '=', 1)
      .execute();
    expect(swept.map((row) => [row.id, row.seen_at]).sort()).toEqual([
      ['a', 7],
      ['b', at],
    ]);
  });

  it('takes away any number of rows, and those that are left when it is called again', async () => {
    const store = await stores.open();
    const ids = Array.from({ length: 1000 }, (_, i) => `c${i}`);
    await put(store, [
      { ids, seenAt: 1 },
      { ids: ['seen'], seenAt: startedAt },
    ]);
    let transactions = 0;
    const dying: Store = {
      ...store,
      transaction: (work) => (transactions++ > 0 ? Promise.reject(new Error('killed')) : store.transaction(work)),
    };
    await expect(endFullPass(dying, 't', customers, startedAt, at)).rejects.toThrow('killed');
    expect(await live(store)).toHaveLength(501);
    expect(await placeOf(store)).toMatchObject({ fullStartedAt: startedAt, fullEndedAt: null });
    expect(await endFullPass(store, 't', customers, startedAt, at)).toEqual({ swept: 500, nothing: false });
    expect(await live(store)).toEqual(['t stripe/customer/seen']);
    expect(await queued(store)).toHaveLength(1000);
  });

  it('that saw nothing takes nothing away, whatever was seen of another kind, source or tenant', async () => {
    const store = await stores.open();
    const seen: Row[] = [
      { tenant: 'other', ids: ['x'], seenAt: at },
      { source: 'zendesk', ids: ['x'], seenAt: at },
      { kind: 'invoice', ids: ['x'], seenAt: at },
    ];
    await put(store, [{ ids: ['a', 'b'], seenAt: startedAt - 1 }, ...seen]);
    const before = await live(store);
    expect(await endFullPass(store, 't', customers, startedAt, at)).toEqual({ swept: 0, nothing: true });
    expect(await live(store)).toEqual(before);
    // One that it saw to be deleted is seen.
    await put(store, [{ ids: ['b'], seenAt: startedAt }]);
    await store.db.updateTable('source_record').set({ deleted: 1 }).where('id', '=', 'b').execute();
    expect(await endFullPass(store, 't', customers, startedAt, at)).toEqual({ swept: 1, nothing: false });
  });

  it('of a kind that is empty is no wonder', async () => {
    const store = await stores.open();
    await put(store, [{ kind: 'invoice', ids: ['a'], seenAt: 1 }]);
    expect(await endFullPass(store, 't', customers, startedAt, at)).toEqual({ swept: 0, nothing: false });
  });

  it('makes good what was missed before it began, of its own stream', async () => {
    const store = await stores.open();
    const all = ['customers', 'invoices'] as const;
    const places = () =>
      Promise.all([
        ...all.map((stream) => placeOf(store, stream)),
        placeOf(store, 'customers', 'zendesk'),
        placeOf(store, 'customers', 'stripe', 'other'),
      ]);
    const put1: Row[] = [{}, { kind: 'invoice' }, { source: 'zendesk' }, { tenant: 'other' }].map((row) => ({
      ...(row as Partial<Row>),
      ids: ['a'],
      seenAt: startedAt,
    }));
    await put(store, put1);
    for (const stream of all) await wantFull(store, 't', 'stripe', stream, startedAt);
    await wantFull(store, 't', 'zendesk', 'customers', startedAt);
    await wantFull(store, 'other', 'stripe', 'customers', startedAt);
    await endFullPass(store, 't', customers, startedAt, at);
    const left = { fullStartedAt: startedAt, fullEndedAt: null, fullWantedAt: startedAt };
    expect(await places()).toMatchObject([
      { cursor: 'next', fullStartedAt: null, fullEndedAt: at, fullWantedAt: null },
      left,
      left,
      left,
    ]);
    // What was missed while it ran is still wanted.
    await wantFull(store, 't', 'stripe', 'customers', startedAt + 1);
    await endFullPass(store, 't', customers, startedAt, at);
    expect((await placeOf(store))?.fullWantedAt).toBe(startedAt + 1);
  });

  it('that could not read every row takes nothing away, and is wanted again a day later', async () => {
    const store = await stores.open();
    await put(store, [{ ids: ['a'], seenAt: 1 }]);
    await wantFull(store, 't', 'stripe', 'customers', at);
    expect(await endFullPass(store, 't', customers, 0, at)).toEqual({ swept: 0, nothing: false });
    expect(await live(store)).toEqual(['t stripe/customer/a']);
    expect(await placeOf(store)).toMatchObject({ fullEndedAt: at, fullWantedAt: at + day });
    // A time that has not come yet holds.
    await endFullPass(store, 't', customers, 0, at + 1);
    expect((await placeOf(store))?.fullWantedAt).toBe(at + day);
  });

  it('is wanted from the earliest time that was said, also of a stream that was never read', async () => {
    const store = await stores.open();
    for (const [from, holds] of [
      [50, 50],
      [60, 50],
      [40, 40],
    ] as const) {
      await wantFull(store, 't', 'stripe', 'customers', from);
      expect(await placeOf(store)).toMatchObject({ cursor: null, done: false, fullWantedAt: holds });
    }
  });
});
