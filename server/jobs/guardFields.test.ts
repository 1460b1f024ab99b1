import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import type { RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { savePage } from '../store/records.ts';
import { readBodies, readFields } from '../store/sourceDrift.ts';
import { watchFields } from './guardFields.ts';

const hour = 3_600_000;
const invoice = (id: string, body: object): RawRecord => ({
  source: 'stripe',
  kind: 'invoice',
  id,
  modifiedAt: 1,
  deleted: false,
  body: {
    id,
    customer: 'cus_1',
    status: 'open',
    currency: 'eur',
    due_date: null,
    total: 100,
    amount_remaining: 40,
    ...body,
  },
});

describeStores('the fields that are relied on', (stores) => {
  /** Pulls one page of invoices at an instant. */
  const pull = async (store: Store, at: number, ...records: RawRecord[]) => {
    const fields = await watchFields(store, 't', 'stripe', 'invoices');
    const page = await fields.guard({ stream: 'invoices', records, cursor: null }, at);
    await savePage(store, 't', 'stripe', page, at);
    return fields.healed;
  };
  const field = async (store: Store, name: string) => (await readFields(store, 't', 'stripe', 'invoices')).get(name);
  const bodies = async (store: Store) =>
    Object.fromEntries(await readBodies(store, 't', 'stripe', 'invoice', ['a', 'b', 'c'])) as Record<
      string,
      { total?: unknown }
    >;

  it('that go missing are reported and keep their last good value, until they come back', async () => {
    const store = await stores.open();
    await pull(store, hour, invoice('a', {}), invoice('b', { total: 7 }));
    expect(await field(store, 'total')).toEqual({ field: 'total', what: 'good', since: hour, last_good_at: hour });

    const without = { total: undefined };
    await pull(store, 5 * hour, invoice('a', { ...without, status: 'paid' }), invoice('c', without));
    expect(await field(store, 'total')).toEqual({
      field: 'total',
      what: 'missing',
      since: 5 * hour,
      last_good_at: hour,
    });
    expect(await bodies(store)).toMatchObject({ a: { total: 100, status: 'paid' }, b: { total: 7 } });
    // One that never had it gets none invented.
    expect((await bodies(store)).c).not.toHaveProperty('total');

    await pull(store, 6 * hour, invoice('b', without));
    expect(await field(store, 'total')).toMatchObject({ what: 'missing', since: 5 * hour });
    expect(await pull(store, 7 * hour, invoice('a', { total: 3 }))).toBe(true);
    expect(await field(store, 'total')).toEqual({
      field: 'total',
      what: 'good',
      since: 7 * hour,
      last_good_at: 7 * hour,
    });
    expect((await bodies(store)).a?.total).toBe(3);
    expect(await pull(store, 8 * hour, invoice('a', { total: 4 }))).toBe(false);
  });

  it('that come as another type do, too, at once and without a past', async () => {
    const store = await stores.open();
    await pull(store, hour, invoice('a', {}));
    await pull(store, 2 * hour, invoice('a', { total: '1.00' }), invoice('b', { total: '2.00' }));
    expect(await field(store, 'total')).toMatchObject({ what: 'retyped', since: 2 * hour, last_good_at: hour });
    expect((await bodies(store)).a?.total).toBe(100);
    const fresh = await stores.open();
    await pull(fresh, hour, invoice('a', { total: '1.00' }));
    expect(await field(fresh, 'total')).toEqual({ field: 'total', what: 'retyped', since: hour, last_good_at: null });
  });

  it('are watched in each item of a list, and a page without items says nothing about them', async () => {
    const store = await stores.open();
    const name = 'subscriptions[].status';
    const contact = (id: string, ...statuses: unknown[]): RawRecord => ({
      ...invoice(id, {}),
      source: 'hubspot',
      kind: 'contact',
      body: {
        properties: { email: null, hs_email_optout: null },
        subscriptions: statuses.map((status) => ({ status, timestamp: null })),
      },
    });
    const pullContacts = async (at: number, ...records: RawRecord[]) => {
      const fields = await watchFields(store, 't', 'hubspot', 'contacts');
      const page = await fields.guard({ stream: 'contacts', records, cursor: null }, at);
      await savePage(store, 't', 'hubspot', page, at);
      return fields.healed;
    };
    const state = async () => (await readFields(store, 't', 'hubspot', 'contacts')).get(name);
    const listOf = async (id: string) =>
      ((await readBodies(store, 't', 'hubspot', 'contact', [id])).get(id) as { subscriptions: unknown }).subscriptions;
    await pullContacts(hour, contact('a'));
    expect(await state()).toBeUndefined();
    await pullContacts(2 * hour, contact('a', 'SUBSCRIBED', null));
    expect(await state()).toMatchObject({ what: 'good' });
    const kept = await listOf('a');
    await pullContacts(3 * hour, contact('a', 'SUBSCRIBED', { text: 'UNSUBSCRIBED' }), contact('b', undefined));
    expect(await state()).toMatchObject({ what: 'retyped', since: 3 * hour });
    expect(await listOf('a')).toEqual(kept);
    expect(await pullContacts(4 * hour, contact('c'))).toBe(false);
    expect(await state()).toMatchObject({ what: 'retyped', since: 3 * hour });
    expect(await pullContacts(5 * hour, contact('c', 'UNSUBSCRIBED'))).toBe(true);
    expect(await state()).toMatchObject({ what: 'good' });
  });

  it('are not missed where they never were, where they are null, and in deleted records', async () => {
    const store = await stores.open();
    await pull(store, hour, invoice('a', { currency: undefined, total: null }));
    expect(await field(store, 'currency')).toBeUndefined();
    expect(await field(store, 'total')).toMatchObject({ what: 'good' });
    await pull(store, 2 * hour, { ...invoice('a', {}), deleted: true, body: { id: 'a', deleted: true } });
    expect(await field(store, 'status')).toMatchObject({ what: 'good' });
    expect((await bodies(store)).a).toEqual({ id: 'a', deleted: true });
  });
});
