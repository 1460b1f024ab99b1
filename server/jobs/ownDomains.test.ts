import { expect, it } from 'vitest';
import { readPublished } from '../../tests/support/publishing.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { savePage } from '../store/records.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';

const sources: ConnectorConfig[] = [
  { source: 'zendesk', baseUrl: 'http://127.0.0.1:1', instance: 'x.zendesk.com', secret: 's' },
];
const tenantId = 't';
const nowMs = Date.parse('2026-11-21T09:00:00Z');
const record = (kind: string, id: number, body: object): RawRecord => ({
  source: 'zendesk',
  kind,
  id: String(id),
  modifiedAt: nowMs,
  deleted: false,
  body: { id, updated_at: new Date(nowMs).toISOString(), ...body },
});
const user = (id: number, email: string) => record('user', id, { name: `User ${id}`, role: 'end-user', email });
const ticket = (id: number, requesterId: number) =>
  record('ticket', id, {
    status: 'open',
    subject: 'Help',
    created_at: new Date(nowMs).toISOString(),
    requester_id: requesterId,
  });

describeStores('our own domains', (stores) => {
  it('identify no customer, and what was linked by them is linked again once they are known', async () => {
    const store = await stores.open();
    const records = [
      // Somebody typed our own site into a customer's record.
      record('organization', 1, { name: 'Acme', domain_names: ['cobalt.com', 'acme.com'] }),
      user(10, 'ada@cobalt.com'),
      user(11, 'ida@acme.com'),
      ticket(20, 10),
      ticket(21, 11),
    ];
    await savePage(store, tenantId, 'zendesk', { stream: 'x', records, cursor: null }, nowMs);
    const options = { store, tenantId, sources, nowMs, onProgress: () => undefined };
    await resolveAccounts(options);
    expect(await linked(store)).toEqual(['organization/1', 'ticket/20', 'ticket/21', 'user/10', 'user/11']);
    await resolveAccounts({ ...options, internalDomains: ['cobalt.com'] });
    expect(await linked(store)).toEqual(['organization/1', 'ticket/21', 'user/11']);
    await resolveAccounts(options);
    expect(await linked(store)).toHaveLength(5);
  });

  it('are none of strangers who write about a customer, from the publication on that knows them', async () => {
    const store = await stores.open();
    const records = [
      record('organization', 1, { name: 'Acme', domain_names: ['acme.com'] }),
      {
        ...user(10, 'ada@cobalt.com'),
        body: { id: 10, name: 'Ada', email: 'ada@cobalt.com', role: 'end-user', organization_id: 1 },
      },
      { ...ticket(20, 10), body: { ...(ticket(20, 10).body as object), organization_id: 1 } },
    ];
    await savePage(store, tenantId, 'zendesk', { stream: 'x', records, cursor: null }, nowMs);
    const publish = async (internalDomains?: string[]) => {
      const options = { store, tenantId, sources, nowMs, onProgress: () => undefined, internalDomains };
      await resolveAccounts(options);
      await publishAccounts(options);
      return (await readPublished(store)).flatMap((d) => d.contradictions ?? []).map((c) => c.sides[0]?.value);
    };
    expect(await publish()).toEqual(['cobalt.com']);
    expect(await publish(['cobalt.com'])).toEqual([]);
    expect(await publish()).toEqual(['cobalt.com']);
  });

  const linked = async (store: Store) =>
    (
      await store.db
        .selectFrom('record_link')
        .select(['kind', 'id', 'account_id'])
        .where('tenant_id', '=', tenantId)
        .where('account_id', 'is not', null)
        .execute()
    )
      .map(({ kind, id }) => `${kind}/${id}`)
      .sort();
});
