import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorConfig, vendorDeps } from '../../tests/support/vendorServer.ts';
import { SourceError } from '../connectors/http.ts';
import type { Connector, RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { savePage } from '../store/records.ts';
import { acceptEvents, readMarks } from '../store/refetch.ts';
import { refetchMarked } from './refetchMarked.ts';

const record = (id: string, version: number): RawRecord => ({
  source: 'stripe',
  kind: 'thing',
  id,
  modifiedAt: 1,
  deleted: false,
  body: { id, version },
});

/** A source with two streams that answers with what it has of them, after `before` has looked at the ids it was asked for. */
function source(has: (id: string) => boolean, before: (stream: string, ids: readonly string[]) => Promise<void>) {
  const connector: Connector = {
    source: 'stripe',
    streams: ['things', 'extras'],
    kindOf: () => 'thing',
    feed: { retentionMs: null, tellsDeletes: true },
    normalise: () => null,
    async *pull() {},
    webhooks: {
      receive: () => [],
      async refetch(_config, stream, ids) {
        await before(stream, ids);
        return { records: ids.filter(has).map((id) => record(id, 2)), unreadable: 0 };
      },
    },
  };
  return connector;
}

describeStores('what webhooks have named', (stores) => {
  const mark = (store: Store, stream: string, ids: readonly string[], at = 1) =>
    acceptEvents(
      store,
      't',
      'stripe',
      ids.map((id) => ({ key: `${stream} ${id} ${at}`, stream, id })),
      at,
    );
  const marked = async (store: Store, stream = 'things') =>
    (await readMarks(store, 't', 'stripe', stream, '', 1000)).map(({ id }) => id);
  const run = (store: Store, connector: Connector, now = 5000) =>
    refetchMarked({
      store,
      tenantId: 't',
      config: vendorConfig('stripe', 'https://x.example'),
      connector,
      deps: vendorDeps({ now: () => now }),
      onProgress: () => undefined,
    });
  const forbidden = async (stream: string) => {
    if (stream === 'things') throw new SourceError('stripe', 'forbidden', 'stripe said no.');
  };

  it('is fetched a hundred at a time, each once, and what is no longer there is gone', async () => {
    const store = await stores.open();
    const ids = Array.from({ length: 250 }, (_, i) => `r${String(i).padStart(3, '0')}`);
    const records = ids.map((id) => record(id, 1));
    await savePage(store, 't', 'stripe', { stream: 'things', records, cursor: null }, 1);
    await mark(store, 'things', ids);
    const asked: (readonly string[])[] = [];
    const connector = source(
      (id) => id !== 'r007',
      async (_stream, some) => void asked.push(some),
    );
    expect(await run(store, connector)).toBe(250);
    expect(asked.map((some) => some.length)).toEqual([100, 100, 50]);
    expect(asked.flat()).toEqual(ids);
    expect(await marked(store)).toEqual([]);
    const rows = await store.db.selectFrom('source_record').select(['id', 'deleted', 'body']).orderBy('id').execute();
    expect(rows.filter((row) => row.deleted === 1).map((row) => row.id)).toEqual(['r007']);
    expect(rows.filter((row) => JSON.parse(row.body).version === 2)).toHaveLength(249);
  });

  it('while it is fetched is fetched again with the next run', async () => {
    const store = await stores.open();
    await mark(store, 'things', ['a', 'b']);
    const connector = source(
      () => true,
      async () => void (await mark(store, 'things', ['a'], 2)),
    );
    await run(store, connector);
    expect(await marked(store)).toEqual(['a']);
  });

  it('of a stream that is not shown is forgotten where it can be done without, and the rest is fetched', async () => {
    const store = await stores.open();
    for (const stream of ['things', 'extras']) await mark(store, stream, ['a', 'b']);
    await mark(store, 'things', ['c']);
    const connector = { ...source(() => true, forbidden), dispensable: new Set(['things']) };
    expect(await run(store, connector)).toBe(2);
    expect([await marked(store), await marked(store, 'extras')]).toEqual([[], []]);
  });

  it('of a stream that is needed and not shown stays, and says why', async () => {
    const store = await stores.open();
    await mark(store, 'things', ['a']);
    await expect(
      run(
        store,
        source(() => true, forbidden),
      ),
    ).rejects.toThrow('stripe does not let this credential read things. Give the restricted key read access');
    expect(await marked(store)).toEqual(['a']);
  });

  const refusing = (bad: (id: string) => boolean, asked: (readonly string[])[] = []) => {
    return async (stream: string, ids: readonly string[]) => {
      if (stream !== 'things') return;
      asked.push(ids);
      if (ids.some(bad)) throw new SourceError('stripe', 'refused', 'stripe said no.', 400, 'bad_id');
    };
  };
  const refused = (store: Store) =>
    store.db
      .selectFrom('refetch_queue')
      .select(['id', 'refused_since', 'refused_at', 'refusal'])
      .orderBy('id')
      .execute();
  const ids = Array.from({ length: 250 }, (_, i) => `r${String(i).padStart(3, '0')}`);

  it.each([false, true])(
    'and is refused by itself stays marked with the reason and since when, and holds up nothing (dispensable: %s)',
    async (isDispensable) => {
      const store = await stores.open();
      await mark(store, 'things', ids);
      await mark(store, 'extras', ['a']);
      const dispensable = new Set(isDispensable ? ['things'] : []);
      const at = (now: number, connector: Connector) => run(store, { ...connector, dispensable }, now);
      const bad = (id: string) => id === 'r007' || id === 'r120';
      expect(
        await at(
          1000,
          source(() => true, refusing(bad)),
        ),
      ).toBe(249);
      const why = expect.stringMatching(/^stripe refused a request for things with status 400 \(bad_id\)\. If .+\.$/);
      const left = { refused_since: 1000, refused_at: 1000, refusal: why };
      expect(await refused(store)).toEqual([
        { id: 'r007', ...left },
        { id: 'r120', ...left },
      ]);
      expect(await store.db.selectFrom('source_record').select('id').execute()).toHaveLength(249);

      // Named again, it is still asked for by itself: others would be refused with it.
      await mark(store, 'things', ['r007', 'r008'], 3);
      const asked: (readonly string[])[] = [];
      expect(
        await at(
          2000,
          source(
            () => true,
            refusing((id) => id === 'r007', asked),
          ),
        ),
      ).toBe(2);
      expect(asked).toEqual([['r008'], ['r007'], ['r120']]);
      expect(await refused(store)).toEqual([{ id: 'r007', ...left, refused_at: 2000 }]);
      expect(
        await at(
          3000,
          source(
            () => true,
            refusing(() => false),
          ),
        ),
      ).toBe(1);
      expect(await refused(store)).toEqual([]);
    },
  );

  it('of a stream of which everything is refused is not asked for one by one, and all of it stays marked', async () => {
    const store = await stores.open();
    await mark(store, 'things', ids);
    await mark(store, 'extras', ['a']);
    const asked: (readonly string[])[] = [];
    expect(
      await run(
        store,
        source(
          () => true,
          refusing(() => true, asked),
        ),
      ),
    ).toBe(1);
    expect(asked.length).toBeLessThan(20);
    expect((await refused(store)).filter((row) => row.refused_since !== null)).toHaveLength(5);
    expect(await refused(store)).toHaveLength(250);
  });

  it('and was refused, then came while it was named again, waits like any other', async () => {
    const store = await stores.open();
    await mark(store, 'things', ['a']);
    await run(
      store,
      source(
        () => true,
        refusing(() => true),
      ),
    );
    await run(
      store,
      source(
        () => true,
        async () => void (await mark(store, 'things', ['a'], 2)),
      ),
    );
    expect(await refused(store)).toEqual([{ id: 'a', refused_since: null, refused_at: null, refusal: null }]);
  });

  it.each(['unauthorized', 'rateLimited', 'unavailable', 'badAnswer'] as const)(
    'waits, without a word about it, where the source as a whole does not answer: %s',
    async (kind) => {
      const store = await stores.open();
      await mark(store, 'things', ['a', 'b']);
      const asked: (readonly string[])[] = [];
      const connector = source(
        () => true,
        async (_stream, some) => {
          asked.push(some);
          throw new SourceError('stripe', kind, 'stripe said no.');
        },
      );
      await expect(run(store, connector)).rejects.toThrow('stripe said no.');
      expect(asked).toEqual([['a', 'b']]);
      expect((await refused(store)).map((row) => row.refusal)).toEqual([null, null]);
    },
  );
});
