import type { KyselyPlugin, QueryId } from 'kysely';
import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { readWanted } from '../domain/search/searchTerms.ts';
import { countDirty } from '../store/dirty.ts';
import type { Store } from '../store/openStore.ts';
import { markSource, savePage } from '../store/records.ts';
import { searchAccounts } from '../store/search.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const sources: ConnectorConfig[] = [
  { source: 'zendesk', baseUrl: 'http://127.0.0.1:1', instance: 'x.zendesk.com', secret: 's' },
];
const organization = (name: string, deleted = false): RawRecord => ({
  source: 'zendesk',
  kind: 'organization',
  id: '1',
  modifiedAt: nowMs,
  deleted,
  body: { id: 1, name, domain_names: ['acme.example'], updated_at: new Date(nowMs).toISOString() },
});

/** The same store, of which somebody else is faster: before its next transaction `meanwhile` happens. */
function beforeSaving(store: Store, meanwhile: () => Promise<unknown>): Store {
  let isDue = true;
  return {
    ...store,
    async transaction(work) {
      if (isDue) {
        isDue = false;
        await meanwhile();
      }
      return store.transaction(work);
    },
  };
}

/** The same store, in which `meanwhile` happens once between the reading of source records and what is read after them. */
function afterRecords(store: Store, meanwhile: () => Promise<unknown>): Store {
  const asked = new WeakSet<QueryId>();
  let isDue = true;
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      if (JSON.stringify(node).includes('source_record')) asked.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (isDue && asked.has(queryId) && result.rows.length > 0) {
        isDue = false;
        await meanwhile();
      }
      return result;
    },
  };
  return { ...store, db: store.db.withPlugin(plugin) };
}

describeStores('two publishers at once', (stores) => {
  const options = (store: Store) => ({ store, tenantId: 't', sources, nowMs, onProgress: () => undefined });
  const save = async (store: Store, record: RawRecord) => {
    await savePage(store, 't', 'zendesk', { stream: 'organizations', records: [record], cursor: null }, nowMs);
    await resolveAccounts(options(store));
  };
  const opened = async () => {
    const store = await stores.open();
    await markSource(store, 't', 'zendesk', { successAt: nowMs });
    await save(store, organization('First'));
    await publishAccounts(options(store));
    return store;
  };
  const publish = (store: Store) => publishAccounts(options(store));
  const names = async (store: Store) => {
    const { results } = await searchAccounts(store, 't', 'full', readWanted('acme.example'), 10);
    return results.map((r) => r.name);
  };

  it('end with what the records say, also when the one that knows less saves first', async () => {
    const store = await opened();
    await save(store, organization('Second'));
    const newer = Promise.withResolvers<unknown>();
    const older: Store = {
      ...store,
      // Its first transaction comes between what the newer one reads and what that saves.
      async transaction(work) {
        older.transaction = store.transaction;
        await save(store, organization('Third'));
        return new Promise((resolve, reject) => {
          const first = () => store.transaction(work).then(resolve, reject);
          publish(beforeSaving(store, first)).then(newer.resolve, newer.reject);
        });
      },
    };
    await Promise.all([publish(older), newer.promise]);
    expect([await names(store), await countDirty(store, 't')]).toEqual([['Third'], 0]);
  });

  it.each([
    ['before it knew the version', afterRecords],
    ['before it saved', beforeSaving],
  ])('do not bring back what another one has replaced %s', async (_, overtaken) => {
    const store = await opened();
    await save(store, organization('Second'));
    const meanwhile = async () => {
      await save(store, organization('Third'));
      expect(await publish(store)).toEqual({ accounts: 1, changed: 1 });
    };
    expect(await publish(overtaken(store, meanwhile))).toEqual({ accounts: 0, changed: 0 });
    expect(await names(store)).toEqual(['Third']);
  });

  it('do not bring back a customer that is gone, nor take away one that has come back', async () => {
    const store = await opened();
    const change = (isGone: boolean) => async () => {
      await save(store, organization('Second', isGone));
      expect(await publish(store)).toMatchObject({ accounts: 1 });
    };
    await save(store, organization('Second'));
    await publish(beforeSaving(store, change(true)));
    expect([await names(store), await countDirty(store, 't')]).toEqual([[], 0]);
    await change(false)();
    await save(store, organization('Second', true));
    await publish(beforeSaving(store, change(false)));
    expect([await names(store), await countDirty(store, 't')]).toEqual([['Second'], 0]);
  });
});
