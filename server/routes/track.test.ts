import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { Store } from '../store/openStore.ts';

const key = 'wk_test_0123456789abcdef';
const mailKey = 'wk_mail_0123456789abcdef';
const receivedAt = Date.parse('2026-11-21T09:00:00Z');
const config = {
  ...testConfig,
  events: {
    writeKeys: [
      { name: 'app', secret: key, channel: null },
      { name: 'mail', secret: mailKey, channel: 'email' as const },
    ],
    internalDomains: ['x.example'],
  },
};
const basic = (secret: string) => `Basic ${Buffer.from(secret).toString('base64')}`;

async function start(store: Store, now = () => receivedAt, some: object = {}) {
  const { app } = await startTestApp(store, { config: { ...config, events: { ...config.events, ...some } }, now });
  const post = async (path: string, payload: unknown, authorization: string | null = basic(`${key}:`)) => {
    const response = await app.inject({
      method: 'POST',
      url: path,
      headers: { host: '127.0.0.1', 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    return { status: response.statusCode, body: response.json() };
  };
  return { app, post };
}

const days = (store: Store) =>
  store.db
    .selectFrom('activity_day')
    .select(['subject', 'user_id', 'day', 'channel', 'name', 'count'])
    .orderBy('subject')
    .orderBy('user_id')
    .orderBy('day')
    .orderBy('name')
    .execute();
const track = (some: object = {}) => ({ type: 'track', userId: 'u1', event: 'Report Exported', ...some });

describeStores('the tracking API', (stores) => {
  it('asks a sender to wait that comes too often, and no other', async () => {
    const { post } = await start(await stores.open(), undefined, { requestsPerMinute: 2 });
    const send = (secret?: string) =>
      post('/v1/track', track(), secret === undefined ? undefined : basic(`${secret}:`));
    expect([await send(), await send()].map((a) => a.status)).toEqual([200, 200]);
    expect(await send()).toMatchObject({ status: 429, body: { code: 'rateLimited', message: /\/v1\/batch/ } });
    expect((await send(mailKey)).status).toBe(200);
  });

  it('counts by day, person, channel and name, and answers as Segment does', async () => {
    const store = await stores.open();
    const { app, post } = await start(store);
    expect(await post('/v1/track', { ...track(), type: undefined, messageId: 'm1' })).toEqual({
      status: 200,
      body: { success: true, accepted: 1, repeated: 0, ignored: 0, rejected: [] },
    });
    await post('/v1/batch', {
      batch: [
        track({ messageId: 'm2' }),
        track({ messageId: 'm3', timestamp: '2026-11-19T12:00:00Z' }),
        track({ messageId: 'm4', context: { groupId: 'g1' } }),
        { type: 'page', anonymousId: 'a1', name: 'Pricing', messageId: 'm5' },
        { type: 'identify', userId: 'u1', anonymousId: 'a1', traits: { email: 'u1@acme.com' }, messageId: 'm6' },
        {
          type: 'group',
          userId: 'u1',
          groupId: 'g1',
          traits: { name: 'Acme', website: 'https://acme.com' },
          messageId: 'm7',
        },
      ],
    });
    await post('/v1/track', track({ event: 'Email Opened', messageId: 'm1' }), basic(`${mailKey}:`));
    const common = { user_id: 'u1', channel: 'product', name: 'Report Exported' };
    expect(await days(store)).toEqual([
      { subject: 'group/g1', ...common, day: '2026-11-21', count: 1 },
      {
        subject: 'user/anonymous:a1',
        user_id: 'anonymous:a1',
        day: '2026-11-21',
        channel: 'web',
        name: 'Pricing',
        count: 1,
      },
      { subject: 'user/u1', ...common, day: '2026-11-19', count: 1 },
      { subject: 'user/u1', ...common, day: '2026-11-21', channel: 'email', name: 'Email Opened', count: 1 },
      { subject: 'user/u1', ...common, day: '2026-11-21', count: 2 },
    ]);
    const users = await store.db.selectFrom('activity_user').selectAll().orderBy('user_id').execute();
    expect(users).toMatchObject([
      { user_id: 'anonymous:a1', same_as: 'u1', email: null },
      { user_id: 'u1', same_as: null, email: 'u1@acme.com', domain: 'acme.com' },
    ]);
    expect(await store.db.selectFrom('activity_group').selectAll().execute()).toMatchObject([
      { group_id: 'g1', name: 'Acme', domain: 'acme.com' },
    ]);
    expect(await store.db.selectFrom('activity_member').select(['user_id', 'group_id']).execute()).toEqual([
      { user_id: 'u1', group_id: 'g1' },
    ]);
    await app.close();
  });

  it('counts a repeated messageId once, in a batch, later, and at the same time', async () => {
    const store = await stores.open();
    const { app, post } = await start(store);
    const one: Record<string, unknown> = track({ messageId: 'm1' });
    expect((await post('/v1/batch', { batch: [one, one, track({ messageId: 'm2' })] })).body).toMatchObject({
      accepted: 2,
      repeated: 1,
    });
    expect((await post('/v1/track', one)).body).toMatchObject({ accepted: 0, repeated: 1 });
    const many = { batch: Array.from({ length: 40 }, (_, i) => track({ messageId: `n${i}`, userId: `u${i % 7}` })) };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('/v1/batch', many)));
    expect(answers.map((a) => a.status)).toEqual(Array(6).fill(200));
    expect(answers.reduce((sum, a) => sum + a.body.accepted, 0)).toBe(40);
    const sum = (await days(store)).reduce((n, row) => n + row.count, 0);
    expect(sum).toBe(42);
    // Without an id a repetition cannot be told from a second event.
    const { messageId: _, ...nameless } = one;
    await post('/v1/batch', { batch: [nameless, nameless] });
    expect((await days(store)).reduce((n, row) => n + row.count, 0)).toBe(44);
    await app.close();
  });

  it('lets the good events of a batch in, names the bad ones, and refuses a request with none', async () => {
    const store = await stores.open();
    const { app, post } = await start(store);
    const bad = { type: 'track', userId: 'u1', messageId: 'bad' };
    const large = track({ messageId: 'large', properties: { text: 'x'.repeat(33 * 1024) } });
    const answer = await post('/v1/batch', {
      batch: [track({ messageId: 'm1' }), bad, large, track({ messageId: 'old', timestamp: '2020-01-01T00:00:00Z' })],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        accepted: 1,
        ignored: 1,
        rejected: [
          { index: 1, messageId: 'bad', reason: expect.stringContaining('Send event') },
          { index: 2, reason: expect.stringContaining('32 kB') },
        ],
      },
    });
    expect(await post('/v1/batch', { batch: [bad, bad] })).toMatchObject({ status: 400, body: { code: 'badRequest' } });
    expect(await post('/v1/track', bad)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('Send event') },
    });
    expect(await days(store)).toHaveLength(1);
    const tallies = await store.db.selectFrom('event_tally').select(['outcome', 'count']).orderBy('outcome').execute();
    expect(tallies).toEqual([
      { outcome: 'accepted', count: 1 },
      { outcome: 'rejected', count: 5 },
      { outcome: 'tooOld', count: 1 },
    ]);
    await app.close();
  });

  it('takes a key by HTTP Basic or in the body, and nobody without one', async () => {
    const store = await stores.open();
    const { app, post } = await start(store);
    for (const [payload, authorization, status] of [
      [track(), basic(`${key}:`), 200],
      [track(), basic(key), 200],
      [track({ writeKey: key }), null, 200],
      [track({ writeKey: 'wrong' }), basic(`${key}:`), 200],
      [track({ writeKey: key }), basic('wrong:'), 401],
      [track(), null, 401],
      [track(), basic(':'), 401],
      [track(), basic(`${key.slice(0, -1)}:`), 401],
      [track(), basic(`${key}x:`), 401],
      [track(), `Bearer ${key}`, 401],
      [track({ writeKey: 7 }), null, 401],
      [null, null, 401],
      [[], null, 401],
    ] as const)
      expect(
        (await post('/v1/track', payload, authorization)).status,
        `${authorization} ${JSON.stringify(payload)}`,
      ).toBe(status);
    expect((await days(store))[0]?.count).toBe(4);
    const everything = JSON.stringify(await store.db.selectFrom('event_message').selectAll().execute());
    expect(everything).not.toContain(key);
    await app.close();

    const none = await startTestApp(store, { config: testConfig });
    const headers = { host: '127.0.0.1', authorization: basic(':') };
    expect((await none.app.inject({ method: 'POST', url: '/v1/track', headers, payload: track() })).statusCode).toBe(
      401,
    );
    await none.app.close();
  });

  it('answers malformed and oversized input with a sentence, and stores nothing', async () => {
    const store = await stores.open();
    const { app, post } = await start(store);
    const deep = `{"batch":[{"type":"track","userId":"u","event":"x","properties":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}],"writeKey":"${key}"}`;
    for (const [path, payload, status, words] of [
      ['/v1/track', '{', 400, /JSON/],
      ['/v1/track', '{"__proto__": 1}', 400, /./],
      ['/v1/track', JSON.stringify(track({ properties: { text: 'x'.repeat(33 * 1024) } })), 413, /32 kB/],
      ['/v1/batch', JSON.stringify({ batch: ['x'.repeat(501 * 1024)] }), 413, /500 kB/],
      ['/v1/batch', { batch: 'x' }, 400, /^Correct batch: a list of events\.$/],
      ['/v1/batch', {}, 400, /batch/],
      ['/v1/batch', { batch: Array(2501).fill(1) }, 400, /^Correct batch: at most 2,500 events\.$/],
      ['/v1/batch', { batch: [], sentAt: 7 }, 400, /^Correct sentAt: an ISO 8601 instant\.$/],
      ['/v1/batch', deep, 400, /32 kB|Send less/],
    ] as const) {
      const answer = await post(path, payload);
      expect([path, answer.status], answer.body.message).toEqual([path, status]);
      expect(answer.body.message).toMatch(words);
    }
    expect(await days(store)).toEqual([]);
    expect(await store.db.selectFrom('activity_user').selectAll().execute()).toEqual([]);
    const page = await app.inject({
      method: 'POST',
      url: '/v1/track',
      headers: { host: '127.0.0.1', origin: 'https://evil.example', authorization: basic(`${key}:`) },
      payload: track(),
    });
    expect(page.statusCode).toBe(403);
    await app.close();
  });

  it('comes to the same sums in whatever order and batches the events arrive', { timeout: 60_000 }, async () => {
    const store = await stores.open();
    const tables = ['activity_day', 'activity_user', 'activity_group', 'activity_member', 'activity_subject'] as const;
    const state = async () => {
      const rows = await Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().execute()));
      return rows.map((all) => all.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort());
    };
    const event = fc.record({
      type: fc.constantFrom('track', 'identify', 'group', 'page'),
      userId: fc.constantFrom('u1', 'u2'),
      anonymousId: fc.constantFrom(undefined, 'a1'),
      event: fc.constantFrom('Opened', 'Closed'),
      groupId: fc.constantFrom('g1', 'g2'),
      hour: fc.nat(200),
      email: fc.constantFrom('a@acme.com', 'b@hooli.com'),
    });
    const { app, post } = await start(store);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(event, { maxLength: 12, selector: (e) => e.hour }),
        fc.nat(),
        async (drawn, seed) => {
          const events = drawn.map(({ hour, email, ...e }, i) => ({
            ...e,
            messageId: `${run}-${i}`,
            timestamp: new Date(receivedAt - hour * 3_600_000).toISOString(),
            traits: e.type === 'identify' ? { email } : { name: email },
            ...(e.type === 'track' && e.groupId === 'g1' ? { context: { groupId: 'g1' } } : {}),
          }));
          const clear = async () => {
            for (const table of [...tables, 'event_message'] as const) await store.db.deleteFrom(table).execute();
          };
          run++;
          await clear();
          await post('/v1/batch', { batch: events });
          const whole = await state();
          await clear();
          const shuffled = events
            .map((e, i) => ({ e, at: ((i + 1) * (seed + 7919)) % 97 }))
            .sort((a, b) => a.at - b.at);
          for (let i = 0; i < shuffled.length; i += 1 + (seed % 4))
            await post('/v1/batch', { batch: shuffled.slice(i, i + 1 + (seed % 4)).map((s) => s.e) });
          // Everything again: a sender that heard no answer.
          await post('/v1/batch', { batch: events });
          expect(await state()).toEqual(whole);
        },
      ),
      { numRuns: 25 },
    );
    await app.close();
  });
});
