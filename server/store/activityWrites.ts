import { hash } from 'node:crypto';
import { type Insertable, sql, type Transaction } from 'kysely';
import { dayOf, type ReadEvent } from '../domain/activity/event.ts';
import { registrableDomain } from '../domain/identity/domains.ts';
import { batches } from './batches.ts';
import type { Store } from './openStore.ts';
import type { EventOutcome, Schema } from './schema.ts';

type Row<T extends keyof Schema> = Insertable<Schema[T]>;
type Trx = Transaction<Schema>;

/** What one request brought, after reading: the events to count, and how many of its events came to nothing, by reason. */
export type EventsOfRequest = {
  sender: string;
  events: readonly ReadEvent[];
  others: Readonly<Partial<Record<Exclude<EventOutcome, 'accepted' | 'repeated'>, number>>>;
};

/**
 * Counts the events of one request, all in one transaction: it is answered when they are on disk. An event whose id this sender has used
 * before counts as a repetition and changes nothing. Rows are written in the order of their keys, so that requests that run side by side
 * wait for each other and do not block each other.
 */
export function saveEvents(
  store: Store,
  tenantId: string,
  { sender, events, others }: EventsOfRequest,
  now: number,
): Promise<{ accepted: number; repeated: number }> {
  return store.transaction(async (trx) => {
    const fresh = await claim(trx, tenantId, sender, events, now);
    await addDays(trx, tenantId, fresh);
    await addSubjects(trx, tenantId, fresh, now);
    await addUsers(trx, tenantId, fresh);
    await addGroups(trx, tenantId, fresh);
    const outcome = { accepted: fresh.length, repeated: events.length - fresh.length };
    await tally(trx, tenantId, sender, { ...others, ...outcome }, now);
    return outcome;
  });
}

/** Whom an event counts for: the group it names, or else the person, whose customer is found later. */
function subjectOf(event: ReadEvent): string {
  return event.groupId === null ? `user/${event.userId}` : `group/${event.groupId}`;
}

/** The events that were not there before: their ids are taken in the same transaction. Those without an id always count. */
async function claim(
  trx: Trx,
  tenantId: string,
  sender: string,
  events: readonly ReadEvent[],
  at: number,
): Promise<ReadEvent[]> {
  const byHash = new Map<string, ReadEvent>();
  const fresh = events.filter((event) => {
    if (event.messageId === null) return true;
    const key = hash('sha256', event.messageId, 'base64url').slice(0, 22);
    if (!byHash.has(key)) byHash.set(key, event);
    return false;
  });
  const rows = [...byHash.keys()].sort().map((key) => ({ tenant_id: tenantId, sender, hash: key, at }));
  for (const part of batches(rows)) {
    const taken = await trx
      .insertInto('event_message')
      .values(part)
      .onConflict((oc) => oc.columns(['tenant_id', 'sender', 'hash']).doNothing())
      .returning('hash')
      .execute();
    for (const row of taken) fresh.push(byHash.get(row.hash) as ReadEvent);
  }
  return fresh;
}

async function addDays(trx: Trx, tenantId: string, events: readonly ReadEvent[]): Promise<void> {
  const sums = new Map<string, Row<'activity_day'>>();
  for (const event of events) {
    if (!event.count) continue;
    const subject = subjectOf(event);
    const { channel, name } = event.count;
    const key = [subject, event.userId, event.day, channel, name].join('\n');
    const sum = sums.get(key);
    if (sum) sum.count++;
    else
      sums.set(key, { tenant_id: tenantId, subject, user_id: event.userId, day: event.day, channel, name, count: 1 });
  }
  for (const part of batches(byKey(sums)))
    await trx
      .insertInto('activity_day')
      .values(part)
      .onConflict((oc) =>
        oc
          .columns(['tenant_id', 'subject', 'user_id', 'day', 'channel', 'name'])
          .doUpdateSet((eb) => ({ count: eb('activity_day.count', '+', eb.ref('excluded.count')) })),
      )
      .execute();
}

async function addSubjects(trx: Trx, tenantId: string, events: readonly ReadEvent[], now: number): Promise<void> {
  const rows = new Map<string, Row<'activity_subject'>>();
  for (const event of events) {
    const subject = subjectOf(event);
    const kind = event.groupId === null ? 'user' : 'group';
    rows.set(subject, { tenant_id: tenantId, subject, kind, changed_at: now });
  }
  for (const part of batches(byKey(rows)))
    await trx
      .insertInto('activity_subject')
      .values(part)
      .onConflict((oc) => oc.columns(['tenant_id', 'subject']).doUpdateSet({ changed_at: now }))
      .execute();
}

