import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { problemReply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';
import { createPairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { createOutbox } from './outbox.ts';
import { createPrivateWrites } from './privateWrites.ts';

beforeEach(() => {
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
});

/** Paired, the customer `a1` on screen, nothing waiting. */
async function working() {
  const ext = createExtension();
  await ext.pair();
  const { backend } = ext;
  backend.put('a1', 'Acme', ticket(1));
  const tab = ext.tab(1);
  const panel = ext.panel(tab);
  await ext.opened(tab, ticketUrl(1));
  await panel.ready('a1');
  await until(() => ext.alarms.length > 0);
  const react = (actionKey: string) =>
    panel.ask('action.react', { accountId: 'a1', actionKey, ruleId: 'r', ruleVersion: 1, kind: 'done' });
  const done = () =>
    [...backend.applied.values()].map(({ body }) => (body as unknown as { actionKey: string }).actionKey);
  const rows = async () =>
    (await ext.db.writes.toArray()).map((w) => `${(w.body as { actionKey: string }).actionKey} ${w.state}`);
  /** Flushes, and tells in how many milliseconds it is to be tried again; null: not. */
  const flush = async (): Promise<number | null> => {
    await ext.worker.background.flush();
    return ext.alarms.at(-1) ?? null;
  };
  return { ext, backend, panel, tab, react, done, rows, flush };
}

describe('the outbox', () => {
  it('sends in the order of the clicks, each once, and marks on the panel what still waits', async () => {
    const { backend, panel, react, done, rows } = await working();
    backend.online = false;
    for (const key of ['one', 'two', 'three']) expect(await react(key)).toEqual({ ok: true });
    expect(panel.last()?.reactions.map((r) => [r.actionKey, r.queued])).toEqual([
      ['one', true],
      ['two', true],
      ['three', true],
    ]);
    backend.online = true;
    backend.holding = true;
    await panel.ask('account.pin', { accountId: 'a1', pinned: true });
    await until(() => backend.held.some((h) => h.path === '/v1/reactions'));
    expect(backend.deliveries, 'one at a time').toHaveLength(1);
    backend.holding = false;
    backend.releaseAll();
    await until(() => backend.applied.size === 4);
    expect(done().slice(0, 3)).toEqual(['one', 'two', 'three']);
    expect(backend.deliveries).toHaveLength(4);
    await until(() => panel.last()?.reactions.every((r) => !r.queued));
    expect(await rows()).toEqual(['one sent', 'two sent', 'three sent', 'undefined sent']);
  });

  it('takes along what is clicked while it sends', async () => {
    const { backend, react, done } = await working();
    backend.holding = true;
    await react('one');
    await until(() => backend.held.length === 1);
    await react('two');
    backend.holding = false;
    backend.releaseAll();
    await until(() => done().includes('two'));
    expect(backend.deliveries).toHaveLength(2);
  });

  it('takes along what is clicked after its last look and before its end', async () => {
    const { ext, backend } = await working();
    const pairings = createPairings(ext.db, backend.fetcher as typeof fetch);
    const body = { key: 'late', accountId: 'a1', pinned: true, at: '2026-11-21T09:00:00.000Z' };
    let reads = 0;
    let late: Promise<unknown> | null = null;
    const outbox = createOutbox(
      ext.db,
      pairings,
      {
        ...createPrivateWrites({ get: async () => ({}), set: async () => undefined, remove: async () => undefined }),
        async read() {
          // The second look counts what is left, right after the disk was counted.
          if (++reads === 2) {
            const scope = scopeOf((await pairings.current())?.pairing as never);
            await outbox.add(scope, { kind: 'pin', body }, false);
            late = outbox.flush();
          }
          return [];
        },
      },
      ext.clock.now,
    );
    expect(await outbox.flush()).toMatchObject({ sent: 1, left: 0 });
    expect(late).not.toBeNull();
    expect([...backend.applied.keys()]).toEqual(['late']);
  });

  it.each([
    ['badRequest', 400],
    ['forbidden', 403],
    ['unknownRecord', 404],
    ['badRequest', 409],
    ['tooLarge', 413],
  ] as [ErrorCode, number][])(
    'sets aside what is answered with %s (%i), says so no longer, and goes on',
    async (code, status) => {
      const { ext, backend, panel, react, done, rows, flush } = await working();
      backend.online = false;
      await react('poison');
      await react('fine');
      backend.online = true;
      backend.override = async (request, path) =>
        path === '/v1/reactions' && (await request.text()).includes('poison') ? problemReply(status, code) : null;
      expect(await flush()).toBeNull();
      expect(await rows()).toEqual(['poison refused', 'fine sent']);
      expect((await ext.db.writes.toArray())[0]?.refusal).toBe(code);
      expect(done()).toEqual(['fine']);
      await until(() => panel.last()?.reactions.length === 1);
      expect((await ext.page('session.get', {})).queued).toBe(0);
    },
  );

  it.each([
    ['a fault of the server', () => problemReply(500, 'serverError')],
    ['a gateway in between', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a portal in between', () => new Response('<h1>Sign in to the wifi</h1>', { status: 404 })],
    ['too many requests', () => problemReply(429, 'rateLimited')],
    ['a server that is too old or too new', () => problemReply(426, 'clientTooOld')],
    ['no network', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('keeps everything, in order, after %s', async (_what, answer) => {
    const { backend, react, done, rows, flush } = await working();
    backend.override = (_request, path) => (path === '/v1/reactions' ? answer() : null);
    await react('one');
    await react('two');
    expect(await flush()).toBe(30_000);
    expect(await rows()).toEqual(['one queued', 'two queued']);
    backend.override = null;
    expect(await flush()).toBeNull();
    expect(done()).toEqual(['one', 'two']);
  });

  it('waits longer the longer it has waited, between half a minute and a quarter of an hour, also across restarts', async () => {
    const { ext, backend, react, flush } = await working();
    backend.online = false;
    await react('one');
    const pauses: (number | null)[] = [];
    for (let n = 0; n < 12; n++) {
      const pause = await flush();
      pauses.push(pause);
      ext.clock.advance(pause ?? 0);
      if (n % 3 === 0) ext.restart();
    }
    expect(pauses.slice(0, 3)).toEqual([30_000, 30_000, 30_000]);
    for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(pauses[i - 1] ?? 0);
    expect(pauses.at(-1)).toBe(15 * 60_000);
    backend.online = true;
    expect(await flush()).toBeNull();
    expect(backend.applied.size).toBe(1);
  });

  it('is not sooner than the server asks', async () => {
    const { backend, react, flush } = await working();
    backend.override = (_request, path) => (path === '/v1/reactions' ? problemReply(429, 'rateLimited', 90_000) : null);
    await react('one');
    expect(await flush()).toBe(90_000);
  });

  it('keeps everything when the token is rejected, rings no alarm, and sends it after pairing again', async () => {
    const { ext, backend, react, rows, done, flush } = await working();
    backend.tokens.clear();
    await react('one');
    expect(await flush()).toBeNull();
    await react('two');
    expect(await rows()).toEqual(['one queued', 'two queued']);
    const asked = backend.requests.length;
    expect(await flush()).toBeNull();
    expect(backend.requests.length).toBe(asked);
    await ext.pair();
    await until(() => done().length === 2);
    expect(done()).toEqual(['one', 'two']);
  });

  it('refuses a click when nobody is paired', async () => {
    const { ext, react, rows } = await working();
    await ext.page('session.signOut', {});
    expect(await react('late')).toMatchObject({ ok: false, code: 'notPaired' });
    expect(await rows()).toEqual([]);
  });

  it('remembers for a month what was sent, then forgets it; what waits is never forgotten', async () => {
    const { ext, backend, react, rows, flush } = await working();
    await react('old');
    await until(() => backend.applied.size === 1);
    backend.online = false;
    await react('waiting');
    ext.clock.advance(31 * 86_400_000);
    await flush();
    expect(await rows()).toEqual(['waiting queued']);
  });

  it('remembers one look per version, not one per paint', async () => {
    const { ext, backend, panel, tab } = await working();
    const painted = () => panel.ask('panel.painted', { generation: tab.generation });
    for (let n = 0; n < 3; n++) await painted();
    await panel.ask('panel.painted', { generation: tab.generation - 1 });
    await until(() => backend.applied.size === 1);
    expect([...backend.applied.values()][0]).toMatchObject({ kind: 'looks', body: { accountId: 'a1', version: 1 } });
    backend.put('a1', 'Acme Renamed');
    await panel.ask('panel.refresh', {});
    await painted();
    await until(() => backend.applied.size === 2);
    expect(ext.pushes.at(-1)).toEqual({ tabId: 1, push: { type: 'painted', generation: tab.generation } });
  });
});
