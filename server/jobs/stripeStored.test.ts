import { expect, it } from 'vitest';
import { day, hour, nowMs, startSandboxed, tenantId } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { keyText } from '../domain/identity/companyKey.ts';
import { keyOfText } from '../domain/identity/recordNumbers.ts';
import { eachRecord, readRecords } from '../store/records.ts';

describeStores('what is stored of Stripe', (stores) => {
  async function start() {
    const { store, sandbox, rows, ...on } = await startSandboxed(stores, { only: ['stripe'] });
    const pull = async (at: number) => expect((await on.pull(at)).map((o) => o.error)).toEqual([null]);
    const name = (stream: string, id: string, at: number) => on.name('stripe', stream, id, at);
    return { store, stripe: sandbox.vendors.stripe, pull, rows, name };
  }

  it('is the last answer, also after our clock was set back by a day', async () => {
    const { stripe, pull, rows, name } = await start();
    await pull(nowMs + 30 * hour);
    const [changed, gone, named] = (await rows('invoice')).map((row) => row.id) as [string, string, string];
    stripe.change('invoices', changed, { total: 4711 }, nowMs + 6.2 * hour);
    stripe.remove('invoices', gone, nowMs + 6.3 * hour);
    stripe.change('invoices', named, { total: 4712 }, nowMs - 40 * day);
    await name('invoices', named, nowMs + 6 * hour);
    await pull(nowMs + 6.5 * hour);
    const after = new Map((await rows('invoice')).map((row) => [row.id, row]));
    expect(JSON.parse(after.get(changed)?.body ?? '').total).toBe(4711);
    expect(JSON.parse(after.get(named)?.body ?? '').total).toBe(4712);
    expect(after.get(gone)?.deleted).toBe(1);
  });

  it('has the ids that people choose for prices, with strokes and spaces', async () => {
    const { store, stripe, pull, rows, name } = await start();
    await pull(nowMs);
    const like = (await rows('price'))[0]?.id ?? '';
    const ids = ['gold.monthly', 'Gold Plan 2017', 'gold/2017/a', '../x', '50 % off?', 'größer'];
    for (const id of ids) expect(stripe.add('prices', like, id, {}, nowMs + hour)).toBe(true);
    await pull(nowMs + 2 * hour);
    stripe.change('prices', 'gold/2017/a', { nickname: 'Changed' }, nowMs - 40 * day);
    await name('prices', 'gold/2017/a', nowMs + 3 * hour);
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
