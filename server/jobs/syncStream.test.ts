import { describe, expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorConfig, vendorDeps } from '../../tests/support/vendorServer.ts';
import { SourceError } from '../connectors/http.ts';
import type { Connector, PulledPage } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { isFullDue, syncStream } from './syncStream.ts';

const hour = 3_600_000;
const day = 24 * hour;
type Page = Omit<PulledPage, 'stream' | 'records'> & { ids: string[] };

/** A source whose next pass gives these pages, and says from which cursor it was asked. */
function source(pages: readonly Page[], feed: Connector['feed']) {
  const asked: (string | null)[] = [];
  const connector: Connector = {
    source: 'stripe',
    streams: ['things'],
    kindOf: () => 'thing',
    feed,
    normalise: () => null,
    async *pull(_config, stream, cursor) {
      asked.push(cursor);
      for (const { ids, ...page } of pages)
        yield {
          stream,
          ...page,
          records: ids.map((id) => ({
            source: 'stripe',
            kind: 'thing',
            id,
            modifiedAt: 1,
            deleted: false,
            body: { id },
          })),
        };
    },
  };
  return { asked, connector };
}

describeStores('a stream', (stores) => {
  const config = vendorConfig('stripe', 'https://x.example');
  const keeps = { retentionMs: 10 * day, tellsDeletes: true };
  const pull = async (store: Store, at: number, pages: readonly Page[], feed: Connector['feed'] = keeps) => {
    const { asked, connector } = source(pages, feed);
    const deps = vendorDeps({ now: () => at });
    await syncStream({ store, tenantId: 't', config, connector, deps, onProgress: () => undefined }, 'things');
    return asked;
  };
  const live = async (store: Store) =>
    (await store.db.selectFrom('source_record').select('id').where('deleted', '=', 0).orderBy('id').execute()).map(
      (r) => r.id,
    );
  const ended = (ids: string[], more: Partial<Page> = {}): Page => ({ ids, cursor: null, next: 'next', ...more });

  it('that its source promises something else of is read in full by that promise', async () => {
    const store = await stores.open();
    const { asked, connector } = source([ended(['a'])], keeps);
    connector.feedOf = { things: { retentionMs: 11 * hour, tellsDeletes: false } };
    for (const at of [0, 10, 22]) {
      const deps = vendorDeps({ now: () => 100 * day + at * hour });
      await syncStream({ store, tenantId: 't', config, connector, deps, onProgress: () => undefined }, 'things');
    }
    expect(asked).toEqual([null, 'next', null]);
  });

  it('is read in full, then from where that ended, and in full again when the gap is too long', async () => {
    const store = await stores.open();
    expect(await pull(store, 100 * day, [ended(['a', 'b', 'c'])])).toEqual([null]);
    expect(await pull(store, 101 * day, [ended(['b'], { next: 'later' })])).toEqual(['next']);
    expect(await live(store)).toEqual(['a', 'b', 'c']);
    expect(await pull(store, 112 * day, [ended(['b', 'c'])])).toEqual([null]);
    expect(await live(store)).toEqual(['b', 'c']);
    // What was taken for deleted comes back when it is sent again.
    await pull(store, 112 * day + hour, [ended(['a'])]);
    expect(await live(store)).toEqual(['a', 'b', 'c']);
  });

  it('loses nothing to a full pass that could not read a row, or whose clock was set back', async () => {
    const store = await stores.open();
    await pull(store, 100 * day, [ended(['a', 'b', 'c'])]);
    await pull(store, 120 * day, [{ ids: ['a'], cursor: '2', unreadable: 1 }, ended(['b'])]);
    expect(await live(store)).toEqual(['a', 'b', 'c']);
    let pages = 0;
    const { connector } = source([{ ids: ['a'], cursor: '2' }, ended(['b', 'c'])], keeps);
    const deps = vendorDeps({ now: () => (pages > 0 ? 139 : 140) * day });
    const onProgress = ({ done }: { done: number }) => {
      pages = done;
    };
    await syncStream({ store, tenantId: 't', config, connector, deps, onProgress }, 'things');
    expect(await live(store)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['says how much it has', async () => 2, [null, 2, 2]],
    ['cannot say how much it has', () => Promise.reject(new Error('Too many requests.')), [null, null, 2]],
  ])('that %s is pulled', async (_what, count, totals) => {
    const store = await stores.open();
    const { connector } = source([ended(['a', 'b'])], keeps);
    const seen: (number | null)[] = [];
    const onProgress = ({ total }: { total: number | null }) => seen.push(total);
    const counting = { ...connector, count };
    await syncStream({ store, tenantId: 't', config, connector: counting, deps: vendorDeps(), onProgress }, 'things');
    expect(seen).toEqual(totals);
    expect(await live(store)).toEqual(['a', 'b']);
  });

  it('that does not tell of deletions is read in full every week', async () => {
    const store = await stores.open();
    const silent = { retentionMs: null, tellsDeletes: false };
    await pull(store, 100 * day, [ended(['a', 'b'])], silent);
    expect(await pull(store, 106 * day, [ended([])], silent)).toEqual(['next']);
    expect(await pull(store, 108 * day, [ended(['a'])], silent)).toEqual([null]);
    expect(await live(store)).toEqual(['a']);
    expect(await pull(store, 109 * day, [ended([])], silent)).toEqual(['next']);
  });
});

describeStores('a stream that is not shown', (stores) => {
  const config = vendorConfig('stripe', 'https://x.example');
  /** Pulls a stream of which nothing is shown any more after so many pages. */
  async function pull(store: Store, shownPages: number, dispensable: string[]) {
    const pages = Array.from({ length: shownPages + 1 }, (_, i) => ({ ids: [`r${i}`], cursor: `c${i}` }));
    const { asked, connector } = source(pages, { retentionMs: null, tellsDeletes: true });
    const shown = connector.pull;
    connector.pull = async function* (...request) {
      let n = 0;
      for await (const page of shown(...request)) {
        if (n++ === shownPages) throw new SourceError('stripe', 'forbidden', 'stripe said no.');
        yield page;
      }
    };
    const deps = vendorDeps({ now: () => hour });
    const sync = { store, tenantId: 't', config, connector, deps, onProgress: () => undefined };
    const ended = await syncStream(
      { ...sync, connector: { ...connector, dispensable: new Set(dispensable) } },
      'things',
    )
      .then(() => null)
      .catch((error: Error) => error.message);
    return { asked, ended };
  }

  it('is empty when it can be done without, from the beginning and from a stored cursor', async () => {
    const store = await stores.open();
    expect(await pull(store, 0, ['things'])).toEqual({ asked: [null], ended: null });
    expect(await pull(store, 1, ['things'])).toEqual({ asked: [null], ended: 'stripe said no.' });
    expect(await pull(store, 0, ['things'])).toEqual({ asked: ['c0', null], ended: null });
  });

  it('is a failure when it is needed, and is not read from the beginning for that', async () => {
    const store = await stores.open();
    expect(await pull(store, 0, [])).toEqual({ asked: [null], ended: 'stripe said no.' });
    expect(await pull(store, 1, [])).toEqual({ asked: [null], ended: 'stripe said no.' });
    expect(await pull(store, 0, [])).toEqual({ asked: ['c0'], ended: 'stripe said no.' });
  });
});

describe('a full pass', () => {
  const left = {
    cursor: 'x',
    done: true,
    at: 100 * day,
    fullStartedAt: null,
    fullWantedAt: null,
    fullEndedAt: 50 * day,
  };
  it.each([
    ['never ended with a cursor', { ...left, cursor: null }, keepsFor(null), true],
    ['can be continued for ever', left, keepsFor(null), false],
    ['is within the feed', left, keepsFor(2), false],
    ['is older than the feed', left, keepsFor(1), true],
    ['was interrupted for longer than the feed', { ...left, done: false }, keepsFor(1), true],
    ['was interrupted', { ...left, done: false }, { retentionMs: null, tellsDeletes: false }, false],
    ['has to make good what was missed', { ...left, fullWantedAt: 101 * day }, keepsFor(null), true],
    ['has to do so later', { ...left, fullWantedAt: 102 * day }, keepsFor(null), false],
    [
      'is under way to make good what was missed',
      { ...left, done: false, fullStartedAt: 101 * day, fullWantedAt: 101 * day },
      keepsFor(null),
      false,
    ],
    ['is a week old', left, { retentionMs: null, tellsDeletes: false }, true],
  ])('that %s is due or not', (_what, place, feed, due) => {
    expect(isFullDue(place, feed, 101 * day + hour)).toBe(due);
  });
  function keepsFor(days: number | null) {
    return { retentionMs: days === null ? null : days * day, tellsDeletes: true };
  }
});
