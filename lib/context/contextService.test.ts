import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createExtension, listUrl, pairedExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { problemReply, reply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';
import { type RecordRef, recordKey } from '../contract/record.ts';

beforeEach(() => {
  // A worker that dies and a disk that refuses are reported, and both are provoked here.
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
});

describe('a record is expected', () => {
  /** The customer of ticket 1 has been on screen in generation 10; since generation 11 the page shows no record. */
  async function seenBefore() {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1), 10);
    await panel.ready('a1');
    await ext.opened(tab, listUrl, 11);
    // The browser still names the page before.
    const expected = (generation: number, url: string) =>
      ext.ask('record.expected', { generation, url, slot: 0 }, ext.sender(tab));
    return { ext, backend, tab, panel, expected };
  }

  it('is painted from the cache at once, asks nobody, and is confirmed under the same generation', async () => {
    const { ext, backend, tab, panel, expected } = await seenBefore();
    const asked = backend.requests.length;
    await expected(12, ticketUrl(1));
    expect(panel.last()).toMatchObject({ generation: 12, phase: 'ready', revalidating: false });
    expect(backend.requests.length).toBe(asked);
    await ext.opened(tab, ticketUrl(1), 12);
    await until(() => backend.requests.length === asked + 1);
    expect(panel.states.filter((s) => s.generation === 12).every((s) => s.phase === 'ready')).toBe(true);
  });

  it('is only what the page could reach by itself', async () => {
    const { panel, expected } = await seenBefore();
    await expected(12, ticketUrl(1).replace('https://', 'https://other.'));
    await expected(9, ticketUrl(1));
    expect(panel.last()).toMatchObject({ generation: 11, phase: 'noRecord' });
  });

  it('gives way to what the page really shows', async () => {
    const { ext, backend, tab, panel, expected } = await seenBefore();
    backend.put('a2', 'Bolt', ticket(2));
    await ext.opened(tab, ticketUrl(2), 12);
    await panel.ready('a2');
    await expected(13, ticketUrl(1));
    await ext.opened(tab, ticketUrl(2), 13);
    await panel.ready('a2');
  });
});

