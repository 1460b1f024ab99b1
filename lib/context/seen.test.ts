import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listUrl, pairedExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { people } from '../../tests/support/extensionBackend.ts';

beforeEach(() => {
  // A worker that dies reports the work that it could not end.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

/** Opens tickets one after the other and lets the panel say that it has painted them. */
async function visiting() {
  const { ext, backend, tab } = await pairedExtension();
  for (let n = 1; n <= 25; n++) backend.put(`a${n}`, `Account ${n}`, ticket(n));
  const panel = ext.panel(tab);
  const visit = async (n: number) => {
    await ext.opened(tab, ticketUrl(n));
    await panel.ready(`a${n}`);
    await panel.ask('panel.painted', { generation: tab.generation });
    ext.clock.advance(1_000);
  };
  const recents = async () => {
    const answer = await ext.page('recent.get', {});
    return answer.ok ? answer.entries.map(({ accountId }) => accountId) : answer.code;
  };
  return { ext, backend, tab, panel, visit, recents };
}

describe('the customers that were seen last', () => {
  it('are kept, newest first, each once, twenty of them, also after a restart', async () => {
    const { ext, visit, recents } = await visiting();
    for (const n of [1, 2, 3, 1]) await visit(n);
    expect(await recents()).toEqual(['a1', 'a3', 'a2']);
    const entries = await ext.page('recent.get', {});
    expect(entries).toMatchObject({
      entries: [{ name: 'Account 1', band: 'healthy', at: '2026-11-21T09:00:03.000Z' }, {}, {}],
    });
    for (let n = 4; n <= 25; n++) await visit(n);
    ext.restart();
    expect(await recents()).toEqual(Array.from({ length: 20 }, (_, i) => `a${25 - i}`));
  });

  it('were on screen: not those of an older generation, of a page without a customer, or of an incognito tab', async () => {
    const { ext, tab, panel, recents } = await visiting();
    await ext.opened(tab, ticketUrl(1), 5);
    await panel.ready('a1');
    await panel.ask('panel.painted', { generation: 4 });
    await ext.opened(tab, listUrl, 6);
    await panel.ask('panel.painted', { generation: 6 });
    const hidden = ext.tab(9, { incognito: true });
    const private9 = ext.panel(hidden);
    await ext.opened(hidden, ticketUrl(2));
    await private9.ready('a2');
    await private9.ask('panel.painted', { generation: hidden.generation });
    expect(await recents()).toEqual([]);
  });

  it('are one person’s: gone with the sign-out, hidden from the next one, and from one who was revoked', async () => {
    const { ext, backend, panel, visit, recents } = await visiting();
    await visit(1);
    await ext.pair(people.grace);
    expect(await recents()).toEqual([]);
    await panel.ready('a1');
    await visit(2);
    backend.tokens.clear();
    await panel.ask('panel.refresh', {});
    expect(await recents()).toBe('notPaired');
    await ext.page('session.signOut', {});
    expect(await recents()).toBe('notPaired');
    expect((await ext.disk()).values).toBe('[]');
  });

  it('are not those that somebody else has left behind', async () => {
    const { ext, recents } = await visiting();
    const entry = {
      accountId: 'a9',
      name: 'Secret',
      domain: null,
      band: 'healthy',
      url: null,
      at: '2026-11-21T09:00:00.000Z',
    } as const;
    await ext.db.values.put({ key: 'recents', value: { scope: 'somebody else', entries: [entry] } });
    expect(await recents()).toEqual([]);
  });

  it('are written once while a person stays with one, and again after ten minutes', async () => {
    const { ext, visit } = await visiting();
    const at = async () =>
      ((await ext.db.values.get('recents'))?.value as { entries: { at: string }[] } | undefined)?.entries[0]?.at;
    await visit(1);
    const first = await at();
    await visit(1);
    expect(await at()).toBe(first);
    ext.clock.advance(600_000);
    await visit(1);
    expect(await at()).not.toBe(first);
  });

  it('include those that the browser’s side panel has shown', async () => {
    const { ext, tab, recents } = await visiting();
    await ext.opened(tab, ticketUrl(3));
    ext.fronts.set(1, tab.id);
    const beside = ext.sidePanel(1);
    await beside.shows(tab, 'ready', 'a3');
    await beside.ask('panel.painted', { tabId: tab.id, generation: tab.generation });
    expect(await recents()).toEqual(['a3']);
    expect(ext.pushes.filter(({ push }) => push.type === 'painted')).toEqual([]);
  });
});

describe('a customer who is looked up', () => {
  it('is found by the server, or not when nobody is paired or it is away', async () => {
    const { ext, backend } = await visiting();
    const find = async (query: string) => {
      const answer = await ext.page('search.find', { query });
      return answer.ok ? answer.found.results.map(({ accountId }) => accountId) : answer.code;
    };
    expect(await find('account 2')).toEqual(['a2', 'a20', 'a21', 'a22', 'a23', 'a24', 'a25']);
    expect(backend.requests.at(-1)?.path).toBe('/v1/search?q=account+2');
    expect(await find('a&b=c')).toEqual([]);
    backend.online = false;
    expect(await find('x')).toBe('offline');
    await ext.page('session.signOut', {});
    expect(await find('x')).toBe('notPaired');
  });
});
