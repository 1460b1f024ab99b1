import { describe, expect, it, vi } from 'vitest';
import { createExtension, pairedExtension, type Tab, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { until } from '../../tests/support/extensionClock.ts';
import type { DockSettings } from '../contract/dock.ts';

const deal = 'https://app.hubspot.com/contacts/1/record/0-3/5';
const usual: DockSettings = { open: true, mode: 'overlay', side: 'end', width: 380, railAt: 38 };

/** An extension with its tabs, and what the background says of the dock. */
function docks() {
  const ext = createExtension();
  const dockOf = async (tab: Tab, url = ticketUrl(1)) => {
    const reply = await ext.opened(tab, url);
    return reply.ok ? reply.dock : reply;
  };
  const set = (tab: Tab, change: Partial<DockSettings>) => ext.ask('dock.set', change, ext.sender(tab));
  /** What a tab was told of its dock. */
  const told = (tab: Tab) =>
    ext.pushes.flatMap(({ tabId, push }) => (tabId === tab.id && push.type === 'dock' ? [push.dock] : []));
  return { ext, dockOf, set, told, tab: ext.tab(1) };
}

describe('the dock of a page', () => {
  it('begins as its CRM has it, with what it must keep clear, what to look for, and its words', async () => {
    const { ext, dockOf, tab } = docks();
    expect(await dockOf(tab)).toEqual(usual);
    expect(await dockOf(tab, deal)).toEqual({ ...usual, mode: 'push' });
    const reply = await ext.opened(tab, ticketUrl(7));
    expect(reply).toMatchObject({ ok: true, clear: { selectors: expect.any(Array) }, words: { panel: 'panelTitle' } });
    expect(reply.ok && reply.hints.length > 0 && reply.hints.every(({ selector }) => !selector.includes('{id}'))).toBe(
      true,
    );
  });

  it('is remembered on its host, after a restart too, and is another one on another host', async () => {
    const { ext, dockOf, set, tab } = docks();
    await dockOf(tab);
    await set(tab, { open: false, width: 420 });
    await set(tab, { side: 'start' });
    ext.restart();
    expect(await dockOf(tab)).toEqual({ ...usual, open: false, width: 420, side: 'start' });
    expect(await dockOf(tab, deal)).toMatchObject({ open: true, width: 380 });
    expect(await dockOf(tab, ticketUrl(1).replace('cobalt', 'other'))).toEqual(usual);
  });

  it('is remembered for the fifty hosts that were arranged last', async () => {
    const { ext, dockOf, set, tab } = docks();
    const url = (n: number) => ticketUrl(1).replace('cobalt', `desk${n}`);
    for (let n = 0; n <= 50; n++) {
      await dockOf(tab, url(n));
      await set(tab, { railAt: 50 });
      if (n === 49) await dockOf(tab, url(0));
      if (n === 49) await set(tab, { railAt: 60 });
    }
    const rows = (await ext.db.values.get('docks'))?.value as Record<string, DockSettings>;
    expect(Object.keys(rows)).toHaveLength(50);
    expect(await dockOf(tab, url(0))).toMatchObject({ railAt: 60 });
    expect(await dockOf(tab, url(1))).toEqual(usual);
  });

  it('is none on the CRM’s own sign-in, on a page without an address, and where the browser withholds access', async () => {
    const { ext, dockOf, tab } = docks();
    expect(await dockOf(tab, 'https://cobalt.zendesk.com/access/unauthenticated')).toBeNull();
    ext.withheld.add('cobalt.zendesk.com');
    expect(await dockOf(tab)).toBeNull();
  });

  it('stays where it is when the disk refuses, and says that it was not stored', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { ext, dockOf, set, tab } = docks();
    await dockOf(tab);
    ext.db.values.hook('creating', () => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await set(tab, { width: 400 })).toMatchObject({ ok: false, code: 'serverError' });
    expect(ext.area.get('tab.1')).toMatchObject({ dock: { width: 400 } });
  });
});

describe('a rail', () => {
  it('is opened in its own tab for one record, and that is not remembered', async () => {
    const { dockOf, set, told, ext, tab } = docks();
    const other = ext.tab(2);
    await dockOf(tab);
    await dockOf(other);
    await set(tab, { mode: 'rail' });
    expect(told(other).at(-1)).toMatchObject({ mode: 'rail' });
    expect(await dockOf(tab, ticketUrl(2))).toMatchObject({ mode: 'rail', open: false });
    const before = told(other).length;
    await set(tab, { open: true });
    expect(told(other)).toHaveLength(before);
    expect(await dockOf(tab, ticketUrl(2)), 'the same record').toMatchObject({ open: true });
    expect(await dockOf(tab, ticketUrl(3))).toMatchObject({ mode: 'rail', open: false });
    await set(tab, { open: true });
    await set(tab, { mode: 'push' });
    expect(await dockOf(tab, ticketUrl(4))).toMatchObject({ mode: 'push', open: true });
  });
});

