import { afterEach, expect, it } from 'vitest';
import { seedAccount, startTestApp, type TestApp } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { readOverrides } from '../store/overrides.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const dayMs = 86_400_000;
const at = (days: number) => new Date(nowMs + days * dayMs).toISOString();

describeStores('/v1/overrides', (stores) => {
  let running: TestApp | null = null;
  let clock = nowMs;
  let hurried = 0;
  const start = async () => {
    clock = nowMs;
    hurried = 0;
    const store = await stores.open();
    await seedAccount(store, 'acc', '001000000000001AAA');
    running = await startTestApp(store, { now: () => clock, onMarked: () => hurried++ });
    const headers = await running.as('admin');
    const send = async (method: 'POST' | 'DELETE', over: object = {}, who = headers) => {
      const put = method === 'POST' ? { band: 'atRisk', reason: 'Their board wants out', expiresAt: at(20) } : {};
      const payload = { key: crypto.randomUUID(), accountId: 'acc', ...put, ...over };
      const answer = await (running as TestApp).app.inject({ method, url: '/v1/overrides', headers: who, payload });
      return { status: answer.statusCode, body: answer.json() };
    };
    const read = async () => (await readOverrides(store, 't', ['acc', 'other'], nowMs - dayMs)).get('acc') ?? [];
    return { send, read, as: running.as };
  };
  afterEach(async () => {
    await running?.app.close();
    running = null;
  });

  it('stores what a manager says, with a name and a day', async () => {
    const { send, read } = await start();
    expect(await send('POST')).toMatchObject({ status: 200, body: { applied: true } });
    expect(await read()).toEqual([
      { band: 'atRisk', reason: 'Their board wants out', by: 'Admin', at: at(0), expiresAt: at(20), removedAt: null },
    ]);
  });

  it('does the same write once, and ends what was said before', async () => {
    const { send, read } = await start();
    const key = crypto.randomUUID();
    expect([(await send('POST', { key })).status, (await send('POST', { key })).status]).toEqual([200, 200]);
    expect(await read()).toHaveLength(1);
    expect((await send('POST', { key, band: 'watch' })).status).toBe(409);
    // Published in a moment, also when the answer to the first was lost; not what was refused.
    expect(hurried).toBe(2);
    clock += dayMs;
    await send('POST', { band: 'watch' });
    expect((await read()).map((o) => [o.band, o.removedAt])).toEqual([
      ['atRisk', at(1)],
      ['watch', null],
    ]);
  });

  it('is taken back, once', async () => {
    const { send, read } = await start();
    await send('POST');
    expect((await send('DELETE')).body).toMatchObject({ applied: true });
    expect((await read())[0]?.removedAt).toBe(at(0));
    expect((await send('DELETE')).body).toMatchObject({ applied: false });
    expect(hurried).toBe(2);
  });

  it.each([
    ['an expiry beyond 30 days', { expiresAt: at(31) }, 400],
    ['an expiry in the past', { expiresAt: at(-1) }, 400],
    ['no reason', { reason: '  ' }, 400],
    ['a band that says nothing', { band: 'unknown' }, 400],
    ['an account that is not there', { accountId: 'nobody' }, 404],
  ])('refuses %s and changes nothing', async (_what, over, status) => {
    const { send, read } = await start();
    const answer = await send('POST', over);
    expect([answer.status, answer.body.message?.length > 20]).toEqual([status, true]);
    expect(await read()).toEqual([]);
  });

  it('is for managers', async () => {
    const { send, as } = await start();
    expect((await send('POST', {}, await as('rep'))).status).toBe(403);
    expect((await send('DELETE', {}, await as('rep'))).status).toBe(403);
  });
});