describe('a record is opened', () => {
  it('is loading, then ready; a second time the cached answer is painted before the network is heard', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    expect(panel.states.map((s) => s.phase)).toEqual(expect.arrayContaining(['loading', 'ready']));

    await ext.opened(tab, listUrl);
    await until(() => panel.last()?.phase === 'noRecord');
    backend.put('a1', 'Acme Renamed');
    backend.holding = true;
    const before = panel.states.length;
    await ext.opened(tab, ticketUrl(1));
    await until(() => backend.held.length === 1);
    expect(panel.last()).toMatchObject({ phase: 'ready', revalidating: true, problem: null });
    expect(panel.last()?.context?.document?.header.name).toBe('Acme');
    backend.releaseAll();
    await until(() => panel.last()?.revalidating === false);
    expect(panel.last()?.context?.document?.header.name).toBe('Acme Renamed');
    expect(panel.states.slice(before).every((s) => s.phase === 'ready')).toBe(true);
  });

  it('asks with the ETag, and a 304 only renews the age', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    const first = panel.last();
    ext.clock.advance(60_000);
    await panel.ask('panel.refresh', {});
    const asked = backend.requests.filter((r) => r.path.startsWith('/v1/context'));
    expect(asked.map((r) => r.etag)).toEqual([null, '"t1-a1-1"']);
    expect(panel.last()?.context).toEqual(first?.context);
    expect(Date.parse(panel.last()?.confirmedAt ?? '') - Date.parse(first?.confirmedAt ?? '')).toBe(60_000);
  });

  it('asks again in full when the cache lost meanwhile what a 304 confirms', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    backend.holding = true;
    const refreshed = panel.ask('panel.refresh', {});
    await until(() => backend.held.length === 1);
    await ext.db.documents.clear();
    backend.holding = false;
    backend.releaseAll();
    await refreshed;
    await panel.ready('a1');
  });

  it('is asked for once at a time per person and record, however many tabs show it', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    backend.holding = true;
    const tabs = [tab, ext.tab(2), ext.tab(3)];
    const panels = tabs.map((one) => ext.panel(one));
    await Promise.all(tabs.map((one) => ext.opened(one, ticketUrl(1))));
    await until(() => panels.every((p) => p.last()?.phase === 'loading' && p.last()?.revalidating));
    await until(() => backend.held.length > 0);
    const refreshed = panels.map((p) => p.ask('panel.refresh', {}));
    await until(() => panels.every((p) => p.last()?.revalidating));
    expect(backend.countOf('/v1/context')).toBe(1);
    backend.releaseAll();
    await Promise.all([...refreshed, ...panels.map((p) => p.ready('a1'))]);
    expect(backend.countOf('/v1/context')).toBe(1);
  });

  it('fetches nothing for a tab without a panel, and for a page without a record', async () => {
    const { ext, backend, tab } = await pairedExtension();
    await ext.opened(tab, ticketUrl(1));
    const panel = ext.panel(ext.tab(2));
    await ext.opened(ext.tabs.get(2) as never, listUrl);
    await until(() => panel.last()?.phase === 'noRecord');
    expect(backend.countOf('/v1/context')).toBe(0);
  });

  it.each([
    ['unknownRecord', 404],
    ['forbidden', 403],
  ] as const)('hides and forgets what the server answers with %s', async (code, status) => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1), ticket(2));
    const panel = ext.panel(tab);
    for (const id of [1, 2]) {
      await ext.opened(tab, ticketUrl(id));
      await panel.ready('a1');
    }
    backend.override = (_request, path) => (path.startsWith('/v1/context') ? problemReply(status, code) : null);
    await panel.ask('panel.refresh', {});
    expect(panel.last()).toMatchObject({ phase: 'problem', problem: code, context: null });
    backend.holding = true;
    await ext.opened(tab, ticketUrl(2));
    await until(() => backend.held.length === 1);
    expect(panel.last()?.phase).toBe('loading');
    // A record that leads nowhere says nothing about the others; a customer who is out of reach is so everywhere.
    await ext.opened(tab, ticketUrl(1));
    await until(() => backend.held.length === 2);
    expect(panel.last()?.phase).toBe(code === 'forbidden' ? 'loading' : 'ready');
  });

  it('shows the cached customer with the reason when the backend is away, and the reason alone without one', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    backend.online = false;
    await panel.ask('panel.refresh', {});
    expect(panel.last()).toMatchObject({ phase: 'ready', problem: 'offline', revalidating: false });
    await ext.opened(tab, ticketUrl(2));
    await panel.problem('offline');
  });

  it.each([
    ['clientTooOld', () => problemReply(426, 'clientTooOld')],
    ['serverTooOld', () => problemReply(503, 'serverTooOld')],
  ] as const)(
    'hides what is cached after %s, also at the next navigation and after a restart, until the server is heard',
    async (code, answer) => {
      const { ext, backend, tab } = await pairedExtension();
      backend.put('a1', 'Acme', ticket(1));
      const panel = ext.panel(tab);
      await ext.opened(tab, ticketUrl(1));
      await panel.ready('a1');
      backend.override = (_request, path) => (path.startsWith('/v1/context') ? answer() : null);
      await panel.ask('panel.refresh', {});
      await panel.problem(code);
      const from = panel.states.length;
      backend.holding = true;
      await ext.opened(tab, ticketUrl(1));
      await until(() => backend.held.length === 1);
      backend.online = false;
      await ext.opened(tab, ticketUrl(1));
      await until(() => panel.last()?.generation === tab.generation);
      expect(panel.states.slice(from).map(({ phase, context }) => [phase, context])).toEqual(
        panel.states.slice(from).map(() => ['problem', null]),
      );
      ext.restart();
      const again = ext.panel(tab);
      await again.problem(code);
      expect(again.states.every(({ context }) => context === null)).toBe(true);
      Object.assign(backend, { override: null, online: true, holding: false });
      await again.ask('panel.refresh', {});
      await again.ready('a1');
      await ext.opened(tab, ticketUrl(1));
      await until(() => again.last()?.generation === tab.generation);
      expect(again.states.find(({ generation }) => generation === tab.generation)?.phase).toBe('ready');
    },
  );

  it('tells how long the last answer took, and of a new page that there was none', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    backend.override = async () => {
      ext.clock.advance(70);
      return null;
    };
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    expect(panel.last()?.networkMs).toBe(70);
    await panel.ask('panel.refresh', {});
    expect(panel.states.at(-2)).toMatchObject({ revalidating: true, networkMs: 70 });
    await ext.opened(tab, listUrl);
    await until(() => panel.last()?.phase === 'noRecord');
    expect(panel.last()?.networkMs).toBeNull();
  });

  it('shows the panel also when the disk refuses every write', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    ext.db.documents.hook('creating', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    await panel.ask('panel.refresh', {});
    expect(panel.last()).toMatchObject({ phase: 'ready', problem: null });
    expect(backend.requests.at(-1)?.etag).toBe('"t1-a1-1"');
  });
});