async function addUsers(trx: Trx, tenantId: string, events: readonly ReadEvent[]): Promise<void> {
  const rows = new Map<string, Row<'activity_user'>>();
  const row = (userId: string, day: string): Row<'activity_user'> => {
    const blank = { email: null, domain: null, email_at: 0, same_as: null, same_at: 0, internal: 0 };
    const known = rows.get(userId) ?? { tenant_id: tenantId, user_id: userId, last_day: day, ...blank };
    if (day > known.last_day) known.last_day = day;
    rows.set(userId, known);
    return known;
  };
  for (const { userId, formerId, email, at, day } of events) {
    const user = row(userId, day);
    if (email !== null && at >= user.email_at)
      Object.assign(user, { email, domain: registrableDomain(email), email_at: at });
    const former = formerId === null ? null : row(formerId, day);
    if (former && at >= former.same_at) Object.assign(former, { same_as: userId, same_at: at });
  }
  // What was said last counts, also when it arrives first.
  const newer = sql<boolean>`excluded.email is not null and excluded.email_at >= activity_user.email_at`;
  const newerId = sql<boolean>`excluded.same_as is not null and excluded.same_at >= activity_user.same_at`;
  for (const part of batches(byKey(rows)))
    await trx
      .insertInto('activity_user')
      .values(part)
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'user_id']).doUpdateSet({
          email: sql`case when ${newer} then excluded.email else activity_user.email end`,
          domain: sql`case when ${newer} then excluded.domain else activity_user.domain end`,
          email_at: sql`case when ${newer} then excluded.email_at else activity_user.email_at end`,
          same_as: sql`case when ${newerId} then excluded.same_as else activity_user.same_as end`,
          same_at: sql`case when ${newerId} then excluded.same_at else activity_user.same_at end`,
          last_day: sql`case when excluded.last_day > activity_user.last_day then excluded.last_day else activity_user.last_day end`,
        }),
      )
      .execute();
}

async function addGroups(trx: Trx, tenantId: string, events: readonly ReadEvent[]): Promise<void> {
  const groups = new Map<string, Row<'activity_group'>>();
  const members = new Map<string, Row<'activity_member'>>();
  for (const { groupId, userId, group, at } of events) {
    if (groupId === null) continue;
    const blank = { name: null, name_at: 0, domain: null, domain_at: 0 };
    const known = groups.get(groupId) ?? { tenant_id: tenantId, group_id: groupId, ...blank };
    const domain = group.website === null ? null : registrableDomain(group.website);
    if (group.name !== null && at >= known.name_at) Object.assign(known, { name: group.name, name_at: at });
    if (domain !== null && at >= known.domain_at) Object.assign(known, { domain, domain_at: at });
    groups.set(groupId, known);
    members.set(`${userId}\n${groupId}`, { tenant_id: tenantId, user_id: userId, group_id: groupId });
  }
  // What was said last counts, and what it leaves out stays: most calls name some traits only.
  const newerName = sql<boolean>`excluded.name is not null and excluded.name_at >= activity_group.name_at`;
  const newerDomain = sql<boolean>`excluded.domain is not null and excluded.domain_at >= activity_group.domain_at`;
  for (const part of batches(byKey(groups)))
    await trx
      .insertInto('activity_group')
      .values(part)
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'group_id']).doUpdateSet({
          name: sql`case when ${newerName} then excluded.name else activity_group.name end`,
          name_at: sql`case when ${newerName} then excluded.name_at else activity_group.name_at end`,
          domain: sql`case when ${newerDomain} then excluded.domain else activity_group.domain end`,
          domain_at: sql`case when ${newerDomain} then excluded.domain_at else activity_group.domain_at end`,
        }),
      )
      .execute();
  for (const part of batches(byKey(members)))
    await trx
      .insertInto('activity_member')
      .values(part)
      .onConflict((oc) => oc.columns(['tenant_id', 'user_id', 'group_id']).doNothing())
      .execute();
}

async function tally(
  trx: Trx,
  tenantId: string,
  sender: string,
  counts: Readonly<Partial<Record<EventOutcome, number>>>,
  now: number,
): Promise<void> {
  const rows = (Object.entries(counts) as [EventOutcome, number][])
    .filter(([, count]) => count > 0)
    .sort()
    .map(([outcome, count]) => ({ tenant_id: tenantId, day: dayOf(now), sender, outcome, count }));
  if (rows.length === 0) return;
  await trx
    .insertInto('event_tally')
    .values(rows)
    .onConflict((oc) =>
      oc
        .columns(['tenant_id', 'day', 'sender', 'outcome'])
        .doUpdateSet((eb) => ({ count: eb('event_tally.count', '+', eb.ref('excluded.count')) })),
    )
    .execute();
}

/** The values in the order of their keys, by code units, which is the same in every process. */
function byKey<T>(rows: ReadonlyMap<string, T>): T[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
