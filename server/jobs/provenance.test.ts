import { expect, it } from 'vitest';
import { readPublished } from '../../tests/support/publishing.ts';
import { account, customerOf, id, resolveAndPublish } from '../../tests/support/salesforceAccounts.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';

const start = Date.parse('2026-11-21T09:00:00Z');
const minute = 60_000;
/** Account number 1 as it was changed some minutes after the start. */
const changed = (minutes: number, fields: object = {}): RawRecord => {
  const record = account(1, null, start + minutes * minute);
  return { ...record, body: { ...(record.body as object), ...fields } };
};

describeStores('the provenance of a document', (stores) => {
  const published = async (store: Store) => {
    const [document] = await readPublished(store);
    return document ?? expect.unreachable('nothing is published');
  };
  const told = (store: Store) =>
    store.db.selectFrom('outbox').select(['account_id', 'version']).where('kind', '=', 'document').execute();
  const at = (minutes: number) => new Date(start + minutes * minute).toISOString();

  it('is stored with it: record, time and rule', async () => {
    const store = await stores.open();
    await resolveAndPublish(store, [changed(0, { Industry: 'Retail' })], start + minute);
    const from = { system: 'salesforce', object: 'Account', id: id(1), observedAt: at(0) };
    expect((await published(store)).provenance).toEqual([{ ...from, fields: { name: 'only', industry: 'only' } }]);
    const [viewed] = await readPublished(store, 'restricted');
    expect(viewed?.provenance).toEqual((await published(store)).provenance);
  });

  it('names the record that says who the parent is', async () => {
    const store = await stores.open();
    await resolveAndPublish(store, [account(1, 2, start), account(2, null, start)], start + minute);
    const customer = await customerOf(store, 1);
    const child = (await readPublished(store)).find((document) => document.accountId === customer);
    expect(child?.header.parent).toEqual({ accountId: await customerOf(store, 2), name: 'Company Two' });
    expect(child?.provenance).toMatchObject([{ id: id(1), fields: { name: 'only', parent: 'hierarchy' } }]);
  });

  it('makes no new version, and tells nobody, when a record was touched and says the same', async () => {
    const store = await stores.open();
    await resolveAndPublish(store, [changed(0)], start + minute);
    const before = await published(store);
    const { changed: built } = await resolveAndPublish(store, [changed(2, { Fax: '1' })], start + 3 * minute);
    expect(built).toEqual([before.accountId]);
    expect(await published(store)).toEqual(before);
    expect(await told(store)).toHaveLength(1);
    await resolveAndPublish(store, [changed(4, { Industry: 'Retail' })], start + 5 * minute);
    const after = await published(store);
    expect([after.version, after.provenance?.[0]?.observedAt]).toEqual([before.version + 1, at(4)]);
    expect(await told(store)).toHaveLength(2);
  });

  it('makes a new version when the same value is from another record', async () => {
    const store = await stores.open();
    const merged = (n: number, minutes: number, fields: object) => ({
      ...account(n, null, start + minutes * minute),
      body: {
        ...(account(n, null, start + minutes * minute).body as object),
        Website: 'one.example',
        Name: 'One',
        ...fields,
      },
    });
    await resolveAndPublish(store, [merged(1, 0, { Industry: 'Retail' }), merged(2, 0, {})], start + minute);
    const before = await published(store);
    const later = [merged(1, 2, {}), merged(2, 2, { Industry: 'Retail' })];
    await resolveAndPublish(store, later, start + 3 * minute);
    const after = await published(store);
    expect([await customerOf(store, 1), after.header]).toEqual([await customerOf(store, 2), before.header]);
    expect(after.version).toBe(before.version + 1);
    expect(after.provenance).toMatchObject([
      { id: id(1), fields: { name: 'only', domain: 'only' } },
      { id: id(2), fields: { industry: 'only' } },
    ]);
  });
});
