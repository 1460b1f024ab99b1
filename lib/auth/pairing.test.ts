import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listUrl, pairedExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { people, problemReply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';
import { backendOrigin } from './pairing.ts';
import { scopeOf } from './scope.ts';

beforeEach(() => {
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
});

const unpaired = { backend: null, session: null, revoked: false, queued: 0 };

/** Paired as Ada, with one customer on screen and one kept from before. */
async function working() {
  const { ext, backend, tab } = await pairedExtension();
  backend.put('a1', 'Acme', ticket(1));
  backend.put('a2', 'Other', ticket(2));
  const panel = ext.panel(tab);
  for (const id of [2, 1]) {
    await ext.opened(tab, ticketUrl(id));
    await panel.ready(`a${id}`);
  }
  const react = (accountId = 'a1') =>
    panel.ask('action.react', { accountId, actionKey: 'k', ruleId: 'r', ruleVersion: 1, kind: 'done' });
  return { ext, backend, tab, panel, react };
}

describe('the address of a backend', () => {
  it.each([
    ['https://alongside.example.com', 'https://alongside.example.com'],
    ['  alongside.example.com/options?x=1#y ', 'https://alongside.example.com'],
    ['https://alongside.example.com:8443/v1', 'https://alongside.example.com:8443'],
    ['HTTP://127.0.0.1:4620', 'http://127.0.0.1:4620'],
    ['http://localhost:4620/', 'http://localhost:4620'],
    ['http://[::1]:4620', 'http://[::1]:4620'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('%s is %s', (text, origin) => expect(backendOrigin(text)).toBe(origin));

  it.each([
    '',
    '   ',
    'https://',
    'http://alongside.example.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example:4620',
    'ftp://alongside.example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'chrome-extension://abc/panel.html',
    'https://user:secret@alongside.example.com',
    'https://user@alongside.example.com',
    'https://alongside.example.com:99999',
  ])('%j is none', (text) => expect(backendOrigin(text)).toBeNull());

  it('is an origin for any text, or null', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        const origin = backendOrigin(text);
        if (origin !== null) expect(backendOrigin(origin)).toBe(origin);
      }),
    );
  });
});

