import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { seedAccount, startTestApp, type TestApp } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { Store } from '../store/openStore.ts';

const recordId = '001000000000001AAA';
const query = `system=salesforce&instance=x.lightning.force.com&object=Account&id=${recordId}`;
const reaction = (over: object = {}) => ({
  key: crypto.randomUUID(),
  accountId: 'acc',
  actionKey: 'acc:r:1',
  ruleId: 'r',
  ruleVersion: 1,
  kind: 'done',
  at: '2026-11-21T09:00:00.000Z',
  ...over,
});

describeStores('the API', (stores) => {
  let running: TestApp | null = null;
  let store: Store;
  const start = async (options: Parameters<typeof startTestApp>[1] = {}) => {
    store = await stores.open();
    await seedAccount(store, 'acc', recordId);
    running = await startTestApp(store, options);
    return running;
  };
  afterEach(async () => {
    await running?.app.close();
    running = null;
  });

  describe('GET /v1/context', () => {
    it('serves the stored bytes with a strong ETag, plain and compressed, and 304 for either', async () => {
      const { app, as } = await start();
      const headers = await as('rep');
      const url = `/v1/context?${query}`;
      const plain = await app.inject({ url, headers });
      expect(plain.statusCode).toBe(200);
      expect(plain.headers['cache-control']).toBe('private, no-cache');
      expect(plain.headers['alongside-contract']).toBe('1');
      expect(plain.json()).toEqual({
        resolution: expect.objectContaining({ confidence: 'verified' }),
        document: { accountId: 'acc', version: 1, mask: 'full' },
      });
      const packed = await app.inject({ url, headers: { ...headers, 'accept-encoding': 'gzip' } });
      expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
      expect(packed.headers.etag).not.toBe(plain.headers.etag);
      for (const etag of [plain.headers.etag, packed.headers.etag] as string[]) {
        expect(etag).toMatch(/^"[^"]+"$/);
        const same = await app.inject({ url, headers: { ...headers, 'if-none-match': etag } });
        expect([same.statusCode, same.body]).toEqual([304, '']);
      }
      const other = await app.inject({ url, headers: { ...headers, 'if-none-match': '"something else"' } });
      expect(other.statusCode).toBe(200);
    });

    it('serves a new document at once, whoever published it', async () => {
      const { app, as, feed } = await start();
      const headers = await as('rep');
      const first = await app.inject({ url: `/v1/context?${query}`, headers });
      await seedAccount(store, 'acc', recordId, 2);
      if (store.engine === 'postgres') await feed.catchUp();
      const second = await app.inject({
        url: `/v1/context?${query}`,
        headers: { ...headers, 'if-none-match': String(first.headers.etag) },
      });
      expect(second.statusCode).toBe(200);
      expect(second.json().document.version).toBe(2);
    });

    it('gives a viewer the restricted bytes and another ETag, by record and by account', async () => {
      const { app, as } = await start();
      const rep = await app.inject({ url: `/v1/context?${query}`, headers: await as('rep') });
      const viewer = await app.inject({ url: `/v1/context?${query}`, headers: await as('viewer') });
      expect(viewer.json().document.mask).toBe('restricted');
      expect([rep, viewer].map((r) => r.body.includes('mara@customer.example'))).toEqual([true, false]);
      expect(viewer.headers.etag).not.toBe(rep.headers.etag);
      const byAccount = await app.inject({ url: '/v1/context?account=acc', headers: await as('viewer') });
      expect(byAccount.json().document.mask).toBe('restricted');
    });

    it.each([
      ['an unknown record', `${query.slice(0, -1)}B`, 404, 'unknownRecord'],
      ['another instance', query.replace('x.light', 'y.light'), 404, 'unknownRecord'],
      ['a system that is not connected', query.replace('system=salesforce', 'system=zendesk'), 404, 'unknownRecord'],
      ['an unknown account', 'account=nobody', 404, 'unknownRecord'],
      ['a missing parameter', 'system=salesforce', 400, 'badRequest'],
      ['an additional parameter', `${query}&tenant=other`, 400, 'badRequest'],
      ['a parameter twice', `${query}&id=2`, 400, 'badRequest'],
      [
        'quotes and markup',
        query.replace(recordId, encodeURIComponent("'><img src=x onerror=alert(1)>")),
        400,
        'badRequest',
      ],
      ['NUL', query.replace(recordId, '%00'), 400, 'badRequest'],
      ['nothing', '', 400, 'badRequest'],
      ['a prototype key', '__proto__=1', 400, 'badRequest'],
    ])('refuses %s with words that say what to do', async (_what, search, status, code) => {
      const { app, as } = await start();
      const answer = await app.inject({ url: `/v1/context?${search}`, headers: await as('rep') });
      expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
      expect(answer.json().message.length).toBeGreaterThan(20);
      expect(answer.headers['content-type']).toContain('application/json');
    });

    it('survives any query string', async () => {
      const { app, as } = await start();
      const headers = await as('rep');
      await fc.assert(
        fc.asyncProperty(fc.string({ maxLength: 60 }), async (text) => {
          const answer = await app.inject({ url: `/v1/context?${encodeURI(text).replaceAll('#', '')}`, headers });
          expect([400, 404]).toContain(answer.statusCode);
        }),
        { numRuns: 50 },
      );
    });
  });

  describe('who may call', () => {
    it.each([
      ['without a token', {}, 401, 'notPaired'],
      ['with another scheme', { authorization: 'Basic abc' }, 401, 'notPaired'],
      ['with an unknown token', { authorization: 'Bearer als_0000000000000000' }, 401, 'invalidToken'],
      ['from a web page', { origin: 'https://evil.example' }, 403, 'forbidden'],
      ['under another host name', { host: 'rebound.example' }, 403, 'forbidden'],
      ['with an older contract', { 'alongside-contract': '0' }, 426, 'clientTooOld'],
      ['with nonsense for a contract', { 'alongside-contract': 'x' }, 400, 'badRequest'],
    ])('refuses a call %s', async (_what, headers, status, code) => {
      const { app } = await start();
      const answer = await app.inject({ url: `/v1/context?${query}`, headers: { host: '127.0.0.1', ...headers } });
      expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    });

    it('answers an extension across origins, and its preflight', async () => {
      const { app, as } = await start();
      const origin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';
      const preflight = await app.inject({
        method: 'OPTIONS',
        url: '/v1/reactions',
        headers: { host: 'localhost:4620', origin, 'access-control-request-method': 'POST' },
      });
      expect(preflight.statusCode).toBe(204);
      expect(preflight.headers['access-control-allow-origin']).toBe(origin);
      expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
      const answer = await app.inject({ url: `/v1/context?${query}`, headers: { ...(await as('rep')), origin } });
      expect(answer.headers['access-control-expose-headers']).toContain('etag');
    });

    it('ends a session for good', async () => {
      const { app, as } = await start();
      const headers = await as('rep');
      expect((await app.inject({ url: '/v1/session', headers })).json()).toMatchObject({
        role: 'rep',
        tenant: { id: 't' },
      });
      expect((await app.inject({ method: 'DELETE', url: '/v1/session', headers })).statusCode).toBe(204);
      expect((await app.inject({ url: '/v1/session', headers })).json().code).toBe('invalidToken');
    });

    it('accepts a pairing code once and slows down guessing', async () => {
      const { app } = await start();
      const guess = () =>
        app.inject({
          method: 'POST',
          url: '/v1/pair',
          headers: { host: '127.0.0.1' },
          payload: { code: 'AAAAA-AAAAA', device: 'x' },
        });
      const codes: string[] = [];
      for (let i = 0; i < 62; i++) codes.push((await guess()).json().code);
      expect(codes.slice(0, 60)).toEqual(Array(60).fill('badPairingCode'));
      expect(codes.slice(60)).toEqual(['rateLimited', 'rateLimited']);
    });
  });

  describe('writes', () => {
    it('answers the same delivery the same way, and refuses a key used for something else', async () => {
      const { app, as } = await start();
      const headers = await as('rep');
      const body = reaction();
      const post = (payload: object) => app.inject({ method: 'POST', url: '/v1/reactions', headers, payload });
      expect((await post(body)).json()).toEqual({ key: body.key, applied: true });
      expect((await post(body)).json()).toEqual({ key: body.key, applied: true });
      const reused = await post({ ...body, kind: 'rejected' });
      expect([reused.statusCode, reused.json().code]).toEqual([409, 'badRequest']);
      const rows = await store.db.selectFrom('reaction').select('kind').execute();
      expect(rows).toEqual([{ kind: 'done' }]);
    });

    it.each([
      ['an additional field', { extra: 1 }, 400],
      ['an unknown kind', { kind: 'maybe' }, 400],
      ['a key that is no UUID', { key: 'x' }, 400],
      ['a reason that is too long', { reason: 'x'.repeat(501) }, 400],
      ['an account with markup', { accountId: '<b>' }, 400],
      ['an unknown account', { accountId: 'nobody' }, 404],
    ])('refuses %s and stores nothing', async (_what, over, status) => {
      const { app, as } = await start();
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/reactions',
        headers: await as('rep'),
        payload: reaction(over),
      });
      expect(answer.statusCode).toBe(status);
      expect(await store.db.selectFrom('reaction').selectAll().execute()).toEqual([]);
      expect(await store.db.selectFrom('idempotency').selectAll().execute()).toEqual([]);
    });

    it('refuses malformed JSON, another content type and a body over the limit', async () => {
      const { app, as } = await start();
      const headers = { ...(await as('rep')), 'content-type': 'application/json' };
      const post = (payload: string, type = 'application/json') =>
        app.inject({ method: 'POST', url: '/v1/reactions', headers: { ...headers, 'content-type': type }, payload });
      expect((await post('{"key":')).json().code).toBe('badRequest');
      expect((await post('{"__proto__":{"x":1}}')).json().code).toBe('badRequest');
      expect((await post('a=b', 'text/plain')).json().code).toBe('badRequest');
      const large = await post(JSON.stringify(reaction({ reason: 'x'.repeat(70_000) })));
      expect([large.statusCode, large.json().code]).toEqual([413, 'tooLarge']);
    });

    it('does not let a viewer react, but pin', async () => {
      const { app, as } = await start();
      const headers = await as('viewer');
      const answer = await app.inject({ method: 'POST', url: '/v1/reactions', headers, payload: reaction() });
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'forbidden']);
      const { key, accountId, at } = reaction();
      const pin = await app.inject({
        method: 'POST',
        url: '/v1/pins',
        headers,
        payload: { key, accountId, pinned: true, at },
      });
      expect(pin.statusCode).toBe(200);
    });
  });

  it('tells in the watchlist what moved since the last look', async () => {
    const { app, as } = await start();
    const headers = await as('rep');
    const { accountId, at } = reaction();
    const post = (url: string, payload: object) =>
      app.inject({ method: 'POST', url, headers, payload: { key: crypto.randomUUID(), accountId, at, ...payload } });
    await post('/v1/pins', { pinned: true, reason: 'Friday' });
    const list = async () => (await app.inject({ url: '/v1/watchlist', headers })).json().entries;
    expect(await list()).toMatchObject([{ accountId: 'acc', reason: 'Friday', moved: [], lastLookedAt: null }]);
    await post('/v1/looks', { version: 1 });
    await seedAccount(store, 'acc', recordId, 5);
    expect((await list())[0].moved).toEqual([
      { what: 'score', from: 61, to: 65 },
      { what: 'openTickets', from: 1, to: 5 },
    ]);
    await post('/v1/looks', { version: 5, at: '2026-11-21T10:00:00.000Z' });
    expect((await list())[0].moved).toEqual([]);
    await post('/v1/pins', { pinned: false, at: '2026-11-21T11:00:00.000Z' });
    expect(await list()).toEqual([]);
  });

  it('does not take what the person never saw for seen', async () => {
    const { app, as } = await start();
    const headers = await as('viewer');
    const post = (url: string, payload: object) => {
      const { accountId, at } = reaction();
      return app.inject({
        method: 'POST',
        url,
        headers,
        payload: { key: crypto.randomUUID(), accountId, at, ...payload },
      });
    };
    const list = async () => (await app.inject({ url: '/v1/watchlist', headers })).json().entries;
    await post('/v1/pins', { pinned: true });
    await seedAccount(store, 'acc', recordId, 9);
    expect((await post('/v1/looks', { version: 1 })).json()).toMatchObject({ applied: false });
    expect(await list()).toMatchObject([{ lastLookedAt: null, moved: [] }]);
    await post('/v1/looks', { version: 9 });
    await seedAccount(store, 'acc', recordId, 20);
    expect((await post('/v1/looks', { version: 12 })).json()).toMatchObject({ applied: false });
    expect((await list())[0].moved).toMatchObject([{ what: 'score', from: 69, to: 80 }, { what: 'openTickets' }]);
  });

  it('describes every route it serves, and is alive and ready', async () => {
    const { app } = await start();
    const host = { host: '127.0.0.1' };
    const document = (await app.inject({ url: '/openapi.json', headers: host })).json();
    expect(document.openapi).toBe('3.1.0');
    // A tree: what stands deeper continues the path above it.
    const above: string[] = [];
    const paths = [...app.printRoutes({ commonPrefix: false }).matchAll(/^([│├└─ ]*)(\S+)(?: \((\w+))?/gm)].flatMap(
      ([, indent = '', part = '', method]) => {
        above.length = Math.max(0, indent.length / 4 - 1);
        above.push(part);
        return method && method !== 'OPTIONS' ? [above.join('').replace(/:(\w+)/g, '{$1}')] : [];
      },
    );
    expect(paths.length).toBeGreaterThan(9);
    for (const path of paths) expect(Object.keys(document.paths)).toContain(path?.replace(/:(\w+)/g, '{$1}'));
    expect((await app.inject({ url: '/healthz', headers: host })).json()).toEqual({ status: 'ok' });
    expect((await app.inject({ url: '/readyz', headers: host })).json()).toEqual({ status: 'ready' });
    expect((await app.inject({ url: '/nothing', headers: host })).statusCode).toBe(404);
  });
});
