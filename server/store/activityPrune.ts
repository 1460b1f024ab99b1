import { dayMs, oldestDay } from '../domain/activity/event.ts';
import type { Store } from './openStore.ts';

const pageRows = 500;
/** How long the id of an event is remembered, so that sending it again counts once. */
export const messageDays = 7;

/**
 * Drops activity of more than 400 days ago, people who did nothing since, what is left of their groups, and ids of events that arrived
 * more than a week ago. At most 500 rows a transaction.
 */
export async function pruneActivity(store: Store, tenantId: string, nowMs: number): Promise<void> {
  const oldest = oldestDay(nowMs);
  await inPages(async () => {
    const rows = await store.db
      .selectFrom('activity_day')
      .select(['subject', 'user_id', 'day', 'channel', 'name'])
      .where('tenant_id', '=', tenantId)
      .where('day', '<', oldest)
      .limit(pageRows)
      .execute();
    await removeEach(rows, (part) =>
      store.transaction((trx) =>
        trx
          .deleteFrom('activity_day')
          .where('tenant_id', '=', tenantId)
          .where((eb) => eb.or(part.map((row) => eb.and(row))))
          .execute(),
      ),
    );
    return rows.length;
  });
  await inPages(async () => {
    const rows = await store.db
      .selectFrom('event_message')
      .select(['sender', 'hash'])
      .where('tenant_id', '=', tenantId)
      .where('at', '<', nowMs - messageDays * dayMs)
      .limit(pageRows)
      .execute();
    await removeEach(rows, (part) =>
      store.transaction((trx) =>
        trx
          .deleteFrom('event_message')
          .where('tenant_id', '=', tenantId)
          .where((eb) => eb.or(part.map((row) => eb.and(row))))
          .execute(),
      ),
    );
    return rows.length;
  });
  await inPages(async () => {
    const rows = await store.db
      .selectFrom('activity_user')
      .select('user_id')
      .where('tenant_id', '=', tenantId)
      .where('last_day', '<', oldest)
      .limit(pageRows)
      .execute();
    const ids = rows.map((r) => r.user_id);
    if (ids.length > 0)
      await store.transaction(async (trx) => {
        for (const table of ['activity_member', 'activity_user'] as const)
          await trx.deleteFrom(table).where('tenant_id', '=', tenantId).where('user_id', 'in', ids).execute();
      });
    return ids.length;
  });
  await inPages(async () => {
    const rows = await store.db
      .selectFrom('activity_subject as s')
      .select('s.subject')
      .where('s.tenant_id', '=', tenantId)
      .where('s.changed_at', '<', Date.parse(oldest))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('activity_day as d')
              .select('d.day')
              .whereRef('d.tenant_id', '=', 's.tenant_id')
              .whereRef('d.subject', '=', 's.subject'),
          ),
        ),
      )
      .limit(pageRows)
      .execute();
    const subjects = rows.map((r) => r.subject);
    const groups = subjects.filter((s) => s.startsWith('group/')).map((s) => s.slice('group/'.length));
    if (groups.length > 0) await removeMembers(store, tenantId, groups);
    if (subjects.length > 0)
      await store.transaction(async (trx) => {
        await trx
          .deleteFrom('activity_subject')
          .where('tenant_id', '=', tenantId)
          .where('subject', 'in', subjects)
          .execute();
        if (groups.length > 0)
          await trx
            .deleteFrom('activity_group')
            .where('tenant_id', '=', tenantId)
            .where('group_id', 'in', groups)
            .execute();
      });
    return subjects.length;
  });
  await store.transaction((trx) =>
    trx.deleteFrom('event_tally').where('tenant_id', '=', tenantId).where('day', '<', oldest).execute(),
  );
}

/** Nobody is a member of a group that is gone: it would stand against the groups that are not. */
async function removeMembers(store: Store, tenantId: string, groups: readonly string[]): Promise<void> {
  await inPages(async () => {
    const rows = await store.db
      .selectFrom('activity_member')
      .select(['user_id', 'group_id'])
      .where('tenant_id', '=', tenantId)
      .where('group_id', 'in', [...groups])
      .limit(pageRows)
      .execute();
    await removeEach(rows, (part) =>
      store.transaction((trx) =>
        trx
          .deleteFrom('activity_member')
          .where('tenant_id', '=', tenantId)
          .where((eb) => eb.or(part.map((row) => eb.and(row))))
          .execute(),
      ),
    );
    return rows.length;
  });
}

/** Again and again until a page is not full. */
async function inPages(removePage: () => Promise<number>): Promise<void> {
  while ((await removePage()) === pageRows);
}

/** A statement with a condition for each row stays short. */
async function removeEach<T>(rows: readonly T[], remove: (part: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < rows.length; i += 100) await remove(rows.slice(i, i + 100));
}
