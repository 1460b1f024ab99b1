import { describe, expect, it, vi } from 'vitest';
import {
  createExtension,
  extensionId,
  listUrl,
  pairedExtension,
  ticket,
  ticketUrl,
} from '../../tests/support/extension.ts';
import { problemReply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';

/** Says `record.opened` as a content script whose browser tells what is given, and returns the record that was understood. */
async function understood(witness: {
  claimed: string;
  senderUrl: string;
  tabUrl?: string | undefined;
  /** What asking for the tab says; null: hidden. */
  later?: string | null;
}): Promise<string | null> {
  const ext = createExtension();
  const tab = ext.tab(1, { hidden: witness.later === null });
  tab.url = witness.later ?? '';
  const answer = await ext.ask(
    'record.opened',
    { generation: 1, url: witness.claimed, slot: 0 },
    {
      id: extensionId,
      url: witness.senderUrl,
      frameId: 0,
      tab: { id: 1, ...(witness.tabUrl ? { url: witness.tabUrl } : {}) },
    },
  );
  expect(answer.ok).toBe(true);
  return (ext.area.get('tab.1') as { record: { id: string } | null }).record?.id ?? null;
}

describe('the address that a message is about', () => {
  const before = ticketUrl(1);
  const now = ticketUrl(2);

  it('is the tab’s own, also when the sender’s is where the document was loaded', async () => {
    expect(await understood({ claimed: now, senderUrl: before, tabUrl: now, later: now })).toBe('2');
    expect(await understood({ claimed: now, senderUrl: before, later: now })).toBe('2');
  });

  it('is asked for again when the tab’s is still the one before', async () => {
    expect(await understood({ claimed: now, senderUrl: before, tabUrl: before, later: now })).toBe('2');
  });

  it('is the tab’s, whatever a page claims', async () => {
    expect(await understood({ claimed: ticketUrl(9), senderUrl: before, tabUrl: now, later: now })).toBe('2');
    expect(await understood({ claimed: before, senderUrl: before, tabUrl: now, later: now })).toBe('2');
    expect(await understood({ claimed: ticketUrl(9), senderUrl: before, later: listUrl })).toBeNull();
  });

  it('is the claimed one within the sender’s origin when the browser hides the tab’s', async () => {
    expect(await understood({ claimed: now, senderUrl: before, later: null })).toBe('2');
    expect(await understood({ claimed: listUrl, senderUrl: before, later: null })).toBeNull();
  });

  it.each([
    ['another host of the same CRM', 'https://other.zendesk.com/agent/tickets/2'],
    ['another CRM', 'https://app.hubspot.com/contacts/1/record/0-2/5'],
    ['no https', 'http://cobalt.zendesk.com/agent/tickets/2'],
    ['another port', 'https://cobalt.zendesk.com:8443/agent/tickets/2'],
    ['no address', 'ticket 2'],
    ['nothing', ''],
    ['an opaque origin', 'data:text/html,x'],
  ])('is unknown, hence no record and never the stale one, when the claim is of %s', async (_what, claimed) => {
    expect(await understood({ claimed, senderUrl: before, later: null })).toBeNull();
  });
});

describe('the watchlist', () => {
  it('comes from the backend, from what was kept when offline, and never from what was kept when refused', async () => {
    const { ext, backend } = await pairedExtension();
    expect(await ext.page('watchlist.get', {})).toMatchObject({ ok: true, cached: false, watchlist: { entries: [] } });
    backend.online = false;
    expect(await ext.page('watchlist.get', {})).toMatchObject({ ok: true, cached: true });
    backend.online = true;
    backend.override = () => problemReply(403, 'forbidden');
    expect(await ext.page('watchlist.get', {})).toMatchObject({ ok: false, code: 'forbidden' });
    await ext.page('session.signOut', {});
    expect(await ext.page('watchlist.get', {})).toMatchObject({ ok: false, code: 'notPaired' });
  });

  it('is asked for after what waits was sent, so that a pin is in it', async () => {
    const { ext, backend } = await pairedExtension();
    backend.online = false;
    await ext.page('account.pin', { accountId: 'a1', pinned: true });
    backend.online = true;
    await ext.page('watchlist.get', {});
    const paths = backend.requests.map((r) => r.path);
    expect(paths.lastIndexOf('/v1/pins')).toBeLessThan(paths.lastIndexOf('/v1/watchlist'));
    expect([...backend.applied.values()].map((w) => w.kind)).toEqual(['pins']);
  });

  it('marks the customer as pinned by the latest word: the list, or a click that is newer', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    expect(panel.last()?.pinned).toBe(false);
    await panel.ask('account.pin', { accountId: 'a1', pinned: true });
    expect(panel.last()?.pinned).toBe(true);
    backend.online = false;
    await panel.ask('account.pin', { accountId: 'a1', pinned: false });
    expect(panel.last()?.pinned).toBe(false);
  });
});

describe('the test of an address', () => {
  it('tells the version and how long it took, without a token and without pairing', async () => {
    const { ext, backend } = await pairedExtension();
    expect(await ext.page('session.test', { backend: `${backend.origin}/some/page` })).toEqual({
      ok: true,
      serverVersion: 1,
      ms: 0,
    });
    expect(backend.requests.at(-1)?.headers.has('authorization')).toBe(false);
    expect(await ext.page('session.test', { backend: 'http://elsewhere.example' })).toMatchObject({
      code: 'badRequest',
    });
    expect(await ext.page('session.pair', { backend: 'ftp://x', code: 'ABCD' })).toMatchObject({ code: 'badRequest' });
    backend.online = false;
    expect(await ext.page('session.test', { backend: backend.origin })).toMatchObject({ ok: false, code: 'offline' });
  });
});

describe('signing out', () => {
  it('leaves no incognito window its customer or its writes when panels cannot be told to forget, and says that it failed', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { ext, backend } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const tab = ext.tab(9, { incognito: true });
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    backend.online = false;
    await panel.ask('account.pin', { accountId: 'a1', pinned: true });
    expect(JSON.stringify(ext.area.get('privateWrites'))).toContain('a1');
    panel.close();

    const full = new Error('the storage is full');
    vi.spyOn(ext.forgotten, 'push').mockImplementation(() => {
      throw full;
    });
    expect(await ext.page('session.signOut', {})).toMatchObject({ ok: false, code: 'serverError' });
    expect(reported).toHaveBeenCalledWith(expect.stringContaining('session.signOut'), full);
    expect(ext.area.get('privateWrites')).toEqual([]);
    await until(async () => Object.values(await ext.disk()).every((rows) => rows === '[]'));

    // The same person again: what was in memory would be shown.
    backend.online = true;
    await expect(ext.pair()).rejects.toThrow();
    backend.online = false;
    await ext.panel(tab).problem('offline');
  });

  it('takes the customer off connected panels although forgetting fails', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { ext, backend } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const tab = ext.tab(9);
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    vi.spyOn(ext.forgotten, 'push').mockImplementation(() => {
      throw new Error('the storage is full');
    });
    expect(await ext.page('session.signOut', {})).toMatchObject({ ok: false, code: 'serverError' });
    await panel.problem('notPaired');
  });
});
