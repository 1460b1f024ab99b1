import { afterEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { addDrift, maxHintsPerDay, readDrift } from '../store/drift.ts';
import type { Store } from '../store/openStore.ts';

const dayMs = 86_400_000;
const noon = Date.parse('2026-11-21T12:00:00Z');
const report = (over: object = {}) => ({
  system: 'zendesk' as const,
  pack: '2026-11-20',
  hint: 'ticket.name',
  found: 3,
  missed: 37,
  ...over,
});

describeStores('drift', (stores) => {
  let running: TestApp | null = null;
  let store: Store;
  let now = noon;
  const start = async () => {
    now = noon;
    store = await stores.open();
    running = await startTestApp(store, { now: () => now });
    const { app, as } = running;
    const [viewer, admin] = [await as('viewer'), await as('admin')];
    return {
      app,
      as,
      post: (payload: object) => app.inject({ method: 'POST', url: '/v1/drift', headers: viewer, payload }),
      list: async () => (await app.inject({ url: '/v1/drift', headers: admin })).json().entries,
    };
  };
  afterEach(async () => {
    await running?.app.close();
    running = null;
  });

  it('adds up what every browser counts, by pack and hint, for an administrator', async () => {
    const { app, as, post, list } = await start();
    expect(await list()).toEqual([]);
    const [first] = await Promise.all([
      post(report()),
      post(report({ found: 1, missed: 0 })),
      post(report({ found: 0 })),
    ]);
    expect([first?.statusCode, first?.body]).toEqual([204, '']);
    await post(report({ system: 'hubspot', hint: 'record.title', found: 5, missed: 0 }));
    await post(report({ hint: 'ticket.tab', found: 0, missed: 0 }));
    now += dayMs;
    await post(report({ pack: '2026-11-22' }));
    await post(report());
    const sum = (over: object) => ({ system: 'zendesk', hint: 'ticket.name', ...over });
    expect(await list()).toEqual([
      {
        system: 'hubspot',
        pack: '2026-11-20',
        hint: 'record.title',
        found: 5,
        missed: 0,
        lastAt: '2026-11-21T12:00:00.000Z',
      },
      sum({ pack: '2026-11-20', found: 7, missed: 111, lastAt: '2026-11-22T12:00:00.000Z' }),
      sum({ pack: '2026-11-22', found: 3, missed: 37, lastAt: '2026-11-22T12:00:00.000Z' }),
    ]);
    const refused = await app.inject({ url: '/v1/drift', headers: await as('rep') });
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'forbidden']);
  });

  it('keeps no user, no record and no address', async () => {
    const { post } = await start();
    await post(report());
    const rows = await store.db.selectFrom('drift').selectAll().execute();
    expect(rows).toEqual([{ tenant_id: 't', day: '2026-11-21', ...report(), last_at: noon }]);
  });

  it('forgets a day after 30 days, and drops its rows', async () => {
    const { post, list } = await start();
    await post(report());
    now += 29 * dayMs;
    expect(await list()).toHaveLength(1);
    now += dayMs;
    expect(await list()).toEqual([]);
    await post(report({ hint: 'other' }));
    expect(await store.db.selectFrom('drift').select('hint').execute()).toEqual([{ hint: 'other' }]);
  });

  it('takes no more than 500 different hints of a tenant in a day, also when they come at once', async () => {
    const { post } = await start();
    for (let i = 0; i < maxHintsPerDay - 5; i++) await addDrift(store, 't', report({ hint: `h${i}` }), noon);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => post(report({ hint: `new${i}` }))));
    expect(answers.filter((a) => a.statusCode === 204)).toHaveLength(5);
    const refused = answers.find((a) => a.statusCode !== 204);
    expect([refused?.statusCode, refused?.json().code]).toEqual([429, 'rateLimited']);
    expect(refused?.json().message).toMatch(/^500 different hints .* tomorrow\.$/);
    // Known ones still count; so do another tenant's, and tomorrow's.
    expect((await post(report({ hint: 'h0' }))).statusCode).toBe(204);
    expect(await addDrift(store, 'other', report({ hint: 'x' }), noon)).toBe(true);
    expect(await readDrift(store, 't', noon)).toHaveLength(maxHintsPerDay);
    now += dayMs;
    expect((await post(report({ hint: 'x' }))).statusCode).toBe(204);
  });

  it.each([
    ['an additional field', { user: 'rep' }],
    ['a system that has no pages', { system: 'stripe' }],
    ['a pack that is no day', { pack: 'latest' }],
    ['a hint that is an address', { hint: 'https://x.example/ida@acme.com' }],
    ['a hint that is too long', { hint: 'x'.repeat(81) }],
    ['a count below zero', { found: -1 }],
    ['a count that no browser reaches', { missed: 10_001 }],
    ['half a count', { missed: 0.5 }],
  ])('refuses %s and stores nothing', async (_what, over) => {
    const { post } = await start();
    const answer = await post(report(over));
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'badRequest']);
    expect(await store.db.selectFrom('drift').selectAll().execute()).toEqual([]);
  });
});
