import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The name and the domain of a group each carry the time at which they were said: with one for both, what was said earlier could replace
 * what was said later. Of rows from before, the one time is that of both.
 */
export const groupTimes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('activity_group').renameColumn('at', 'name_at').execute();
    await db.schema
      .alterTable('activity_group')
      .addColumn('domain_at', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
    await sql`update activity_group set domain_at = case when domain is null then 0 else name_at end`.execute(db);
    await sql`update activity_group set name_at = 0 where name is null`.execute(db);
  },
};
