import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createExtension,
  extensionId,
  extensionOrigin,
  listUrl,
  pairedExtension,
  ticket,
  ticketUrl,
} from '../../tests/support/extension.ts';
import { until } from '../../tests/support/extensionClock.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Two tabs of window 1 with the customers `a1` and `a2`; the side panel shows the first. */
async function beside() {
  const { ext, backend, tab: first } = await pairedExtension();
  backend.put('a1', 'Acme', ticket(1), ticket(3));
  backend.put('a2', 'Bolt', ticket(2));
  const second = ext.tab(2);
  await ext.opened(first, ticketUrl(1));
  await ext.opened(second, ticketUrl(2));
  ext.fronts.set(1, first.id);
  const panel = ext.sidePanel(1);
  await panel.shows(first, 'ready', 'a1');
  return { ext, backend, first, second, panel };
}

describe('the panel in the browser’s side panel', () => {
  it('shows the tab in front of its window, and no dock', async () => {
    const { ext, second, panel } = await beside();
    expect(panel.last()?.state.dock).toBeNull();
    const other = ext.sidePanel(7);
    ext.front(1, second);
    await panel.shows(second, 'ready', 'a2');
    await turn();
    expect(other.pushes).toEqual([]);
  });

  it('takes the customer off at once when another tab comes to the front, before anything is known of that one', async () => {
    const { ext, backend, first, second, panel } = await beside();
    const page = Promise.withResolvers<void>();
    ext.answering = page.promise;
    const before = panel.pushes.length;
    ext.front(1, second);
    // In the same step.
    expect(panel.last()).toMatchObject({ tabId: second.id, state: { phase: 'loading', context: null, generation: 0 } });
    backend.put('a1', 'Acme Renamed');
    await ext.opened(first, ticketUrl(3));
    for (let i = 0; i < 20; i++) await turn();
    expect(panel.pushes).toHaveLength(before + 1);
    page.resolve();
    await panel.shows(second, 'ready', 'a2');
    expect(panel.pushes.slice(before).every(({ tabId }) => tabId === second.id)).toBe(true);
  });

  it('shows no record for a tab of which nothing is known, and asks its page', async () => {
    const { ext, panel } = await beside();
    const unknown = ext.tab(9);
    ext.front(1, unknown);
    await panel.shows(unknown, 'noRecord');
    expect(ext.pushes.filter(({ tabId }) => tabId === 9).map(({ push }) => push.type)).toEqual(['announce']);
  });

  it('shows nothing of a page that is gone: found out when the tab comes to the front, and when it loads another', async () => {
    const { ext, first, second, panel } = await beside();
    ext.deaf.add(second.id);
    ext.front(1, second);
    await panel.shows(second, 'noRecord');
    expect(panel.pushes.some(({ tabId, state }) => tabId === second.id && state.context !== null)).toBe(false);
    ext.front(1, first);
    await panel.shows(first, 'ready', 'a1');
    const before = panel.pushes.length;
    ext.worker.background.navigated(first.id);
    for (let i = 0; i < 10; i++) await turn();
    expect(panel.pushes, 'its page still answers').toHaveLength(before);
    ext.deaf.add(first.id);
    ext.worker.background.navigated(first.id);
    await panel.shows(first, 'noRecord');
    expect(panel.last()?.state.generation).toBeGreaterThan(panel.pushes[before - 1]?.state.generation ?? 0);
    // The next page of that tab.
    ext.deaf.clear();
    await ext.opened(first, ticketUrl(3));
    await panel.shows(first, 'ready', 'a1');
  });

  it('does not believe what a page said late, when it is gone', async () => {
    const { ext, second, panel } = await beside();
    const page = Promise.withResolvers<void>();
    ext.answering = page.promise;
    ext.deaf.add(second.id);
    ext.front(1, second);
    await until(() => ext.pushes.at(-1)?.push.type === 'ping');
    await ext.opened(second, ticketUrl(3));
    page.resolve();
    await panel.shows(second, 'noRecord');
    expect(panel.pushes.some(({ tabId, state }) => tabId === second.id && state.context !== null)).toBe(false);
  });

  it('takes a page that does not answer for a busy one after half a second', async () => {
    const { ext, second, panel } = await beside();
    ext.answering = new Promise(() => undefined);
    ext.front(1, second);
    await until(() => ext.clock.nextInMs() === 500);
    ext.clock.advance(500);
    await panel.shows(second, 'ready', 'a2');
  });

  it('looks again when its tab is gone without another one coming to the front', async () => {
    const { ext, first, second, panel } = await beside();
    ext.fronts.set(1, second.id);
    ext.worker.background.closed(first.id);
    await panel.shows(second, 'ready', 'a2');
  });

  it('asks the network also where the dock of the page is collapsed', async () => {
    const { ext, backend, first, panel } = await beside();
    await ext.ask('dock.set', { open: false }, ext.sender(first));
    const asked = backend.countOf('/v1/context');
    await panel.ask('panel.refresh', { tabId: first.id });
    expect(backend.countOf('/v1/context')).toBe(asked + 1);
  });

  it('keeps a customer who was looked up in a tab that shows no record', async () => {
    const { ext, first, panel } = await beside();
    const blank = ext.tab(9);
    ext.deaf.add(9);
    ext.front(1, blank);
    await panel.shows(blank, 'noRecord');
    await panel.choose('a2', { tabId: 9 });
    await panel.shows(blank, 'ready', 'a2');
    expect(panel.last()?.state).toMatchObject({ by: 'person', record: null });
    ext.front(1, first);
    await panel.shows(first, 'ready', 'a1');
    ext.front(1, blank);
    await panel.shows(blank, 'ready', 'a2');
    await panel.choose(null, { tabId: 9 });
    await panel.shows(blank, 'noRecord');
  });

  it('leaves nothing on disk in an incognito window, also of a tab that nobody has told of', async () => {
    const { ext, backend } = await beside();
    const hidden = ext.tab(8, { incognito: true });
    ext.deaf.add(8);
    ext.fronts.set(3, 8);
    const before = await ext.disk();
    const panel = ext.sidePanel(3);
    await panel.shows(hidden, 'noRecord');
    await panel.choose('a2', { tabId: 8 });
    await panel.shows(hidden, 'ready', 'a2');
    backend.online = false;
    await panel.ask('panel.painted', { tabId: 8, generation: panel.last()?.state.generation ?? 0 });
    await panel.ask('account.pin', { tabId: 8, accountId: 'a2', pinned: true });
    await until(() => panel.last()?.state.pinned);
    // Of a tab that nobody shows, nobody knows: then it may be incognito.
    await ext.page('account.pin', { tabId: 77, accountId: 'a2', pinned: false });
    expect(await ext.disk()).toEqual(before);
  });

  it('is beside no tab: one that a page frames under this name is nobody', async () => {
    const { ext, first } = await beside();
    const framed = { id: extensionId, url: `${extensionOrigin}/panel.html`, tab: { id: first.id } };
    const port = { postMessage: () => undefined };
    expect(ext.worker.background.connect('panel:browser:1', framed, port)).toBeNull();
    for (const name of ['panel:browser:', 'panel:browser:x', 'panel:browser:-1', 'panel:2'])
      expect(ext.worker.background.connect(name, { ...framed, tab: undefined } as never, port)).toBeNull();
  });
});

