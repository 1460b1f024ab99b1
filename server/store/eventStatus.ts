import type { Attribution } from '../domain/activity/attribute.ts';
import { dayMs, dayOf } from '../domain/activity/event.ts';
import type { Store } from './openStore.ts';
import type { EventOutcome } from './schema.ts';

/** Days that the counts go back. */
export const statusDays = 30;
const shownGroups = 20;

/** How the events stand: what arrived by sender, and how many groups and people belong to a customer. */
export type EventStatus = {
  senders: { sender: string; counts: Record<EventOutcome, number> }[];
  groups: { matched: number; unmatched: number };
  people: { matched: number; unmatched: number; internal: number };
  /** Groups of nobody, those that did most first; at most 20. */
  unmatchedGroups: { id: string; name: string | null; events: number; why: Attribution | null }[];
};

/** Counts of the last 30 days, and what the last synchronisation decided. */
export async function readEventStatus(store: Store, tenantId: string, nowMs: number): Promise<EventStatus> {
  const tallies = await store.read
    .selectFrom('event_tally')
    .select((eb) => ['sender', 'outcome', eb.fn.sum<number | string>('count').as('count')])
    .where('tenant_id', '=', tenantId)
    .where('day', '>=', dayOf(nowMs - (statusDays - 1) * dayMs))
    .groupBy(['sender', 'outcome'])
    .orderBy('sender')
    .execute();
  const senders = [...Map.groupBy(tallies, (t) => t.sender)].map(([sender, rows]) => ({
    sender,
    counts: {
      ...{ accepted: 0, repeated: 0, tooOld: 0, bot: 0, rejected: 0 },
      ...Object.fromEntries(rows.map((r) => [r.outcome, Number(r.count)])),
    },
  }));
  const subjects = await store.read
    .selectFrom('activity_subject')
    .select((eb) => [
      'kind',
      eb.fn.count<number | string>('account_id').as('matched'),
      eb.fn.countAll<number | string>().as('all'),
    ])
    .where('tenant_id', '=', tenantId)
    .groupBy('kind')
    .execute();
  const of = (kind: 'group' | 'user') => {
    const row = subjects.find((s) => s.kind === kind);
    return { matched: Number(row?.matched ?? 0), unmatched: Number(row?.all ?? 0) - Number(row?.matched ?? 0) };
  };
  const { internal } = await store.read
    .selectFrom('activity_user')
    .select((eb) => eb.fn.countAll<number | string>().as('internal'))
    .where('tenant_id', '=', tenantId)
    .where('internal', '=', 1)
    .executeTakeFirstOrThrow();
  return {
    senders,
    groups: of('group'),
    people: { ...of('user'), internal: Number(internal) },
    unmatchedGroups: await readUnmatchedGroups(store, tenantId),
  };
}

async function readUnmatchedGroups(store: Store, tenantId: string): Promise<EventStatus['unmatchedGroups']> {
  const rows = await store.read
    .selectFrom('activity_subject as s')
    .leftJoin('activity_day as d', (join) =>
      join.onRef('d.tenant_id', '=', 's.tenant_id').onRef('d.subject', '=', 's.subject'),
    )
    .select((eb) => [
      's.subject as subject',
      's.evidence as evidence',
      eb.fn.coalesce(eb.fn.sum<number | string>('d.count'), eb.lit(0)).as('events'),
    ])
    .where('s.tenant_id', '=', tenantId)
    .where('s.kind', '=', 'group')
    .where('s.account_id', 'is', null)
    .groupBy(['s.subject', 's.evidence'])
    .orderBy('events', 'desc')
    .orderBy('subject')
    .limit(shownGroups)
    .execute();
  const found = rows.map(({ subject, evidence, events }) => ({
    id: subject.slice('group/'.length),
    events: Number(events),
    why: evidence === null ? null : (JSON.parse(evidence) as Attribution),
  }));
  const names =
    found.length === 0
      ? []
      : await store.read
          .selectFrom('activity_group')
          .select(['group_id', 'name'])
          .where('tenant_id', '=', tenantId)
          .where(
            'group_id',
            'in',
            found.map((g) => g.id),
          )
          .execute();
  return found.map((g) => ({ ...g, name: names.find((n) => n.group_id === g.id)?.name ?? null }));
}
