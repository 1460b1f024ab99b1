import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { SourceList } from '../../lib/contract/sources.ts';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { sourcesText } from '../cli/sources.ts';
import { keyOf } from '../secrets/secretBox.ts';
import { saveImported } from '../store/importedRecords.ts';
import { planLease, takeLease } from '../store/lease.ts';
import type { Store } from '../store/openStore.ts';
import { markSource, savePage } from '../store/records.ts';
import { acceptEvents, noteRefused } from '../store/refetch.ts';
import { saveFields } from '../store/sourceDrift.ts';
import { saveSecret } from '../store/sourceSecrets.ts';
import { type ConfiguredSource, pullLease, readSourceList } from '../store/sourceStatus.ts';

const now = Date.parse('2026-11-21T09:00:00Z');
const hour = 3_600_000;
const config = {
  ...testConfig,
  users: [...testConfig.users, { id: 'mona', name: 'Mona', email: 'mona@x.example', role: 'manager' as const }],
  sources: (['salesforce', 'hubspot', 'zendesk'] as const).map((source) => ({
    source,
    baseUrl: 'http://127.0.0.1:1',
    instance: 'x.example',
    secret: 'geheim-7Hq2',
  })),
};

async function fill(store: Store) {
  const record = (id: string, deleted: boolean) =>
    ({ source: 'salesforce', kind: 'Account', id, modifiedAt: 1, deleted, body: { id } }) as const;
  const records = [record('a', false), record('b', false), record('c', true)];
  await savePage(store, 't', 'salesforce', { stream: 'Account', records, cursor: null }, 1);
  await markSource(
    store,
    't',
    'salesforce',
    { successAt: now - 5 * 60_000 },
    { used: 18, limit: 5000, windowMs: 24 * hour },
  );
  await markSource(store, 't', 'hubspot', { successAt: now - 30 * hour });
  await markSource(store, 't', 'hubspot', { error: 'hubspot answered with status 503.', at: now - 2 * hour });
  await saveFields(store, 't', 'hubspot', 'deals', [
    { field: 'properties.amount', what: 'missing', since: now - 3 * hour, last_good_at: now - 4 * hour },
    { field: 'properties.closedate', what: 'good', since: 1, last_good_at: 1 },
  ]);
  await store.db
    .insertInto('refetch_queue')
    .values({ tenant_id: 't', source: 'zendesk', stream: 'tickets', id: '7', at: 1 })
    .execute();
  await planLease(store, 't', pullLease, now + 6 * 60_000);
}

