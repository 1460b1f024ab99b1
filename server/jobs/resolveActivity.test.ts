import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorConfig } from '../../tests/support/vendorServer.ts';
import type { ReadEvent } from '../domain/activity/event.ts';
import type { PulledSource } from '../domain/model.ts';
import { readEvent } from '../intake/readEvent.ts';
import { accountsWithActivitySince, activitySources, readActivity } from '../store/activity.ts';
import { saveEvents } from '../store/activityWrites.ts';
import { readEventStatus } from '../store/eventStatus.ts';
import { saveLinks } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { savePage } from '../store/records.ts';
import { resolveActivity } from './resolveActivity.ts';

const tenantId = 't';
const nowMs = Date.parse('2026-11-21T09:00:00Z');
const dayMs = 86_400_000;
const sources = (['salesforce', 'zendesk'] as const).map((source: PulledSource) =>
  vendorConfig(source, 'http://127.0.0.1:1'),
);

/** A company record that belongs to an account. */
async function seedCompany(
  store: Store,
  source: PulledSource,
  kind: string,
  id: string,
  accountId: string,
  body: object,
) {
  await savePage(
    store,
    tenantId,
    source,
    { stream: kind, cursor: null, records: [{ source, kind, id, modifiedAt: 1, deleted: false, body }] },
    1,
  );
  const resolution = { confidence: 'verified' as const, chain: [], evidence: [], candidates: [], others: [] };
  await saveLinks(store, tenantId, { rank: 'company', links: [{ source, kind, id, accountId, resolution }] }, 1);
}
const acme = (store: Store) =>
  seedCompany(store, 'salesforce', 'Account', '001A0000006Vm9rIAC', 'acc_acme', { Name: 'Acme', Website: 'acme.com' });
const hooli = (store: Store) =>
  seedCompany(store, 'zendesk', 'organization', '360900000043', 'acc_hooli', {
    name: 'Hooli',
    domain_names: ['hooli.com'],
    external_id: 'tenant-9',
  });

async function send(store: Store, raws: readonly object[], at = nowMs): Promise<void> {
  const events = raws.map((raw): ReadEvent => {
    const reading = readEvent(
      { type: 'track', event: 'Opened', ...raw },
      { type: null, sentAt: null, channel: null, receivedAt: at },
    );
    return reading.outcome === 'read' ? reading.event : expect.unreachable(JSON.stringify(reading));
  });
  await saveEvents(store, tenantId, { sender: 'app', events, others: {} }, at);
}
const resolve = (store: Store, some: { internalDomains?: string[]; nowMs?: number } = {}) =>
  resolveActivity({ store, tenantId, sources, internalDomains: [], nowMs, ...some });
async function activityOf(store: Store, tenant: string, accountId: string) {
  return (
    (await readActivity(store, tenant, [accountId])).get(accountId) ??
    ((await activitySources(store, tenant)).length > 0 ? [] : null)
  );
}
async function changedSince(store: Store, at: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of accountsWithActivitySince(store, tenantId, at)) ids.push(...page);
  return ids;
}