describe('a message that names a tab', () => {
  it('is about the sender’s own tab when it has one, whatever it names', async () => {
    const { ext, first, second, panel } = await beside();
    const framed = ext.panel(second);
    await framed.ready('a2');
    await framed.choose('a1', { tabId: first.id });
    await framed.ready('a1');
    expect(panel.last()).toMatchObject({ tabId: first.id, state: { by: 'record' } });
    await framed.ask('dock.arrange', { tabId: first.id, change: { railAt: 70 } });
    await framed.ask('panel.painted', { tabId: first.id, generation: second.generation });
    const told = ext.pushes.filter(({ push }) => push.type === 'painted').map(({ tabId }) => tabId);
    expect(told).toEqual([second.id]);
  });
});

describe('whatever the order of tabs, navigations and answers', () => {
  type Step =
    | { do: 'front'; tab: number }
    | { do: 'open'; tab: number; record: number | null }
    | { do: 'leave'; tab: number }
    | { do: 'release'; at: number }
    | { do: 'run' };
  const tab = fc.constantFrom(1, 2, 3);
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('front' as const), tab }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('open' as const), tab, record: fc.option(fc.constantFrom(1, 2, 3, 4)) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), tab }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), at: fc.nat() }) },
    { weight: 3, arbitrary: fc.constant({ do: 'run' as const }) },
  );

  it('the last state is of the tab in front and its record, and none shows a customer of another record or tab', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const ext = createExtension();
        await ext.pair();
        const { backend } = ext;
        for (const id of [1, 2, 3, 4]) backend.put(`a${id}`, `Account ${id}`, ticket(id));
        backend.holding = true;
        const views = [1, 2, 3].map((id) => ({ tab: ext.tab(id), shown: null as number | null, generation: 0 }));
        const work: Promise<unknown>[] = [];
        let front = 1;
        /** From which push on which tab is in front. */
        const fronts = [{ from: 0, tabId: front }];
        ext.fronts.set(1, front);
        const panel = ext.sidePanel(1);
        for (const one of steps) {
          const view = 'tab' in one ? views[one.tab - 1] : undefined;
          if (one.do === 'front') {
            front = one.tab;
            fronts.push({ from: panel.pushes.length, tabId: front });
            ext.front(1, views[front - 1]?.tab as never);
          } else if (one.do === 'open' && view) {
            view.shown = one.record;
            ext.deaf.delete(view.tab.id);
            view.generation += 10;
            work.push(ext.opened(view.tab, one.record === null ? listUrl : ticketUrl(one.record), view.generation));
          } else if (one.do === 'leave' && view) {
            view.shown = null;
            ext.deaf.add(view.tab.id);
            ext.worker.background.navigated(view.tab.id);
          } else if (one.do === 'release')
            backend.held.splice(one.at % Math.max(1, backend.held.length), 1)[0]?.release();
          else await turn();
        }
        backend.holding = false;
        // What a page had said before it was gone has been heard when the browser says that the next one is loaded.
        await Promise.all(work);
        for (const { tab } of views) ext.worker.background.navigated(tab.id);
        const view = views[front - 1];
        const expected = view?.shown ? `a${view.shown}` : undefined;
        await until(() => {
          backend.releaseAll();
          const last = panel.last();
          if (last?.tabId !== front || last.state.revalidating || last.state.phase === 'loading') return false;
          return (
            last.state.phase === (expected ? 'ready' : 'noRecord') &&
            last.state.record?.id === (view?.shown ?? undefined)?.toString()
          );
        }, 'the tab in front');
        for (const [i, { tabId, state }] of panel.pushes.entries()) {
          expect(tabId).toBe(fronts.findLast(({ from }) => from <= i)?.tabId);
          const document = state.context?.document;
          if (document) expect(document.accountId).toBe(`a${state.record?.id}`);
        }
        expect(panel.last()?.state.context?.document?.accountId).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