describe('the scope of what belongs to a person', () => {
  it('is equal exactly when backend, tenant and user are', () => {
    const part = fc.oneof(fc.constantFrom('a', 'a b', 'b', '', ' ', 'a%20b', '\n'), fc.string());
    const pairing = fc.record({ backend: part, tenant: part, user: part, token: fc.string() });
    const scope = (p: { backend: string; tenant: string; user: string; token: string }) =>
      scopeOf({
        backend: p.backend,
        token: p.token,
        session: { user: { id: p.user, name: '', email: '' }, tenant: { id: p.tenant, name: '' }, role: 'rep' },
      });
    fc.assert(
      fc.property(pairing, pairing, (a, b) => {
        const same = a.backend === b.backend && a.tenant === b.tenant && a.user === b.user;
        expect(scope(a) === scope(b)).toBe(same);
        expect(scope(a)).not.toContain('\n');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a token that the backend rejects', () => {
  it('hides every cached customer until the person pairs again, also on later navigations and after a restart', async () => {
    const { ext, backend, tab, panel, react } = await working();
    backend.tokens.clear();
    await panel.ask('panel.refresh', {});
    await panel.problem('invalidToken');
    const asked = backend.requests.length;
    const from = panel.states.length;
    await react();
    for (const url of [ticketUrl(2), listUrl, ticketUrl(1)]) {
      await ext.opened(tab, url);
      await until(() => panel.last()?.generation === tab.generation);
    }
    expect(panel.states.slice(from).map((s) => s.context)).toEqual(panel.states.slice(from).map(() => null));

    ext.restart();
    const again = ext.panel(tab);
    await ext.opened(tab, ticketUrl(2));
    await again.problem('invalidToken');
    expect(again.states.every((s) => s.context === null)).toBe(true);
    expect(await ext.page('watchlist.get', {})).toMatchObject({ ok: false, code: 'invalidToken' });
    expect(await ext.page('session.get', {})).toMatchObject({ revoked: true });
    expect(backend.requests.length, 'a rejected token is not sent again').toBe(asked);

    // The same person pairs again: everything is back, and what waited is sent.
    await ext.pair();
    await again.ready('a2');
    await until(() => [...backend.applied.values()].some(({ kind }) => kind === 'reactions'));
  });

  it('is noticed in every tab, whichever request found out', async () => {
    const { ext, backend, panel } = await working();
    const other = ext.tab(2);
    const second = ext.panel(other);
    await ext.opened(other, ticketUrl(2));
    await second.ready('a2');
    backend.tokens.clear();
    await ext.page('watchlist.get', {});
    await Promise.all([panel.problem('invalidToken'), second.problem('invalidToken')]);
    expect([panel.last()?.context, second.last()?.context]).toEqual([null, null]);
  });

  it('does not bring down the pairing that has replaced it meanwhile', async () => {
    const { ext, backend, panel } = await working();
    backend.tokens.clear();
    backend.holding = true;
    const refused = panel.ask('panel.refresh', {});
    await until(() => backend.held.some((h) => h.path.startsWith('/v1/context')));
    backend.holding = false;
    await ext.pair();
    await panel.ready('a1');
    backend.releaseAll();
    await refused;
    await panel.ask('panel.refresh', {});
    expect(panel.last()).toMatchObject({ phase: 'ready', problem: null });
    ext.restart();
    expect(await ext.page('watchlist.get', {})).toMatchObject({ ok: true });
  });
});

describe('signing out', () => {
  it('clears every table that the database has, and revokes the token', async () => {
    const { ext, backend, react, tab, panel } = await working();
    backend.online = false;
    await react();
    backend.online = true;
    await ext.page('watchlist.get', {});
    await ext.ask('dock.set', { open: false }, ext.sender(tab));
    const before = await ext.disk();
    expect(Object.keys(before).sort()).toEqual(ext.db.tables.map((t) => t.name).sort());
    for (const [table, rows] of Object.entries(before))
      expect(rows, `${table} holds something to clear`).not.toBe('[]');
    await ext.page('session.signOut', {});
    for (const [table, rows] of Object.entries(await ext.disk())) expect(rows, table).toBe('[]');
    expect(backend.tokens.size).toBe(0);
    await panel.problem('notPaired');
    expect(await ext.page('session.get', {})).toEqual(unpaired);
  });

  it('forgets at once when the backend does not answer', async () => {
    const { ext, backend } = await working();
    backend.holding = true;
    const signedOut = ext.page('session.signOut', {});
    await until(() => backend.held.some((h) => h.path === '/v1/session'));
    await until(async () => Object.values(await ext.disk()).every((rows) => rows === '[]'));
    expect(await ext.page('session.get', {})).toEqual(unpaired);
    backend.releaseAll();
    expect(await signedOut).toEqual({ ok: true });
  });

  it('lets no late answer, no late list and no late click leave anything behind', async () => {
    const { ext, backend, panel, react } = await working();
    backend.put('a1', 'Acme Renamed');
    backend.holding = true;
    const late = [panel.ask('panel.refresh', {}), ext.page('watchlist.get', {})];
    await until(() => backend.held.length === 2);
    backend.holding = false;
    const clicked = react();
    await ext.page('session.signOut', {});
    backend.releaseAll();
    await Promise.all([...late, clicked, react()]);
    await panel.problem('notPaired');
    for (const [table, rows] of Object.entries(await ext.disk())) expect(rows, table).toBe('[]');
  });
});

describe('two people, one browser', () => {
  it('never see each other’s customers, lists or writes; the second pairing forgets the first', async () => {
    const { ext, backend, panel, react } = await working();
    backend.watchlist = [];
    await ext.page('watchlist.get', {});
    backend.override = (_request, path) => (path === '/v1/reactions' ? problemReply(503, 'serverError') : null);
    await react();
    backend.override = null;
    for (const who of [people.eve, people.grace]) {
      const from = panel.states.length;
      await ext.pair(who);
      await panel.ready('a1');
      const shown = panel.states.slice(from).flatMap((s) => s.context?.document?.header.owner?.name ?? []);
      expect(new Set(shown)).toEqual(new Set([who.user.name]));
      expect(panel.last()?.reactions).toEqual([]);
      const { aliases, documents, writes } = await ext.disk();
      expect(`${aliases}${documents}${writes}`).not.toContain('Ada');
      expect((await ext.page('session.get', {})).queued).toBe(0);
      expect(backend.applied.size).toBe([...backend.applied.values()].filter((w) => w.kind === 'looks').length);
    }
  });

  it('rows of another scope are invisible even where they were left on disk', async () => {
    const { ext, backend, tab } = await working();
    const foreign = scopeOf({ backend: backend.origin, token: '', session: people.eve });
    const move = <T extends { key: string; scope: string }>(row: T) => ({
      ...row,
      scope: foreign,
      key: row.key.replace(/^.*\n/, `${foreign}\n`),
    });
    const [aliases, documents] = [await ext.db.aliases.toArray(), await ext.db.documents.toArray()];
    await ext.db.aliases.clear();
    await ext.db.documents.clear();
    await ext.db.aliases.bulkPut(aliases.map(move));
    await ext.db.documents.bulkPut(documents.map(move));
    await ext.db.writes.add({
      kind: 'pin',
      body: { key: 'k9', accountId: 'a1', pinned: true, at: '2026-11-21T09:00:00.000Z' },
      key: 'k9',
      scope: foreign,
      accountId: 'a1',
      at: 0,
      state: 'queued',
    });
    // A worker that has nothing in memory.
    ext.restart();
    const again = ext.panel(tab);
    backend.online = false;
    await again.ask('panel.refresh', {});
    await again.problem('offline');
    backend.online = true;
    await again.ask('panel.refresh', {});
    await again.ready('a1');
    expect(again.last()?.pinned).toBe(false);
    expect(backend.deliveries).not.toContain('k9');
    expect((await ext.page('session.get', {})).queued).toBe(0);
  });
});

describe('pairing', () => {
  it('refuses a wrong code and keeps the pairing that was there', async () => {
    const { ext, backend, panel } = await working();
    const answer = await ext.page('session.pair', { backend: backend.origin, code: 'WRONG' });
    expect(answer).toMatchObject({ ok: false, code: 'badPairingCode' });
    await panel.ask('panel.refresh', {});
    await panel.ready('a1');
  });

  it('is found by those who asked while it was being stored', async () => {
    const { ext, backend } = await pairedExtension();
    await ext.page('session.signOut', {});
    backend.codes.set('C', people.ada);
    const paired = ext.page('session.pair', { backend: backend.origin, code: 'C' });
    const asked: Promise<unknown>[] = [];
    let done = false;
    void paired.then(() => {
      done = true;
    });
    await until(() => {
      asked.push(ext.page('session.get', {}));
      return done;
    });
    await Promise.all(asked);
    expect((await ext.page('session.get', {})).session).toEqual(people.ada);
  });
});
