import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A stored secret that another one has replaced may stay valid for a while. Null: until it is removed. */
export const secretUntil: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('source_secret').addColumn('valid_until', 'bigint').execute();
  },
};
