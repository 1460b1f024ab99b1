import { expect, it } from 'vitest';
import { hour, nowMs, startSandboxed } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { PulledSource } from '../domain/model.ts';
import type { Fault } from '../sandbox/faults.ts';
import type { Sandbox } from '../sandbox/startSandbox.ts';

const sources = ['salesforce', 'hubspot', 'zendesk', 'stripe'] as const;
/** A request of each vendor that an incremental pull makes. */
const asked: Record<PulledSource, string> = {
  salesforce: 'FROM+Opportunity',
  hubspot: 'deals',
  zendesk: 'tickets/cursor',
  stripe: 'events?type=charge',
};

describeStores('a vendor in trouble', (stores) => {
  async function start(only: readonly PulledSource[] = sources, atFirst?: Parameters<Sandbox['faults']['add']>[0]) {
    const { store, sandbox: world, status, ...on } = await startSandboxed(stores, { only });
    const pull = async (at: number) => {
      const sleptMs: number[] = [];
      const outcome = await on.pull(at, { deps: { sleep: async (ms) => void sleptMs.push(ms) } });
      return { errors: outcome.map((o) => o.error), sleptMs };
    };
    const rows = async () => {
      const found = await store.db
        .selectFrom('source_record')
        .select(['source', 'kind', 'id', 'deleted', 'body'])
        .orderBy('source')
        .orderBy('kind')
        .orderBy('id')
        .execute();
      return found.map((row) => JSON.stringify(row));
    };
    if (atFirst) world.faults.add(atFirst);
    await pull(nowMs + hour);
    world.faults.clear();
    return { store, world, pull, rows, status };
  }
  const everywhere = (fault: Omit<Parameters<Sandbox['faults']['add']>[0], 'vendor' | 'match'>) =>
    sources.map((vendor) => ({ vendor, match: asked[vendor], ...fault }));

  it.each<Partial<Fault> & { what: Fault['what'] }>([
    { what: 'rateLimit', times: 2, seconds: 7 },
    { what: 'unavailable', times: 2 },
    { what: 'busy', times: 2 },
    { what: 'truncated', times: 2 },
    { what: 'slow', seconds: 0.05 },
    { what: 'expired' },
  ])('that gets better ($what) leaves the same rows as one without', async (fault) => {
    const { world, pull, rows } = await start();
    const before = await rows();
    for (const one of everywhere(fault)) world.faults.add(one);
    const { errors, sleptMs } = await pull(nowMs + 2 * hour);
    expect(errors).toEqual(sources.map(() => null));
    if (fault.what === 'rateLimit') expect(sleptMs.filter((ms) => ms === 7000).length).toBe(8);
    expect(await rows()).toEqual(before);
  });

  it.each([
    ['unavailable', { what: 'unavailable', times: null }, / answered with status 503\.$/],
    ['cut off', { what: 'truncated', times: null }, / sent an answer that is not JSON\.$/],
    ['without a request left for today', { what: 'dayLimit', times: null }, /limit is used up|24 hours are used up/],
    ['asking for an hour of patience', { what: 'rateLimit', times: null, seconds: 3600 }, /request limit is used up/],
  ] as const)(
    'that stays so (%s) is named with its reason, keeps its rows and its age, and heals',
    async (_, fault, why) => {
      const { world, pull, rows, status } = await start();
      const before = await rows();
      for (const one of everywhere(fault)) world.faults.add(one);
      const { errors } = await pull(nowMs + 30 * hour);
      for (const [i, source] of sources.entries()) {
        expect(errors[i]).toMatch(why);
        expect(await status(source, nowMs + 30 * hour)).toMatchObject({
          state: 'warn',
          lastSuccessAt: new Date(nowMs + hour).toISOString(),
          lastError: errors[i],
        });
      }
      expect(await rows()).toEqual(before);
      world.faults.clear();
      await pull(nowMs + 31 * hour);
      for (const source of sources)
        expect(await status(source, nowMs + 31 * hour)).toMatchObject({ state: 'fresh', lastError: null });
    },
  );

  it('that repeats its events and sends them in any order changes nothing about the outcome', async () => {
    const { store, world, pull } = await start(['stripe']);
    const { id } = await store.db
      .selectFrom('source_record')
      .select('id')
      .where('kind', '=', 'invoice')
      .executeTakeFirstOrThrow();
    for (const [i, status] of ['open', 'void', 'uncollectible'].entries())
      world.vendors.stripe.change('invoices', id, { status }, nowMs + 2 * hour - i * 1000);
    world.faults.add({ vendor: 'stripe', what: 'disordered', match: 'events', times: null });
    for (const at of [2, 3]) expect((await pull(nowMs + at * hour)).errors).toEqual([null]);
    const row = await store.db
      .selectFrom('source_record')
      .select('body')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(row.body).status).toBe('uncollectible');
  });

  const drifting = [
    ['salesforce', 'Opportunity', 'Opportunity', 'StageName', 'StageName', 'Sold'],
    ['hubspot', 'deals', 'deal', 'amount', 'properties.amount', '4711'],
    ['zendesk', 'tickets', 'ticket', 'priority', 'priority', 'odd'],
    ['stripe', 'invoices', 'invoice', 'total', 'total', 4711],
  ] as const;
  it.each(drifting.flatMap((one) => [[...one, 'missing'] as const, [...one, 'retyped'] as const]))(
    '%s, whose %s lose a field, is reported, keeps the last good value, and is read anew when it is back',
    async (source, stream, kind, field, path, value, what) => {
      const { store, world, pull, status } = await start([source]);
      const stored = () =>
        store.db
          .selectFrom('source_record')
          .select(['id', 'body'])
          .where('kind', '=', kind)
          .orderBy('id')
          .limit(2)
          .execute();
      const read = async () =>
        path
          .split('.')
          .reduce<unknown>(
            (whole, part) => (whole as Record<string, unknown>)[part],
            JSON.parse((await stored())[0]?.body ?? ''),
          );
      const good = await read();
      const [first, second] = (await stored()).map((row) => row.id);
      const change = (id: string | undefined, at: number) =>
        expect(world.vendors[source].change(stream, id ?? '', { [field]: value }, nowMs + at * hour)).toBe(true);

      world.faults.add({ vendor: source, what, field, times: null });
      change(first, 1.2);
      change(second, 1.5);
      expect((await pull(nowMs + 2 * hour)).errors).toEqual([null]);
      expect(await status(source, nowMs + 2 * hour)).toMatchObject({
        lastError: null,
        drift: [{ stream, field: path, what, since: new Date(nowMs + 2 * hour).toISOString() }],
      });
      expect(await read()).toEqual(good);

      // The first one was stored with its old value, and its stamp does not move again.
      world.faults.clear();
      change(second, 2.5);
      await pull(nowMs + 3 * hour);
      expect((await status(source, nowMs + 3 * hour)).drift).toEqual([]);
      expect(await read()).toBe(value);
    },
  );

  it.each(drifting)(
    '%s, whose %s lack a field when they are first read, is read anew when it comes',
    async (...one) => {
      const [source, stream, kind, field, path, value] = one;
      const { store, world, pull, rows } = await start([source], {
        vendor: source,
        what: 'missing',
        field,
        times: null,
      });
      const values = async () =>
        (await rows())
          .map((row) => JSON.parse(row))
          .filter((row) => row.kind === kind && row.deleted === 0)
          .map((row) => path.split('.').reduce((whole, part) => whole[part], JSON.parse(row.body)));
      const before = await values();
      expect(before).toEqual(before.map(() => undefined));
      const { id } = await store.db
        .selectFrom('source_record')
        .select('id')
        .where('kind', '=', kind)
        .where('deleted', '=', 0)
        .executeTakeFirstOrThrow();
      world.vendors[source].change(stream, id, { [field]: value }, nowMs + 1.5 * hour);
      expect((await pull(nowMs + 2 * hour)).errors).toEqual([null]);
      expect(await values()).not.toContain(undefined);
    },
  );

  it.each([
    ['salesforce', 'Id'],
    ['hubspot', 'id'],
    ['zendesk', 'id'],
    ['stripe', 'id'],
  ] as const)('%s without its ids says so, and nothing is taken for deleted', async (source, field) => {
    const { store, world, pull, rows, status } = await start([source]);
    const before = await rows();
    world.faults.add({ vendor: source, what: 'missing', field, times: null });
    // So much later that a full pass is due, but for Zendesk, whose feed goes back for ever.
    const at = nowMs + 40 * 24 * hour;
    const ticket = await store.db
      .selectFrom('source_record')
      .select('id')
      .where('kind', '=', 'ticket')
      .executeTakeFirst();
    if (ticket) world.vendors.zendesk.change('tickets', ticket.id, {}, at - hour);
    const { errors } = await pull(at);
    expect(errors[0]).toMatch(/without the id|does not end with an id/);
    expect(await rows()).toEqual(before);
    expect((await status(source, at)).rows.length).toBeGreaterThan(0);
  });

  it('that suddenly has no row of a kind is reported, and nothing is removed', async () => {
    const { store, world, pull, rows, status } = await start(['stripe']);
    const before = (await rows()).length;
    const ids = await store.db.selectFrom('source_record').select('id').where('kind', '=', 'dispute').execute();
    for (const { id } of ids) world.vendors.stripe.remove('disputes', id, nowMs);
    const at = nowMs + 40 * 24 * hour;
    expect((await pull(at)).errors).toEqual([null]);
    expect(await rows()).toHaveLength(before);
    expect((await status('stripe', at)).rows.find((r) => r.kind === 'dispute')?.count).toBe(ids.length);
    expect((await status('stripe', at)).drift).toMatchObject([{ stream: 'disputes', field: '*', what: 'empty' }]);
  });
});