describe('a dock that is arranged', () => {
  it('is told to the other tabs of its host, not to the one that did it, and to no incognito tab', async () => {
    const { ext, dockOf, set, told, tab } = docks();
    const [same, elsewhere, hidden] = [ext.tab(2), ext.tab(3), ext.tab(4, { incognito: true })];
    for (const one of [tab, same, hidden]) await dockOf(one);
    await dockOf(elsewhere, deal);
    await set(tab, { width: 440, open: false });
    expect([tab, elsewhere, hidden].map(told)).toEqual([[], [], []]);
    expect(told(same)).toEqual([{ ...usual, width: 440, open: false }]);
    expect(ext.area.get('tab.2')).toMatchObject({ dock: { width: 440, open: false } });
  });

  it('from the panel is told to the page around it too', async () => {
    const { ext, dockOf, told, tab } = docks();
    await dockOf(tab);
    const panel = ext.panel(tab);
    await panel.ask('dock.arrange', { change: { mode: 'push' } });
    expect(told(tab)).toEqual([{ ...usual, mode: 'push' }]);
    await until(() => panel.last()?.dock?.mode === 'push');
  });

  it('is remembered with both of two changes at once, by hand and from the panel', async () => {
    const { ext, dockOf, set, tab } = docks();
    await dockOf(tab);
    const panel = ext.panel(tab);
    await Promise.all([set(tab, { width: 520 }), panel.ask('dock.arrange', { change: { side: 'start' } })]);
    ext.restart();
    expect(await dockOf(tab)).toEqual({ ...usual, width: 520, side: 'start' });
  });

  it('in an incognito tab leaves nothing on disk, holds for incognito tabs, and is forgotten with the session', async () => {
    const { ext, dockOf, set, tab } = docks();
    const [one, two] = [ext.tab(8, { incognito: true }), ext.tab(9, { incognito: true })];
    await dockOf(tab);
    await set(tab, { side: 'start' });
    const before = await ext.disk();
    expect(await dockOf(one), 'as the person likes it').toMatchObject({ side: 'start' });
    await set(one, { width: 500 });
    ext.restart();
    expect(await dockOf(two)).toMatchObject({ width: 500, side: 'start' });
    expect(await dockOf(tab)).toMatchObject({ width: 380 });
    expect(await ext.disk()).toEqual(before);
    await ext.page('session.signOut', {});
    expect(await dockOf(two)).toEqual(usual);
  });
});

describe('a collapsed dock', () => {
  /** The customer `a1` was seen; the dock is collapsed, and whatever was asked for is over. */
  async function collapsed() {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1), ticket(2));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    await until(() => backend.streams.size === 1);
    await ext.ask('dock.set', { open: false }, ext.sender(tab));
    await until(() => backend.streams.size === 0, 'the end of the stream');
    return { ext, backend, tab, panel, asked: () => backend.requests.length };
  }

  it('publishes what is cached and asks nobody, whatever happens, until it is opened', async () => {
    const { ext, backend, tab, panel, asked } = await collapsed();
    backend.put('a1', 'Acme Renamed');
    const before = asked();
    await ext.opened(tab, ticketUrl(9));
    await until(() => panel.last()?.generation === tab.generation);
    expect(panel.last()).toMatchObject({ phase: 'loading', revalidating: false, dock: { open: false } });
    await ext.opened(tab, ticketUrl(1));
    await until(() => panel.last()?.generation === tab.generation);
    expect(panel.last()).toMatchObject({ phase: 'ready', revalidating: false });
    await panel.ask('panel.refresh', {});
    ext.restart();
    const again = ext.panel(tab);
    await until(() => again.last()?.phase === 'ready');
    ext.worker.background.flushSoon();
    ext.worker.background.accessChanged();
    await until(() => again.states.length > 1);
    expect(asked()).toBe(before);

    await ext.ask('dock.set', { open: true }, ext.sender(tab));
    await again.ready('a1');
    expect(again.last()?.context?.document?.header.name).toBe('Acme Renamed');
    await until(() => backend.streams.size === 1, 'the stream');
  });
});

describe('a dock in trouble', () => {
  it('is marked in the toolbar and on the panel, until it says that it is over, or a new document begins', async () => {
    const { ext, dockOf, tab } = docks();
    const in1 = { ...ext.sender(tab), url: ticketUrl(1), documentId: 'one' };
    const open = (documentId: string, generation: number) =>
      ext.ask('record.opened', { generation, url: ticketUrl(1), slot: 0 }, { ...in1, documentId });
    await dockOf(tab);
    await open('one', 100);
    const panel = ext.panel(tab);
    const trouble = (what: 'removed' | null) => ext.ask('dock.trouble', { trouble: what }, in1);
    await trouble('removed');
    expect(ext.marks).toEqual([[1, 'trouble']]);
    await until(() => panel.last()?.trouble === 'removed');
    await trouble(null);
    expect(ext.marks.at(-1)).toEqual([1, null]);
    await until(() => panel.last()?.trouble === null);
    await trouble('removed');
    await open('one', 101);
    await until(() => panel.last()?.generation === 101);
    expect(panel.last()?.trouble).toBe('removed');
    await open('two', 102);
    await until(() => panel.last()?.generation === 102);
    expect(panel.last()?.trouble).toBeNull();
  });
});

describe('what panel and page say to each other', () => {
  it('is handed on, to the page of the panel’s own tab', async () => {
    const { ext, tab } = docks();
    const panel = ext.panel(tab);
    await until(() => ext.pushes.length === 1);
    await panel.ask('panel.covered', { covered: true });
    await panel.ask('panel.leave', {});
    expect(ext.pushes.slice(1)).toEqual([
      { tabId: 1, push: { type: 'covered', covered: true } },
      { tabId: 1, push: { type: 'leave' } },
    ]);
  });
});