describe('a choice among several customers', () => {
  async function ambiguous() {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme');
    backend.put('a2', 'Other');
    backend.putAmbiguous(ticket(1), 'a1', 'a2');
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1), 5);
    await until(() => panel.last()?.context?.resolution.confidence === 'ambiguous');
    return { ext, backend, tab, panel };
  }

  it('shows the chosen one, and asks again at the next record', async () => {
    const { ext, tab, panel } = await ambiguous();
    await panel.choose('a2');
    await panel.ready('a2');
    expect(panel.last()?.context?.resolution.evidence).toEqual([{ rule: 'chosenByYou', value: '' }]);
    // The same message once more, because its answer was lost.
    await ext.opened(tab, ticketUrl(1), 5);
    await panel.ready('a2');
    await ext.opened(tab, ticketUrl(1), 6);
    await until(() => panel.last()?.context?.resolution.confidence === 'ambiguous');
  });

  it('is not disturbed by the late reply about the record or about another choice', async () => {
    const { backend, panel } = await ambiguous();
    backend.holding = true;
    const refreshed = panel.ask('panel.refresh', {});
    const first = until(() => backend.held.length === 1).then(() => panel.choose('gone'));
    await until(() => backend.held.length === 2);
    const second = panel.choose('a2');
    await until(() => backend.held.length === 3);
    backend.held[2]?.release();
    await second;
    await panel.ready('a2');
    backend.releaseAll();
    await Promise.all([refreshed, first]);
    expect(panel.last()).toMatchObject({ phase: 'ready', problem: null });
    expect(panel.last()?.context?.document?.accountId).toBe('a2');
  });
});

describe('late and crossing messages', () => {
  it('an earlier generation that arrives later changes nothing, also right after a restart', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    backend.put('a2', 'Other', ticket(2));
    await ext.opened(tab, ticketUrl(1), 10);
    ext.restart();
    const panel = ext.panel(tab);
    const late = ext.opened(tab, ticketUrl(1), 11);
    const newest = await ext.opened(tab, ticketUrl(2), 12);
    expect(newest).toMatchObject({ ok: true, newest: 12 });
    await late;
    expect(await ext.opened({ ...tab, url: ticketUrl(1) }, ticketUrl(1), 9)).toMatchObject({ newest: 12 });
    await panel.ready('a2');
    expect(ext.area.get('tab.1')).toMatchObject({ generation: 12, record: ticket(2) });
  });

  type Step =
    | { do: 'open'; tab: number; record: number | null }
    | { do: 'release'; at: number }
    | { do: 'refresh'; tab: number }
    | { do: 'change'; account: number }
    | { do: 'run' };
  const tabIds = [1, 2, 3];
  const recordIds = [1, 2, 3, 4, 5];
  const accountOf = (record: number) => `a${record % 3}`;
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('open' as const),
        tab: fc.constantFrom(...tabIds),
        record: fc.option(fc.constantFrom(...recordIds)),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), at: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('refresh' as const), tab: fc.constantFrom(...tabIds) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), account: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.constant({ do: 'run' as const }) },
  );

  it('whatever the order of navigations and replies, no customer is published for another record, and the last state is of the last record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const ext = createExtension();
        await ext.pair();
        const { backend } = ext;
        for (const id of recordIds) backend.put(accountOf(id), `Account ${id % 3}`, ticket(id));
        backend.holding = true;
        const views = tabIds.map((id) => ({ tab: ext.tab(id), shown: null as number | null, generation: 0 }));
        const panels = views.map(({ tab }) => ext.panel(tab));
        const work: Promise<unknown>[] = [];
        for (const one of steps) {
          const view = 'tab' in one ? views[one.tab - 1] : undefined;
          if (one.do === 'open' && view) {
            view.shown = one.record;
            work.push(ext.opened(view.tab, one.record === null ? listUrl : ticketUrl(one.record), ++view.generation));
          } else if (one.do === 'refresh' && view)
            work.push(panels[one.tab - 1]?.ask('panel.refresh', {}) as Promise<unknown>);
          else if (one.do === 'change') backend.put(`a${one.account}`, `Account ${one.account}`);
          else if (one.do === 'release')
            backend.held.splice(one.at % Math.max(1, backend.held.length), 1)[0]?.release();
          else await new Promise((resolve) => setImmediate(resolve));
        }
        backend.holding = false;
        await until(() => {
          backend.releaseAll();
          return views.every(({ generation }, i) => {
            const last = panels[i]?.last();
            return (
              generation === 0 || (last?.generation === generation && !last.revalidating && last.phase !== 'loading')
            );
          });
        }, 'the end of every revalidation');
        backend.releaseAll();
        await Promise.all(work);
        for (const [i, { shown, generation }] of views.entries()) {
          const states = panels[i]?.states ?? [];
          for (const state of states) {
            const document = state.context?.document;
            if (document) expect(document.accountId).toBe(accountOf(Number((state.record as RecordRef).id)));
          }
          const generations = states.map((s) => s.generation);
          expect(generations).toEqual(generations.toSorted((a, b) => a - b));
          if (generation === 0) continue;
          const last = states.at(-1);
          expect(last?.record && recordKey(last.record)).toBe(shown && recordKey(ticket(shown)));
          expect(last?.phase).toBe(shown === null ? 'noRecord' : 'ready');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('an answer outside the contract', () => {
  it('is a problem, and nothing of it is stored', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.override = (_request, path) =>
      path.startsWith('/v1/context') ? reply({ resolution: 'x', document: { accountId: 7 } }, { etag: '"e"' }) : null;
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.problem('badResponse');
    expect((await ext.disk()).aliases).toBe('[]');
  });
});
