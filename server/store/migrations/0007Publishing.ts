import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which documents are to be built again, and what the last publication rested on. */
export const publishing: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('dirty_account')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('marks', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('dirty_account_pk', ['tenant_id', 'account_id'])
      .execute();
    await db.schema
      .createTable('publish_state')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('basis', 'text', (c) => c.notNull())
      .addColumn('ranking', 'text', (c) => c.notNull())
      .addColumn('published_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('publish_state_pk', ['tenant_id'])
      .execute();
  },
};
