import { afterEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/app.ts';
import { account, customerOf, id, resolveAndPublish } from '../../tests/support/salesforceAccounts.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { readDocument } from '../store/documents.ts';
import type { Store } from '../store/openStore.ts';

let nowMs = Date.parse('2026-11-21T09:00:00Z');

describeStores('the API', (stores) => {
  let running: TestApp | null = null;
  let store: Store;
  const run = (records: Parameters<typeof resolveAndPublish>[1]) => {
    nowMs += 60_000;
    return resolveAndPublish(store, records, nowMs);
  };
  const idOf = (n: number) => customerOf(store, n);
  const parentOf = async (n: number) =>
    JSON.parse((await readDocument(store, 't', await idOf(n), 'full'))?.body ?? '{}').header.parent;
  afterEach(async () => {
    await running?.app.close();
    running = null;
  });

  describe('GET /v1/accounts/:id/hierarchy', () => {
    it('names parents and children as the systems do, and follows when they change', async () => {
      store = await stores.open();
      const { changed, cycles } = await run([account(1, null, nowMs), account(2, 1, nowMs), account(3, 1, nowMs)]);
      expect([changed.length, cycles]).toEqual([3, []]);
      running = await startTestApp(store, { now: () => nowMs });
      const headers = await running.as('viewer');
      const ask = async (n: number) =>
        (await running?.app.inject({ url: `/v1/accounts/${await idOf(n)}/hierarchy`, headers }))?.json();
      expect(await ask(1)).toMatchObject({
        parents: [],
        children: [
          { name: 'Company Three', kind: 'parent', evidence: `salesforce/Account/${id(1)}`, score: null },
          { name: 'Company Two', kind: 'parent' },
        ],
        more: false,
        health: { children: 2, worst: null, plain: null, byRevenue: [] },
      });
      expect(await ask(2)).toMatchObject({ parents: [{ name: 'Company One' }], children: [] });
      expect(await parentOf(2)).toEqual({ accountId: await idOf(1), name: 'Company One' });

      expect((await run([account(3, 2, nowMs)])).changed).toContain(await idOf(3));
      expect(await parentOf(3)).toMatchObject({ name: 'Company Two' });
      expect((await ask(1)).children).toMatchObject([{ name: 'Company Two' }]);
      expect((await running.app.inject({ url: '/v1/accounts/acc_none/hierarchy', headers })).statusCode).toBe(404);
    });

    it('does not believe a circle, and reports it', async () => {
      store = await stores.open();
      const { cycles } = await run([account(1, 2, nowMs), account(2, 1, nowMs)]);
      expect(cycles.sort()).toEqual([`salesforce/Account/${id(1)}`, `salesforce/Account/${id(2)}`]);
      expect([await parentOf(1), await parentOf(2)]).toEqual([null, null]);
    });
  });
});
