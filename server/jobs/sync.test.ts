import { afterAll, beforeAll, expect, it } from 'vitest';
import { pagedVendors } from '../../tests/support/pagedVendors.ts';
import { describeStores } from '../../tests/support/stores.ts';
import {
  sendJson,
  startVendorServer,
  testSecret,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../tests/support/vendorServer.ts';
import { connectors } from '../connectors/registry.ts';
import type { PulledSource } from '../domain/model.ts';
import type { ConnectorDeps } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { readCursor, readSourceStates } from '../store/records.ts';
import type { OnProgress } from './progress.ts';
import { syncAll } from './syncAll.ts';
import { syncSource } from './syncSource.ts';

const tenantId = 't';
const sources = ['salesforce', 'hubspot', 'zendesk', 'stripe'] as const;
const quiet = () => undefined;

async function rowsOf(store: Store): Promise<string[]> {
  const rows = await store.db.selectFrom('source_record').selectAll().orderBy('kind').orderBy('id').execute();
  return rows.map((row) => JSON.stringify(row, Object.keys(row).sort()));
}

/** A store that dies in the middle of its nth transaction, before the commit, and in every one after it. */
function dying(store: Store, n: number): Store {
  let count = 0;
  return {
    ...store,
    transaction: (work) =>
      store.transaction(async (trx) => {
        const result = await work(trx);
        if (++count >= n) throw new Error('killed');
        return result;
      }),
  };
}

describeStores('a pull', (stores) => {
  const servers = new Map<PulledSource, VendorServer>();
  beforeAll(async () => {
    for (const source of sources) servers.set(source, await pagedVendors[source].start());
  });
  afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

  /** One stream is enough: each has several pages. */
  const pull = (
    source: (typeof sources)[number],
    store: Store,
    over: { deps?: ConnectorDeps; onProgress?: OnProgress } = {},
  ) => {
    const connector = { ...connectors[source], streams: connectors[source].streams.slice(0, 1) };
    const config = vendorConfig(source, servers.get(source)?.url ?? '');
    return syncSource({
      store,
      tenantId,
      config,
      connector,
      deps: vendorDeps(),
      onProgress: quiet,
      gatherRows: 0,
      ...over,
    });
  };
  const empty = async (store: Store) => {
    await store.db.deleteFrom('source_record').execute();
    await store.db.deleteFrom('source_cursor').execute();
  };

  it.each(sources)(
    'from %s, interrupted after every page, goes on where it was and ends with the same rows',
    async (source) => {
      const store = await stores.open();
      expect(await pull(source, store)).toBe(pagedVendors[source].rowsPerStream);
      const whole = await rowsOf(store);
      expect(whole).toHaveLength(pagedVendors[source].rowsPerStream);
      await empty(store);

      const stream = connectors[source].streams[0] as string;
      const cursors: (string | null)[] = [];
      for (let ended = false; !ended; ) {
        const stop = new AbortController();
        const onProgress: OnProgress = ({ done }) => done > 0 && stop.abort(new Error('stopped'));
        const run = pull(source, store, { deps: vendorDeps({ signal: stop.signal }), onProgress });
        // After the last page there is nothing left to stop.
        await run.catch((error) => expect(error).toMatchObject({ message: 'stopped' }));
        const left = await readCursor(store, tenantId, source, stream);
        ended = left?.done ?? false;
        expect(cursors).not.toContain(left?.cursor ?? null);
        cursors.push(left?.cursor ?? null);
      }
      expect(cursors).toHaveLength(pagedVendors[source].pages);
      expect(await rowsOf(store)).toEqual(whole);
    },
  );

  it.each(sources)(
    'from %s, killed in the middle of a transaction, loses nothing',
    { timeout: 60_000 },
    async (source) => {
      const store = await stores.open();
      let transactions = 0;
      const transaction: Store['transaction'] = (work) => {
        transactions++;
        return store.transaction(work);
      };
      await pull(source, { ...store, transaction });
      const whole = await rowsOf(store);
      for (const n of [1, 2, transactions]) {
        await empty(store);
        await expect(pull(source, dying(store, n))).rejects.toThrow('killed');
        await pull(source, store);
        expect(await rowsOf(store)).toEqual(whole);
      }
    },
  );
});

describeStores('several sources', (stores) => {
  const sourcesOf = (urls: Partial<Record<PulledSource, string>>) =>
    Object.entries(urls).map(([source, url]) => vendorConfig(source as PulledSource, url));

  it('go on when one of them fails; its status says why, without its secret, and heals', async () => {
    const store = await stores.open();
    const good = await pagedVendors.hubspot.start();
    let status = 401;
    const bad = await startVendorServer((request, response) =>
      status === 200
        ? sendJson(response, { object: 'list', has_more: false, data: [] })
        : sendJson(response, { error: `bad key ${request.headers.authorization}` }, status),
    );
    try {
      const configs = sourcesOf({ hubspot: good.url, stripe: bad.url });
      const sync = (deps = vendorDeps()) => syncAll({ store, tenantId, sources: configs, deps, onProgress: quiet });
      const state = () => readSourceStates(store, tenantId, ['hubspot', 'stripe']);
      const now = vendorDeps().now();

      expect(await sync()).toEqual([
        { source: 'hubspot', rows: 1500, error: null },
        { source: 'stripe', rows: 0, error: 'stripe refused the credentials. Renew the secret in the configuration.' },
      ]);
      expect(await state()).toMatchObject({
        salesforce: null,
        hubspot: { lastSuccessAt: now, lastError: null },
        stripe: { lastSuccessAt: null, lastError: expect.stringContaining('Renew the secret') },
      });

      status = 200;
      await sync(vendorDeps({ now: () => now + 60_000 }));
      expect((await state()).stripe).toEqual({ lastSuccessAt: now + 60_000, lastError: null });

      // A later failure keeps the last success, so that its data can be shown with its age.
      status = 503;
      await sync(vendorDeps({ now: () => now + 120_000 }));
      expect((await state()).stripe).toMatchObject({
        lastSuccessAt: now + 60_000,
        lastError: 'stripe answered with status 503.',
      });
      const everything = JSON.stringify(await store.db.selectFrom('source_state').selectAll().execute());
      expect(everything).not.toContain(testSecret);
    } finally {
      await Promise.all([good.close(), bad.close()]);
    }
  });

  it('are stopped together, and a wish to stop is no failure of a source', async () => {
    const store = await stores.open();
    const stop = new AbortController();
    const server = await startVendorServer(() => stop.abort(new Error('stopped')));
    try {
      const configs = sourcesOf({ stripe: server.url, zendesk: server.url });
      const run = syncAll({
        store,
        tenantId,
        sources: configs,
        deps: vendorDeps({ signal: stop.signal }),
        onProgress: quiet,
      });
      await expect(run).rejects.toThrow('stopped');
      expect(await store.db.selectFrom('source_state').selectAll().execute()).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('that send the same page for ever, or no next id, end with a reason', async () => {
    const store = await stores.open();
    const loop = await startVendorServer((request, response) =>
      sendJson(
        response,
        request.url.includes('/v1/')
          ? { has_more: true, data: [{ object: 'customer' }] }
          : { results: [], paging: { next: { after: 'same' } }, total: 1 },
      ),
    );
    try {
      const outcome = await syncAll({
        store,
        tenantId,
        sources: sourcesOf({ hubspot: loop.url, stripe: loop.url }),
        deps: vendorDeps(),
        onProgress: quiet,
      });
      expect(outcome.map((o) => o.error)).toEqual([
        expect.stringMatching(/hubspot sends the same page/),
        expect.stringMatching(/stripe says there are more customers/),
      ]);
    } finally {
      await loop.close();
    }
  });

  it('that hand back a link to another host are not followed there', async () => {
    const store = await stores.open();
    const other = await startVendorServer((_request, response) => sendJson(response, { records: [], done: true }));
    const server = await startVendorServer((request, response) =>
      sendJson(
        response,
        request.url.includes('/describe')
          ? { fields: [{ name: 'Id' }, { name: 'SystemModstamp' }] }
          : { totalSize: 1, done: false, nextRecordsUrl: `${other.url}/next`, records: [] },
      ),
    );
    try {
      const [outcome] = await syncAll({
        store,
        tenantId,
        sources: sourcesOf({ salesforce: server.url }),
        deps: vendorDeps(),
        onProgress: quiet,
      });
      expect(outcome?.error).toMatch(/leads away/);
      expect(other.requests).toEqual([]);
    } finally {
      await Promise.all([server.close(), other.close()]);
    }
  });
});
