import { afterEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { saveAccounts } from '../store/accounts.ts';
import { saveLinks } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';

const [one, two, three] = ['salesforce/Account/001000000000001AAA', 'zendesk/organization/2', 'stripe/customer/cus_3'];
const config = {
  ...testConfig,
  users: [...testConfig.users, { id: 'mona', name: 'Mona', email: 'mona@x.example', role: 'manager' as const }],
};
const resolution = { confidence: 'verified', chain: [], evidence: [], candidates: [], others: [] } as const;

describeStores('the API', (stores) => {
  let running: TestApp;
  let hurried = 0;
  let store: Store;
  let nowMs = Date.parse('2026-11-21T09:00:00Z');
  const start = async () => {
    store = await stores.open();
    await saveAccounts(store, 't', [{ id: 'acc', name: 'A', domains: [] }], 1);
    const keys = [one, two, three].map((text) => text.split('/') as ['salesforce', string, string]);
    const links = keys.map(([source, kind, id]) => ({
      source,
      kind,
      id,
      accountId: 'acc',
      resolution: structuredClone(resolution) as never,
    }));
    await saveLinks(store, 't', { rank: 'company', links }, 1);
    hurried = 0;
    running = await startTestApp(store, { config, now: () => nowMs, onMarked: () => hurried++ });
    const headers = await running.as('mona');
    const post = (body: object) =>
      running.app.inject({
        method: 'POST',
        url: '/v1/decisions',
        headers,
        payload: { key: crypto.randomUUID(), verdict: 'must', a: one, b: two, reason: 'seen', ...body },
      });
    const list = async (query = '') => (await running.app.inject({ url: `/v1/decisions${query}`, headers })).json();
    const undo = (id: string) => running.app.inject({ method: 'DELETE', url: `/v1/decisions/${id}`, headers });
    return { post, list, undo };
  };
  afterEach(() => running?.app.close());

  describe('/v1/decisions', () => {
    it('stores a decision once per key, in whatever order the records are named', async () => {
      const { post, list } = await start();
      const key = crypto.randomUUID();
      const answers = [
        await post({ key }),
        await post({ key }),
        await post({ a: two, b: one }),
        await post({ key, b: three }),
      ];
      expect(answers.map((a) => a.statusCode)).toEqual([200, 200, 200, 409]);
      expect(answers.slice(0, 3).map((a) => a.json().applied)).toEqual([true, true, false]);
      // What is refused hurries nobody.
      expect(hurried).toBe(3);
      expect(await list()).toEqual({
        decisions: [
          {
            id: key,
            verdict: 'must',
            a: one,
            b: two,
            reason: 'seen',
            actor: 'mona',
            at: '2026-11-21T09:00:00.000Z',
            undoneAt: null,
            undoneBy: null,
          },
        ],
        more: false,
      });
    });

    it('refuses a contradiction over several steps with a sentence, and takes it once that is undone', async () => {
      const { post, undo } = await start();
      const key = crypto.randomUUID();
      await post({ key });
      await post({ a: two, b: three });
      const refused = await post({ verdict: 'cannot', a: one, b: three });
      expect(refused.statusCode).toBe(409);
      expect(refused.json().message).toContain(`the decision ${key} (mona, 2026-11-21)`);
      expect((await undo(key)).statusCode).toBe(204);
      expect((await undo(key)).statusCode).toBe(204);
      expect((await post({ verdict: 'cannot', a: one, b: three })).json().applied).toBe(true);
    });

    it('lets only one of two contradicting decisions through that come at once', async () => {
      const { post, list } = await start();
      const answers = await Promise.all([post({}), post({ verdict: 'cannot' }), post({ verdict: 'cannot' }), post({})]);
      expect(new Set(answers.map((a) => a.statusCode))).toEqual(new Set([200, 409]));
      expect((await list()).decisions).toHaveLength(1);
    });

    it('keeps when and by whom one was undone, and lists page by page', async () => {
      const { post, list, undo } = await start();
      const keys = [];
      for (const b of [two, three]) {
        nowMs += 1000;
        keys.push((await post({ b })).json().key);
      }
      await undo(keys[0]);
      const page = await list('?limit=1');
      expect([page.decisions.map((d: { id: string }) => d.id), page.more]).toEqual([[keys[1]], true]);
      expect(await list(`?limit=1&before=${keys[1]}`)).toMatchObject({
        decisions: [{ id: keys[0], undoneBy: 'mona', undoneAt: new Date(nowMs).toISOString() }],
        more: false,
      });
    });

    it('says what is wrong with bad input, and changes nothing', async () => {
      const { post, list, undo } = await start();
      const bad = [
        { a: 'salesforce/Contact/003000000000001AAA' },
        { a: 'salesforce/Account/short' },
        { a: 'stripe/customer/cus_unknown' },
        { b: one },
        { reason: '' },
        { verdict: 'maybe' },
      ];
      const answers = await Promise.all(bad.map(post));
      expect(answers.map((a) => a.statusCode)).toEqual([400, 409, 409, 409, 400, 400]);
      expect(answers.map((a) => a.json().message.length > 20)).not.toContain(false);
      expect((await undo('nothing')).statusCode).toBe(404);
      expect((await list('?limit=0')).code).toBe('badRequest');
      expect((await list()).decisions).toEqual([]);
    });

    it('is for managers', async () => {
      await start();
      const headers = await running.as('rep');
      for (const method of ['GET', 'POST'] as const)
        expect((await running.app.inject({ method, url: '/v1/decisions', headers })).statusCode).toBe(403);
    });
  });
});
