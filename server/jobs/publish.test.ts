import { expect, it } from 'vitest';
import { ContextDocument } from '../../lib/contract/context.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { readWanted } from '../domain/search/searchTerms.ts';
import { readEvent } from '../intake/readEvent.ts';
import { saveEvents } from '../store/activityWrites.ts';
import { claimDirty, countDirty, markDirty, readDirty } from '../store/dirty.ts';
import { readDocument } from '../store/documents.ts';
import { readHistory } from '../store/history.ts';
import type { Store } from '../store/openStore.ts';
import { appendOutbox } from '../store/outbox.ts';
import { saveOverride } from '../store/overrides.ts';
import { markSource, savePage } from '../store/records.ts';
import { searchAccounts } from '../store/search.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';

const sources: ConnectorConfig[] = [
  { source: 'zendesk', baseUrl: 'http://127.0.0.1:1', instance: 'x.zendesk.com', secret: 's' },
];
let nowMs = Date.parse('2026-11-21T09:00:00Z');
const organization = (id: string, name: string, domains: string[], deleted = false): RawRecord => ({
  source: 'zendesk',
  kind: 'organization',
  id,
  modifiedAt: nowMs,
  deleted,
  body: { id: Number(id), name, domain_names: domains, updated_at: new Date(nowMs).toISOString() },
});

const ticket = (organizationId: number, id = 900): RawRecord => ({
  source: 'zendesk',
  kind: 'ticket',
  id: `${id}`,
  modifiedAt: nowMs,
  deleted: false,
  body: { id, organization_id: organizationId, subject: 'Help', status: 'open', created_at: '2026-11-20T10:00:00Z' },
});

