import { sql } from 'kysely';
import type { ActivityDay, ActivitySource } from '../domain/activity/activityDay.ts';
import type { Store } from './openStore.ts';

const pageRows = 500;

/**
 * What the people of an account did, by day, of at most the last 400 days; our own people are left out. A person who was anonymous
 * before counts under the id they have now. By account; one of which nothing is known is left out.
 */
export async function readActivity(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, ActivityDay[]>> {
  const rows = await store.db
    .selectFrom('activity_subject as s')
    .innerJoin('activity_day as d', (join) =>
      join.onRef('d.tenant_id', '=', 's.tenant_id').onRef('d.subject', '=', 's.subject'),
    )
    .leftJoin('activity_user as u', (join) =>
      join.onRef('u.tenant_id', '=', 'd.tenant_id').onRef('u.user_id', '=', 'd.user_id'),
    )
    .leftJoin('activity_user as c', (join) =>
      join.onRef('c.tenant_id', '=', 'u.tenant_id').onRef('c.user_id', '=', 'u.same_as'),
    )
    .select((eb) => [
      's.account_id as accountId',
      'd.day as day',
      sql<string>`coalesce(u.same_as, d.user_id)`.as('userId'),
      'd.channel as channel',
      'd.name as name',
      eb.fn.sum<number | string>('d.count').as('count'),
    ])
    .where('s.tenant_id', '=', tenantId)
    .where('s.account_id', 'in', accountIds)
    .where(sql<number>`coalesce(c.internal, u.internal, 0)`, '=', 0)
    .groupBy(['s.account_id', 'd.day', sql`coalesce(u.same_as, d.user_id)`, 'd.channel', 'd.name'])
    .orderBy('day')
    .orderBy('userId')
    .orderBy('channel')
    .orderBy('name')
    .execute();
  const activity = new Map<string, ActivityDay[]>();
  for (const { accountId, ...row } of rows) {
    // PostgreSQL adds whole numbers up to a decimal one, which is read as text.
    const day = { ...row, count: Number(row.count) };
    const of = activity.get(accountId ?? '');
    if (of) of.push(day);
    else activity.set(accountId ?? '', [day]);
  }
  return activity;
}

/** What tells of activity: events that were counted, rows of imported files. Without, nothing is known, which is not the same as nothing done. */
export async function activitySources(store: Store, tenantId: string): Promise<ActivitySource[]> {
  const event = store.db.selectFrom('activity_subject').select('tenant_id').where('tenant_id', '=', tenantId).limit(1);
  const row = store.db
    .selectFrom('source_record')
    .select('tenant_id')
    .where('tenant_id', '=', tenantId)
    .where('source', '=', 'file')
    .where('kind', '=', 'activity')
    .where('deleted', '=', 0)
    .limit(1);
  const has = { events: await event.executeTakeFirst(), file: await row.executeTakeFirst() };
  return (['events', 'file'] as const).filter((source) => has[source] !== undefined);
}

/**
 * Accounts whose activity changed at or after `at` (epoch ms): an event was counted, or a group or person was found to belong to them,
 * or no longer to. In id order, each once, in pages.
 */
export async function* accountsWithActivitySince(store: Store, tenantId: string, at: number): AsyncIterable<string[]> {
  let after = '';
  for (;;) {
    const changed = (column: 'account_id' | 'previous_account_id') =>
      store.db
        .selectFrom('activity_subject')
        .select(`${column} as id`)
        .where('tenant_id', '=', tenantId)
        .where('changed_at', '>=', at)
        .where(column, '>', after);
    const rows = await changed('account_id')
      .union(changed('previous_account_id'))
      .orderBy('id')
      .limit(pageRows)
      .execute();
    const ids = rows.flatMap(({ id }) => id ?? []);
    if (ids.length > 0) yield ids;
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.id ?? '';
  }
}
