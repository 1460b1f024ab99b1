import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How sure each point of a health history was; null for those from before. Points of different confidence make no trend. */
export const healthConfidence: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('health_history').addColumn('confidence', 'text').execute();
  },
};