describeStores('publishAccounts', (stores) => {
  const run = async (store: Store, records: RawRecord[]) => {
    nowMs += 60_000;
    await savePage(store, 't', 'zendesk', { stream: 'organizations', records, cursor: null }, nowMs);
    if (records.length > 0) await markSource(store, 't', 'zendesk', { successAt: Date.parse('2026-11-21T09:00:00Z') });
    const options = { store, tenantId: 't', sources, nowMs, onProgress: () => undefined };
    await resolveAccounts(options);
    return publishAccounts(options);
  };
  const find = async (store: Store, text: string) =>
    (await searchAccounts(store, 't', 'restricted', readWanted(text), 10)).results;

  it('makes customers found by name and by every domain, and follows a rename', async () => {
    const store = await stores.open();
    const one = organization('1', 'Acme Works', ['acme.example']);
    expect(await run(store, [one, organization('2', 'Birch', ['birch.example'])])).toEqual({ accounts: 2, changed: 2 });
    expect(await find(store, 'acm')).toMatchObject([
      { name: 'Acme Works', domain: 'acme.example', url: 'https://x.zendesk.com/agent/organizations/1' },
    ]);
    expect(await find(store, 'x@birch.example')).toMatchObject([{ name: 'Birch' }]);
    expect(await run(store, [])).toEqual({ accounts: 0, changed: 0 });
    expect(await run(store, [organization('1', 'Apex Works', ['apex.example'])])).toMatchObject({ changed: 1 });
    expect(await find(store, 'acme')).toEqual([]);
    expect(await find(store, 'acme.example')).toEqual([]);
    expect(await find(store, 'apex')).toMatchObject([{ name: 'Apex Works', domain: 'apex.example' }]);
  });

  it('finds by a further domain that the document does not show', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example'])]);
    expect(await run(store, [organization('1', 'Acme Works', ['acme.example', 'second.example'])])).toMatchObject({
      changed: 1,
    });
    expect(await find(store, 'https://second.example/')).toMatchObject([{ domain: 'acme.example' }]);
  });

  it('fills the search of a database whose documents are older than it', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example'])]);
    await store.db.deleteFrom('search_term').execute();
    await store.db.updateTable('context_document').set({ etag: 'of another version' }).execute();
    const options = { store, tenantId: 't', sources, nowMs, onProgress: () => undefined };
    expect(await publishAccounts({ ...options, all: true })).toEqual({ accounts: 1, changed: 1 });
    expect(await find(store, 'acme')).toHaveLength(1);
  });

  it('takes away the customer whose records are gone, and brings it back with a greater version', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example'])]);
    const [found] = await find(store, 'acme');
    const document = () => readDocument(store, 't', found?.accountId ?? '', 'full');
    const before = await document();
    expect(await run(store, [organization('1', 'Acme Works', ['acme.example'], true)])).toEqual({
      accounts: 1,
      changed: 1,
    });
    expect([await find(store, 'acme'), await document()]).toEqual([[], null]);
    expect(await run(store, [])).toMatchObject({ changed: 0 });
    await run(store, [organization('1', 'Acme Works', ['acme.example'])]);
    expect((await find(store, 'acme'))[0]?.accountId).toBe(found?.accountId);
    expect((await document())?.version).toBeGreaterThan(before?.version ?? 0);
  });

  it('builds only the customers whose records changed', async () => {
    const store = await stores.open();
    const others = Array.from({ length: 120 }, (_, i) =>
      organization(`${i + 10}`, `Other ${i}`, [`other${i}.example`]),
    );
    expect(await run(store, [organization('1', 'Acme Works', ['acme.example']), ...others])).toMatchObject({
      accounts: 121,
    });
    const changed = organization('1', 'Acme Works', ['acme.example', 'second.example']);
    // The same again is no change, however often a source sends it.
    expect(await run(store, [changed, ...others])).toEqual({ accounts: 1, changed: 1 });
    expect(await run(store, [changed, ...others])).toEqual({ accounts: 0, changed: 0 });
  });

  it('builds all of them once an hour, and when a source stops to answer', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example']), organization('2', 'Birch', [])]);
    nowMs += 3_600_000;
    expect(await run(store, [])).toMatchObject({ accounts: 2 });
    expect(await run(store, [])).toMatchObject({ accounts: 0 });
    await markSource(store, 't', 'zendesk', { error: 'zendesk did not answer.', at: nowMs });
    expect(await run(store, [])).toMatchObject({ accounts: 2, changed: 2 });
  });

  it('takes away what a person said when it has ended, without waiting for the hour', async () => {
    const store = await stores.open();
    nowMs = Date.parse('2026-11-21T11:00:00Z');
    const customers = [
      organization('1', 'Acme Works', ['acme.example']),
      organization('2', 'Birch', ['birch.example']),
    ];
    await run(store, [...customers, ticket(1, 901), ticket(2, 902)]);
    const idOf = async (text: string) => (await find(store, text))[0]?.accountId ?? '';
    const [acme, birch] = [await idOf('acme'), await idOf('birch')];
    const health = async (id: string) => {
      const document = await readDocument(store, 't', id, 'full');
      return ContextDocument.parse(JSON.parse(document?.body ?? '')).sections.health.data;
    };
    const say = (accountId: string, expiresAt: number) =>
      saveOverride(
        store,
        't',
        'u',
        {
          key: crypto.randomUUID(),
          accountId,
          band: 'atRisk',
          reason: 'x',
          expiresAt: new Date(expiresAt).toISOString(),
        },
        nowMs,
      );
    // Each run is a minute after the one before.
    await say(acme, nowMs + 2 * 60_000);
    await say(birch, nowMs + 50 * 60_000);
    expect(await run(store, [])).toEqual({ accounts: 2, changed: 2 });
    expect((await health(acme))?.override?.band).toBe('atRisk');
    expect(await run(store, [])).toEqual({ accounts: 1, changed: 1 });
    expect([(await health(acme))?.override, (await health(birch))?.override?.band]).toEqual([undefined, 'atRisk']);
    expect(await run(store, [])).toEqual({ accounts: 0, changed: 0 });
  });

  it('stores how sure a score was, so that a later one is not compared with another level', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example'])]);
    const [found] = await find(store, 'acme');
    const id = found?.accountId ?? '';
    const points = (await readHistory(store, 't', [id], '2026-01-01')).get(id);
    expect(points?.map((p) => p.confidence)).toEqual(['low']);
  });

  it('builds all of them when the catalogue changes, and when something first tells of activity', async () => {
    const store = await stores.open();
    const stripe = { source: 'stripe', baseUrl: 'http://127.0.0.1:1', instance: 'x', secret: 's' } as const;
    const ofCatalogue = (kind: string, id: string, body: object): RawRecord => ({
      ...{ source: 'stripe', kind, id, modifiedAt: nowMs, deleted: false },
      body: { id, active: true, ...body },
    });
    const publish = async (...records: RawRecord[]) => {
      nowMs += 1_000;
      await savePage(store, 't', 'stripe', { stream: 'products', records, cursor: null }, nowMs);
      const options = { store, tenantId: 't', sources: [...sources, stripe], nowMs, onProgress: () => undefined };
      await resolveAccounts(options);
      return (await publishAccounts(options)).accounts;
    };
    await run(store, [organization('1', 'Acme Works', ['acme.example']), organization('2', 'Birch', [])]);
    await publish();
    expect(await publish()).toBe(0);
    const product = (fit: string) => ofCatalogue('product', 'p', { name: 'Audit log', metadata: { upsell_fit: fit } });
    const recurring = { interval: 'month', interval_count: 1, usage_type: 'licensed' };
    const price = ofCatalogue('price', 'q', { product: 'p', currency: 'usd', unit_amount: 900, recurring });
    expect(await publish(product('0.5'))).toBe(2);
    expect(await publish(product('0.6'))).toBe(2);
    expect(await publish(price)).toBe(2);
    expect(await publish(product('0.6'), price)).toBe(0);
    const reading = readEvent(
      { type: 'track', event: 'Opened', userId: 'u' },
      { type: null, sentAt: null, channel: null, receivedAt: nowMs },
    );
    const events = reading.outcome === 'read' ? [reading.event] : [];
    await saveEvents(store, 't', { sender: 'app', events, others: {} }, nowMs);
    expect(await publish()).toBe(2);
    expect(await publish()).toBe(0);
  });

  it('builds a customer again that was marked while it was being built, and what a kill has left', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example']), organization('2', 'Birch', [])]);
    const mark = () =>
      store.transaction(async (trx) => {
        const ids = await trx.selectFrom('account').select('id').execute();
        await markDirty(trx, 't', [...ids.map((a) => a.id), null]);
      });
    await mark();
    const options = { store, tenantId: 't', sources, nowMs, onProgress: () => undefined };
    const read = await readDirty(store, 't', '', 10);
    await mark();
    expect(await store.transaction((trx) => claimDirty(trx, 't', read))).toEqual(new Set());
    expect(await publishAccounts(options)).toEqual({ accounts: 2, changed: 0 });
    await mark();
    const stop = () => {
      throw new Error('killed');
    };
    await expect(publishAccounts({ ...options, onProgress: stop })).rejects.toThrow('killed');
    await mark();
    await expect(
      publishAccounts({ ...options, store: { ...store, transaction: () => Promise.reject(new Error('killed')) } }),
    ).rejects.toThrow('killed');
    expect(await publishAccounts(options)).toMatchObject({ accounts: 2 });
    expect(await countDirty(store, 't')).toBe(0);
  });

  it('does not keep what it has told for ever', async () => {
    const store = await stores.open();
    await run(store, [organization('1', 'Acme Works', ['acme.example'])]);
    const told = (count: number) =>
      Array.from({ length: count }, () => ({ kind: 'links', accountId: '', version: 0 }) as const);
    for (let i = 0; i < 11; i++) await store.transaction((trx) => appendOutbox(trx, 't', told(1000), nowMs));
    await run(store, [organization('1', 'Apex Works', ['acme.example'])]);
    const { n } = await store.db
      .selectFrom('outbox')
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirstOrThrow();
    expect(Number(n)).toBe(10_000);
  });

  it('builds both customers when a record moves from one to the other', async () => {
    const store = await stores.open();
    await run(store, [
      organization('1', 'Acme Works', ['acme.example']),
      organization('2', 'Birch', ['birch.example']),
      organization('3', 'Cedar', ['cedar.example']),
      ticket(1),
    ]);
    expect(await run(store, [ticket(2)])).toEqual({ accounts: 2, changed: 2 });
  });
});
