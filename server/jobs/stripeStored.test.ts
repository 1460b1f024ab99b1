import { afterEach, expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorDeps } from '../../tests/support/vendorServer.ts';
import { keyText } from '../domain/identity/companyKey.ts';
import { keyOfText } from '../domain/identity/recordNumbers.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { eachRecord, readRecords } from '../store/records.ts';
import { acceptEvents } from '../store/refetch.ts';
import { syncAll } from './syncAll.ts';

const tenantId = 't';
const nowMs = Date.parse('2026-11-21T00:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

describeStores('what is stored of Stripe', (stores) => {
  let sandbox: Sandbox | null = null;
  afterEach(async () => {
    await sandbox?.close();
    sandbox = null;
  });

  async function start() {
    const store = await stores.open();
    const world = await startSandbox({ port: 0, seed: 7, accounts: 20, nowMs });
    sandbox = world;
    const sources = sandboxConfig(world.url).sources.filter((c) => c.source === 'stripe');
    const pull = async (at: number) => {
      const deps = vendorDeps({ now: () => at });
      const [outcome] = await syncAll({ store, tenantId, sources, deps, onProgress: () => undefined });
      expect(outcome?.error).toBe(null);
    };
    const rows = (kind: string) =>
      store.db.selectFrom('source_record').selectAll().where('kind', '=', kind).orderBy('id').execute();
    return { store, stripe: world.vendors.stripe, pull, rows };
  }

  it('is the last answer, also after our clock was set back by a day', async () => {
    const { store, stripe, pull, rows } = await start();
    await pull(nowMs + 30 * hour);
    const [changed, gone, named] = (await rows('invoice')).map((row) => row.id) as [string, string, string];
    stripe.change('invoices', changed, { total: 4711 }, nowMs + 6.2 * hour);
    stripe.remove('invoices', gone, nowMs + 6.3 * hour);
    stripe.change('invoices', named, { total: 4712 }, nowMs - 40 * day);
    await acceptEvents(store, tenantId, 'stripe', [{ key: 'evt', stream: 'invoices', id: named }], nowMs + 6 * hour);
    await pull(nowMs + 6.5 * hour);
    const after = new Map((await rows('invoice')).map((row) => [row.id, row]));
    expect(JSON.parse(after.get(changed)?.body ?? '').total).toBe(4711);
    expect(JSON.parse(after.get(named)?.body ?? '').total).toBe(4712);
    expect(after.get(gone)?.deleted).toBe(1);
  });

  it('has the ids that people choose for prices, with strokes and spaces', async () => {
    const { store, stripe, pull, rows } = await start();
    await pull(nowMs);
    const like = (await rows('price'))[0]?.id ?? '';
    const ids = ['gold.monthly', 'Gold Plan 2017', 'gold/2017/a', '../x', '50 % off?', 'größer'];
    for (const id of ids) expect(stripe.add('prices', like, id, {}, nowMs + hour)).toBe(true);
    await pull(nowMs + 2 * hour);
    stripe.change('prices', 'gold/2017/a', { nickname: 'Changed' }, nowMs - 40 * day);
    const mark = { key: 'evt', stream: 'prices', id: 'gold/2017/a' };
    await acceptEvents(store, tenantId, 'stripe', [mark], nowMs + 3 * hour);
    await pull(nowMs + 4 * hour);
    const found: string[] = [];
    for await (const record of eachRecord(store, tenantId, { source: 'stripe', kinds: ['price'] }, 2)) {
      if (!ids.includes(record.id)) continue;
      found.push(record.id);
      expect(record.deleted).toBe(false);
      expect(keyOfText(keyText(record))).toEqual({ source: 'stripe', kind: 'price', id: record.id });
    }
    expect(found.sort()).toEqual([...ids].sort());
    const [one] = await readRecords(store, tenantId, [{ source: 'stripe', kind: 'price', id: 'gold/2017/a' }]);
    expect(one?.body).toMatchObject({ nickname: 'Changed' });
    // A full pass sees them, too.
    await pull(nowMs + 40 * day);
    expect((await rows('price')).filter((row) => row.deleted === 1)).toEqual([]);
  });
});