describeStores('GET /v1/sources', (stores) => {
  it('says how each source stands, to managers and above only', async () => {
    const store = await stores.open();
    await fill(store);
    const { app, as } = await startTestApp(store, { config });
    for (const user of ['viewer', 'rep'])
      expect((await app.inject({ url: '/v1/sources', headers: await as(user) })).statusCode).toBe(403);
    expect((await app.inject({ url: '/v1/sources', headers: { host: '127.0.0.1' } })).statusCode).toBe(401);
    const response = await app.inject({ url: '/v1/sources', headers: await as('mona') });
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('private, no-store');
    expect(response.body).not.toContain('geheim');
    const list = SourceList.parse(response.json());
    expect(list).toMatchObject({
      pulling: false,
      nextPullAt: '2026-11-21T09:06:00.000Z',
      sources: [
        {
          source: 'salesforce',
          connected: true,
          auth: { kind: 'configuration', connectedAt: null },
          state: 'fresh',
          rows: [{ kind: 'Account', count: 2 }],
          budget: { used: 18, limit: 5000, asOf: '2026-11-21T08:55:00.000Z' },
          lastError: null,
        },
        {
          source: 'hubspot',
          state: 'warn',
          lastError: 'hubspot answered with status 503.',
          lastErrorAt: '2026-11-21T07:00:00.000Z',
          drift: [
            { stream: 'deals', field: 'properties.amount', what: 'missing', lastGoodAt: '2026-11-21T05:00:00.000Z' },
          ],
        },
        { source: 'zendesk', connected: true, state: 'never', lastSuccessAt: null, waiting: 1, rows: [], budget: null },
        { source: 'stripe', connected: false, state: 'off' },
      ],
    });
    await takeLease(store, 't', pullLease, 'another-machine:1:a', now);
    await markSource(store, 't', 'hubspot', { successAt: now - 73 * hour });
    const later = SourceList.parse((await app.inject({ url: '/v1/sources', headers: await as('admin') })).json());
    expect(later.pulling).toBe(true);
    expect(later.sources[1]).toMatchObject({ state: 'error', lastError: null });

    expect(sourcesText(list).split('\n')).toEqual([
      'SOURCE      STATE  LAST SUCCESS   BUDGET USED          CONNECTED             WEBHOOKS  RECORDS',
      'salesforce  fresh  5 minutes ago  18 of 5000 in 1 day  by the configuration  -         Account 2',
      'hubspot     warn   1 day ago      -                    by the configuration  -         -',
      '  ! 2 hours ago: hubspot answered with status 503.',
      '  ! deals: properties.amount is missing, first noticed 3 hours ago; last seen 4 hours ago, and kept from then.',
      'zendesk     never  never          -                    by the configuration  -         -',
      '  ! Records that webhooks named and the next pull fetches: 1.',
      'stripe      off    never          -                    -                     -         -',
      'Next pull in 6 minutes.',
    ]);
    await app.close();
  });

  it('says of a stream that may not be read, and of a record that is refused, since when and what to do', async () => {
    const store = await stores.open();
    const at = { since: now - 3 * hour, last_good_at: now - 4 * hour };
    await saveFields(store, 't', 'hubspot', 'orders', [{ field: '*', what: 'hidden', ...at }]);
    await saveFields(store, 't', 'hubspot', 'feedback_submissions', [
      { field: '*', what: 'absent', ...at, last_good_at: null },
    ]);
    await acceptEvents(store, 't', 'zendesk', [{ key: '1', stream: 'tickets', id: '7' }], now - 2 * hour);
    const refusal = 'zendesk refused a request for tickets with status 400. If it stays so, report it.';
    for (const ms of [now - hour, now])
      await noteRefused(store, 't', 'zendesk', { stream: 'tickets', id: '7', refusal, at: ms });
    await noteRefused(store, 'other', 'zendesk', { stream: 'tickets', id: '7', refusal: 'not ours', at: now });
    const list = SourceList.parse(await readSourceList(store, 't', config.sources, now));
    expect(
      list.sources[1]?.drift.map((d) => [d.stream, d.what, d.toDo?.includes(`crm.objects.${d.stream}.read`)]),
    ).toEqual([
      ['feedback_submissions', 'absent', true],
      ['orders', 'hidden', true],
    ]);
    expect(list.sources[2]).toMatchObject({
      waiting: 1,
      refused: [{ stream: 'tickets', id: '7', since: '2026-11-21T08:00:00.000Z', why: refusal }],
    });
    const grant = (stream: string, also: string) =>
      `Give the app the scope crm.objects.${stream}.read (and that of ${also}), then connect again.`;
    const lines = sourcesText(list).split('\n');
    expect(lines.filter((line) => line.startsWith('  '))).toEqual([
      `  ! orders may not be read, first noticed 3 hours ago; last seen 4 hours ago, and kept from then. ${grant('orders', 'companies')}`,
      `  - feedback_submissions is not there, or not shown to us. If the account has it: ${grant('feedback_submissions', 'companies and contacts')}`,
      `  ! Record 7 of tickets, refused first 1 hour ago, is asked for with each pull: ${refusal}`,
      '  ! Records that webhooks named and the next pull fetches: 1.',
    ]);
  });

  it('says how old a budget is that has begun anew since', async () => {
    const store = await stores.open();
    const budget = { used: 150, limit: 200, windowMs: 60_000 };
    await markSource(store, 't', 'zendesk', { successAt: now - 3 * hour }, budget);
    await markSource(store, 't', 'zendesk', { error: 'zendesk answered with status 503.', at: now - 2 * hour }, budget);
    const textAt = async (at: number) => sourcesText(await readSourceList(store, 't', config.sources, at));
    expect(await textAt(now)).toContain('150 of 200 in 1 minute, 2 hours ago ');
    expect(await textAt(now - 2 * hour + 30_000)).toContain('150 of 200 in 1 minute  ');
  });

  it('calls a source connected since the secret of its kind is stored', async () => {
    const store = await stores.open();
    const key = keyOf(randomBytes(32));
    const auth = async (source: ConfiguredSource) =>
      (await readSourceList(store, 't', [source], now)).sources.find((s) => s.source === 'hubspot')?.auth;
    await saveSecret(store, { tenantId: 't', source: 'hubspot', field: 'secret' }, key, 'pat-7Hq2', now - hour);
    const since = new Date(now - hour).toISOString();
    expect(await auth({ source: 'hubspot' })).toEqual({ kind: 'stored', connectedAt: since });
    // It was asked with a token, and people are to sign in now: nobody has.
    const app = { source: 'hubspot' as const, oauth: { clientId: 'app' } };
    expect(await auth(app)).toEqual({ kind: 'oauth', connectedAt: null });
    expect(await auth({ source: 'hubspot', secret: 's' })).toEqual({ kind: 'configuration', connectedAt: null });
    await saveSecret(store, { tenantId: 't', source: 'hubspot', field: 'oauth' }, key, '{}', now - hour);
    expect(await auth(app)).toEqual({ kind: 'oauth', connectedAt: since });
    expect(await auth({ source: 'hubspot' })).toEqual({ kind: 'stored', connectedAt: null });
  });

  it('shows imported files as soon as there are some; they are fresh for a month', async () => {
    const store = await stores.open();
    const stateAfter = async (days: number) => {
      const { sources } = await readSourceList(store, 't', config.sources, now + days * 24 * hour);
      return sources.find((s) => s.source === 'file')?.state;
    };
    expect(await stateAfter(0)).toBeUndefined();
    const records = ['erp:1', 'erp:2'].map((id) => ({ kind: 'company' as const, id, modifiedAt: null, body: { id } }));
    await saveImported(store, 't', records, now);
    expect(await stateAfter(0)).toBe('never');
    await markSource(store, 't', 'file', { successAt: now });
    expect([await stateAfter(31), await stateAfter(32), await stateAfter(93), await stateAfter(94)]).toEqual([
      'fresh',
      'warn',
      'warn',
      'error',
    ]);
    const { app, as } = await startTestApp(store, { config, now: () => now + 2 * hour });
    const list = SourceList.parse((await app.inject({ url: '/v1/sources', headers: await as('admin') })).json());
    expect(list.sources.map((s) => s.source)).toEqual(['salesforce', 'hubspot', 'zendesk', 'stripe', 'file']);
    expect(list.sources.at(-1)).toEqual({
      source: 'file',
      connected: true,
      auth: null,
      webhooks: null,
      state: 'fresh',
      lastSuccessAt: '2026-11-21T09:00:00.000Z',
      lastError: null,
      lastErrorAt: null,
      rows: [{ kind: 'company', count: 2 }],
      drift: [],
      waiting: 0,
      refused: [],
      budget: null,
    });
    expect(sourcesText(list)).toMatch(/^file +fresh +2 hours ago +- +- +- +company 2$/m);
    await app.close();
  });
});