describeStores('activity', (stores) => {
  it('is found for the customer: by id, claimed id, domain of the people; and is otherwise nobody’s', async () => {
    const store = await stores.open();
    await acme(store);
    await hooli(store);
    expect(await activityOf(store, tenantId, 'acc_acme')).toBeNull();
    await send(store, [
      { userId: 'u1', context: { groupId: '001A0000006Vm9r' } },
      { userId: 'u1', context: { groupId: 'tenant-9' } },
      { userId: 'ida@hooli.com', event: 'Closed' },
      { userId: 'u3', context: { groupId: 'unknown-1' } },
      { userId: 'u3', context: { groupId: 'unknown-1' } },
      { userId: 'u4', context: { groupId: 'named' } },
      { type: 'group', userId: 'u4', groupId: 'named', traits: { name: 'Acme' } },
    ]);
    // Nothing is anybody's before it was resolved, but it is known that there is something.
    expect(await activityOf(store, tenantId, 'acc_acme')).toEqual([]);
    expect(await resolve(store)).toEqual({ matched: 3, unmatched: 2 });
    const day = { day: '2026-11-21', channel: 'product', count: 1 };
    expect(await activityOf(store, tenantId, 'acc_acme')).toEqual([{ ...day, userId: 'u1', name: 'Opened' }]);
    expect(await activityOf(store, tenantId, 'acc_hooli')).toEqual([
      { ...day, userId: 'ida@hooli.com', name: 'Closed' },
      { ...day, userId: 'u1', name: 'Opened' },
    ]);
    expect(await activityOf(store, 'other', 'acc_acme')).toBeNull();
    const status = await readEventStatus(store, tenantId, nowMs);
    expect(status).toMatchObject({
      senders: [{ sender: 'app', counts: { accepted: 7, repeated: 0 } }],
      groups: { matched: 2, unmatched: 2 },
      people: { matched: 1, unmatched: 0, internal: 0 },
      unmatchedGroups: [
        { id: 'unknown-1', name: null, events: 2, why: { by: 'unknown' } },
        { id: 'named', name: 'Acme', events: 1, why: { by: 'unknown' } },
      ],
    });
    expect(await changedSince(store, nowMs)).toEqual(['acc_acme', 'acc_hooli']);
    expect(await changedSince(store, nowMs + 1)).toEqual([]);
    // Nothing new: nothing is written.
    const before = await store.db.selectFrom('activity_subject').selectAll().orderBy('subject').execute();
    await resolve(store, { nowMs: nowMs + 1 });
    expect(await store.db.selectFrom('activity_subject').selectAll().orderBy('subject').execute()).toEqual(before);
  });

  it('of a person who is known only later is found later, under one id', async () => {
    const store = await stores.open();
    await hooli(store);
    await send(store, [
      { anonymousId: 'a1', event: 'Tour' },
      { userId: 'u1', event: 'Signed Up', anonymousId: 'a1' },
    ]);
    expect(await resolve(store)).toEqual({ matched: 0, unmatched: 2 });
    await send(store, [{ type: 'identify', userId: 'u1', traits: { email: 'ida@hooli.com' } }], nowMs + 1);
    expect(await resolve(store, { nowMs: nowMs + 2 })).toEqual({ matched: 2, unmatched: 0 });
    expect((await activityOf(store, tenantId, 'acc_hooli'))?.map((a) => [a.userId, a.name])).toEqual([
      ['u1', 'Signed Up'],
      ['u1', 'Tour'],
    ]);
    expect(await changedSince(store, nowMs + 2)).toEqual(['acc_hooli']);
  });

  it('of our own people is left out, before and after they are known as such', async () => {
    const store = await stores.open();
    await hooli(store);
    await send(store, [
      { userId: 'rhea@cobalt.com', context: { groupId: 'tenant-9' } },
      { userId: 'ida@hooli.com', context: { groupId: 'tenant-9' } },
      { anonymousId: 'x', context: { groupId: 'tenant-9' } },
      { type: 'identify', userId: 'rhea@cobalt.com', anonymousId: 'x' },
    ]);
    await resolve(store);
    expect(await activityOf(store, tenantId, 'acc_hooli')).toHaveLength(2);
    await resolve(store, { internalDomains: ['cobalt.com'] });
    expect(await activityOf(store, tenantId, 'acc_hooli')).toMatchObject([{ userId: 'ida@hooli.com' }]);
    expect((await readEventStatus(store, tenantId, nowMs)).people.internal).toBe(1);
    await resolve(store, { internalDomains: [] });
    expect(await activityOf(store, tenantId, 'acc_hooli')).toHaveLength(2);
  });

  it('moves with its customer, and both accounts are told', async () => {
    const store = await stores.open();
    await acme(store);
    await send(store, [{ userId: 'u1', context: { groupId: '001A0000006Vm9rIAC' } }]);
    await resolve(store);
    const resolution = { confidence: 'verified' as const, chain: [], evidence: [], candidates: [], others: [] };
    const key = { source: 'salesforce', kind: 'Account', id: '001A0000006Vm9rIAC' } as const;
    await saveLinks(store, tenantId, { rank: 'company', links: [{ ...key, accountId: 'acc_other', resolution }] }, 2);
    await resolve(store, { nowMs: nowMs + 5 });
    expect(await activityOf(store, tenantId, 'acc_acme')).toEqual([]);
    expect(await activityOf(store, tenantId, 'acc_other')).toHaveLength(1);
    expect(await changedSince(store, nowMs + 5)).toEqual(['acc_acme', 'acc_other']);
  });

  it('is kept for 400 days, ids of events for seven', async () => {
    const store = await stores.open();
    await hooli(store);
    const old = nowMs - 399 * dayMs;
    await send(
      store,
      Array.from({ length: 600 }, (_, i) => ({
        userId: `u${i}`,
        messageId: `m${i}`,
        context: { groupId: 'tenant-9' },
      })),
      old,
    );
    await send(store, [{ userId: 'u1', messageId: 'new', context: { groupId: 'tenant-9' } }], nowMs - 7 * dayMs);
    await resolve(store);
    expect(await activityOf(store, tenantId, 'acc_hooli')).toHaveLength(601);
    expect(await store.db.selectFrom('event_message').select('sender').execute()).toHaveLength(1);
    await resolve(store, { nowMs: nowMs + 2 * dayMs });
    expect(await activityOf(store, tenantId, 'acc_hooli')).toMatchObject([{ userId: 'u1', day: '2026-11-14' }]);
    expect(await store.db.selectFrom('activity_user').select('user_id').execute()).toEqual([{ user_id: 'u1' }]);
    expect(await store.db.selectFrom('activity_member').select('user_id').execute()).toEqual([{ user_id: 'u1' }]);
    await resolve(store, { nowMs: nowMs + 402 * dayMs });
    for (const table of [
      'activity_day',
      'activity_subject',
      'activity_group',
      'activity_user',
      'event_tally',
      'event_message',
    ] as const)
      expect(await store.db.selectFrom(table).select('tenant_id').execute(), table).toEqual([]);
  });

  it('a group that nobody was active in for 400 days no longer stands against the others', async () => {
    const store = await stores.open();
    await hooli(store);
    await send(store, [{ userId: 'u1', context: { groupId: 'gone' } }], nowMs - 399 * dayMs);
    await send(store, [
      { userId: 'u1', context: { groupId: 'tenant-9' } },
      { userId: 'u1', event: 'Closed' },
    ]);
    const names = async () => (await activityOf(store, tenantId, 'acc_hooli'))?.map((a) => a.name);
    await resolve(store);
    expect(await names()).toEqual(['Opened']);
    await resolve(store, { nowMs: nowMs + 3 * dayMs });
    expect(await names()).toEqual(['Closed', 'Opened']);
    expect(await store.db.selectFrom('activity_member').select('group_id').execute()).toEqual([
      { group_id: 'tenant-9' },
    ]);
  });
});
