import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, dump } from '../../tests/drill/dump.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import type { Store } from '../store/openStore.ts';
import type { PageToSave } from '../store/records.ts';
import { processDeps } from './processDeps.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';
import { isInShard } from './shard.ts';
import { ShardPool } from './shardPool.ts';
import { syncAll } from './syncAll.ts';

describe('isInShard', () => {
  it('gives each key to one part, and each part its share', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 8 }), (key, count) => {
        const parts = Array.from({ length: count }, (_, index) => isInShard(key, { index, count }));
        expect(parts.filter(Boolean)).toHaveLength(1);
      }),
    );
    const keys = Array.from({ length: 4000 }, (_, i) => `zendesk/ticket/${30_000 + i}`);
    const sizes = [0, 1, 2, 3].map((index) => keys.filter((key) => isInShard(key, { index, count: 4 })).length);
    for (const size of sizes) expect(Math.abs(size - 1000)).toBeLessThan(150);
  });
});

describeStores('ShardPool', (stores) => {
  const nowMs = Date.parse('2026-11-21T09:00:00Z');
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, accounts: 40, nowMs });
  });
  afterAll(() => sandbox?.close());

  const run = async (pool: (store: Store) => ShardPool, open: () => Promise<Store>) => {
    const store = await open();
    const { sources } = sandboxConfig(sandbox.url);
    const common = { store, tenantId: 't', sources, nowMs, onProgress: () => undefined };
    const threads = pool(store);
    try {
      await threads.prepare(1);
      await syncAll({ ...common, pool: threads, deps: { ...processDeps(), now: () => nowMs } });
      const { linked, accounts } = await resolveAccounts({ ...common, pool: threads });
      const published = await publishAccounts({ ...common, pool: threads });
      return { linked, accounts, published, store };
    } finally {
      await threads.close();
    }
  };

  it('does in threads what one does alone', { timeout: 60_000 }, async () => {
    const alone = await run((store) => new ShardPool(store, { threads: 1 }), stores.open);
    const together = await run((store) => new ShardPool(store, { threads: 3, worthIt: 1 }), stores.open);
    expect({ ...together, store: null }).toEqual({ ...alone, store: null });
    const tables = [
      'source_record',
      'source_cursor',
      'account',
      'account_domain',
      'company_identity',
      'company_contact',
      'match_edge',
      'record_link',
      'link_dependency',
      'context_document',
      'search_term',
      'health_history',
    ] as const;
    const expected = await dump(alone.store, tables);
    expect(expected.context_document?.length).toBeGreaterThan(60);
    expect(differences(expected, await dump(together.store, tables))).toEqual([]);
    expect(await dump(together.store, ['link_queue', 'dirty_account'])).toEqual({ link_queue: [], dirty_account: [] });
  });

  it('says why a page was not saved, by a thread or because it ended', { timeout: 60_000 }, async () => {
    const store = await stores.open();
    const pool = new ShardPool(store, { threads: 2, worthIt: 1 });
    await pool.prepare(1);
    const pageOf = (modifiedAt: number): PageToSave => ({
      tenantId: 't',
      source: 'stripe',
      page: {
        stream: 'things',
        cursor: 'next',
        records: [{ source: 'stripe', kind: 'thing', id: '1', modifiedAt, deleted: false, body: '{}' }],
      },
      at: nowMs,
      fullStartedAt: null,
    });
    await expect(pool.savePage(pageOf(null as never))).rejects.toThrow(/modified_at/);
    expect(await dump(store, ['source_record', 'source_cursor'])).toEqual({ source_record: [], source_cursor: [] });
    await pool.savePage(pageOf(nowMs));
    expect((await dump(store, ['source_record'])).source_record).toHaveLength(1);
    const saving = pool.savePage(pageOf(nowMs));
    // PostgreSQL needs no thread for this.
    const end = store.engine === 'sqlite' ? expect(saving).rejects.toThrow(/ended/) : saving;
    await pool.close();
    await end;
  });

  it('goes on with another thread when one has failed between two runs', { timeout: 60_000 }, async () => {
    const started: Worker[] = [];
    const onWorker = (worker: Worker) => started.push(worker);
    process.on('worker', onWorker);
    const pool = new ShardPool(await stores.open(), { threads: 2, worthIt: 1 });
    const task = { kind: 'link', rank: 'rest', tenantId: 't', sources: [], ownDomains: [], nowMs } as const;
    const run = () =>
      pool.run(
        1,
        () => task,
        () => undefined,
      );
    try {
      expect([await run(), await run(), started.length]).toEqual([[0, 0], [0, 0], 1]);
      // Not an order: the thread fails at it, beside any work.
      const failed = new Promise((resolve) => started[0]?.once('exit', resolve));
      started[0]?.postMessage(null);
      expect(await failed).toBe(1);
      expect([await run(), started.length]).toEqual([[0, 0], 2]);
    } finally {
      process.off('worker', onWorker);
      await pool.close();
    }
  });

  it('says why a thread failed', { timeout: 60_000 }, async () => {
    const broken = (store: Store) =>
      new ShardPool({ ...store, url: 'sqlite:/dev/null/none.sqlite' }, { threads: 2, worthIt: 1 });
    await expect(run(broken, stores.open)).rejects.toThrow(/Cannot open/);
  });
});
