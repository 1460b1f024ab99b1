import { expect, it } from 'vitest';
import { day, hour, nowMs, startSandboxed, tenantId } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { PulledSource } from '../domain/model.ts';
import type { Store } from '../store/openStore.ts';
import { acceptEvents } from '../store/refetch.ts';

/** One record of each source, by what the vendor calls it and what the store does. */
const subjects: Record<PulledSource, { type: string; kind: string; fields: Record<string, string>; path: string }> = {
  salesforce: { type: 'Account', kind: 'Account', fields: { Name: 'Changed' }, path: 'Name' },
  hubspot: { type: 'contacts', kind: 'contact', fields: { jobtitle: 'Changed' }, path: 'properties.jobtitle' },
  zendesk: { type: 'tickets', kind: 'ticket', fields: { subject: 'Changed' }, path: 'subject' },
  stripe: { type: 'customers', kind: 'customer', fields: { name: 'Changed' }, path: 'name' },
};
const sources = Object.keys(subjects) as PulledSource[];

describeStores('after a full pull', (stores) => {
  async function start() {
    const { store, sandbox, ...on } = await startSandboxed(stores);
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      asked.push(`${init?.method} ${String(input).slice(sandbox.url.length)}`);
      return globalThis.fetch(input, init);
    };
    /** Pulls at an instant and says what was asked for. */
    const pull = async (at: number, only: readonly PulledSource[] = sources, over = store) => {
      asked.length = 0;
      const outcome = await on.pull(at, { only, store: over, deps: { fetch } });
      expect(outcome.map((o) => o.error)).toEqual(only.map(() => (over === store ? null : 'killed')));
      return { rows: Object.fromEntries(outcome.map((o) => [o.source, o.rows])), asked: [...asked] };
    };
    return { store, sandbox, pull };
  }

  const record = (store: Store, source: PulledSource, id?: string) =>
    store.db
      .selectFrom('source_record')
      .selectAll()
      .where('source', '=', source)
      .where('kind', '=', subjects[source].kind)
      .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
      .orderBy('id')
      .executeTakeFirstOrThrow();
  const valueAt = (body: string, path: string) =>
    path.split('.').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], JSON.parse(body));
  const count = async (store: Store, deleted: number) => {
    const rows = await store.db.selectFrom('source_record').select('id').where('deleted', '=', deleted).execute();
    return rows.length;
  };

  it('the next one reads little, and brings a changed record and a deleted one of each source', async () => {
    const { store, sandbox, pull } = await start();
    const full = await pull(nowMs + hour);
    const total = Object.values(full.rows).reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThan(500);

    const quiet = await pull(nowMs + 2 * hour);
    expect(Object.values(quiet.rows).reduce((a, b) => a + b, 0)).toBeLessThan(total / 10);
    expect(await count(store, 1)).toBe(0);

    const changed = new Map<PulledSource, string>();
    for (const source of sources) {
      const { id } = await record(store, source);
      changed.set(source, id);
      expect(
        sandbox.vendors[source].change(subjects[source].type, id, subjects[source].fields, nowMs + 2.5 * hour),
      ).toBe(true);
    }
    await pull(nowMs + 3 * hour);
    for (const source of sources) {
      const row = await record(store, source, changed.get(source));
      expect(valueAt(row.body, subjects[source].path), source).toBe('Changed');
      expect(row.deleted).toBe(0);
    }

    for (const source of sources)
      sandbox.vendors[source].remove(subjects[source].type, changed.get(source) ?? '', nowMs + 3.5 * hour);
    await pull(nowMs + 4 * hour);
    for (const source of ['salesforce', 'zendesk', 'stripe'] as const)
      expect((await record(store, source, changed.get(source))).deleted, source).toBe(1);
    // HubSpot's search does not tell of what was archived; the weekly full pass does.
    expect((await record(store, 'hubspot', changed.get('hubspot'))).deleted).toBe(0);
    const weekly = await pull(nowMs + 8 * day);
    expect((await record(store, 'hubspot', changed.get('hubspot'))).deleted).toBe(1);
    expect(weekly.asked.some((line) => line.includes('archived=true'))).toBe(true);
    expect(await count(store, 1)).toBe(4);
  });

  it('what webhooks named is fetched first and by itself, and what is gone is deleted at once', async () => {
    const { store, sandbox, pull } = await start();
    await pull(nowMs + hour);
    for (const source of ['hubspot', 'zendesk', 'stripe'] as const) {
      const { type, kind, fields, path } = subjects[source];
      const [changed, gone] = await store.db
        .selectFrom('source_record')
        .select('id')
        .where('source', '=', source)
        .where('kind', '=', kind)
        .orderBy('id')
        .limit(2)
        .execute();
      if (!changed || !gone) return expect.unreachable('two records are needed');
      // Zendesk's feed would tell it too; these stamps are older than its cursor.
      sandbox.vendors[source].change(type, changed.id, fields, nowMs - 40 * day);
      sandbox.vendors[source].remove(type, gone.id, nowMs - 40 * day);
      await store.db.updateTable('source_record').set({ modified_at: 1 }).where('source', '=', source).execute();
      const mark = (id: string, n: number) => ({ key: `${source}${n}`, stream: type, id });
      await acceptEvents(store, tenantId, source, [mark(changed.id, 1), mark(gone.id, 2), mark('404', 3)], nowMs);
      const { asked } = await pull(nowMs + 2 * hour, [source]);
      const first = asked.find((line) => !line.includes('/properties/')) ?? '';
      expect(first).toMatch(/batch\/read|show_many|v1\/customers\//);
      expect(valueAt((await record(store, source, changed.id)).body, path)).toBe('Changed');
      expect((await record(store, source, gone.id)).deleted, source).toBe(1);
      expect(await store.db.selectFrom('refetch_queue').selectAll().execute()).toEqual([]);
    }
  });

  it('an account that was merged away stays and names its survivor', async () => {
    const { store, sandbox, pull } = await start();
    await pull(nowMs + hour);
    const { id } = await record(store, 'salesforce');
    const survivor = (await store.db.selectFrom('source_record').select('id').where('kind', '=', 'Account').execute())
      .map((row) => row.id)
      .find((other) => other !== id);
    sandbox.vendors.salesforce.change('Account', id, { IsDeleted: true, MasterRecordId: survivor }, nowMs + 2 * hour);
    await pull(nowMs + 3 * hour, ['salesforce']);
    const row = await record(store, 'salesforce', id);
    expect(row.deleted).toBe(0);
    expect(valueAt(row.body, 'MasterRecordId')).toBe(survivor);
  });

  it('a full pass removes what it did not see, and goes on with it after a kill', async () => {
    const { store, pull } = await start();
    await pull(nowMs + hour);
    const ghost = {
      tenant_id: tenantId,
      source: 'salesforce',
      modified_at: 1,
      deleted: 0,
      body: '{}',
      seen_at: 1,
    } as const;
    const ghosts = Array.from({ length: 1203 }, (_, i) => ({ ...ghost, kind: 'Contact', id: `ghost${i}` }));
    for (let i = 0; i < ghosts.length; i += 400)
      await store.db
        .insertInto('source_record')
        .values(ghosts.slice(i, i + 400))
        .execute();
    await pull(nowMs + 2 * hour, ['salesforce']);
    expect(await count(store, 1)).toBe(0);

    // Longer than the recycle bin keeps what was deleted: only a full pass can tell. This one dies in the middle of its sweep.
    const transaction: Store['transaction'] = async (work) => {
      if ((await count(store, 1)) > 0) throw new Error('killed');
      return store.transaction(work);
    };
    await pull(nowMs + 20 * day, ['salesforce'], { ...store, transaction });
    expect(await count(store, 1)).toBe(500);
    await pull(nowMs + 20 * day, ['salesforce']);
    expect(await count(store, 1)).toBe(1203);
    await pull(nowMs + 20 * day + hour, ['salesforce']);
    expect(await count(store, 1)).toBe(1203);
    expect(await count(store, 0)).toBeGreaterThan(500);
  });

  it('an expired cursor starts the stream again', async () => {
    const { store, pull } = await start();
    await pull(nowMs + hour);
    await store.db
      .updateTable('source_cursor')
      .set({ cursor: 'worn out' })
      .where('source', '=', 'zendesk')
      .where('stream', '=', 'tickets')
      .execute();
    const { asked } = await pull(nowMs + 2 * hour, ['zendesk']);
    const tickets = asked.filter((line) => line.includes('/tickets/cursor'));
    expect(tickets.map((line) => line.includes('start_time=0'))).toEqual([false, true]);
    expect(await count(store, 1)).toBe(0);
  });
});
