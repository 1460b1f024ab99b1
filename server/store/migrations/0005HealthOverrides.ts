import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people say of an account's health, and which profile each point of its history was computed with. */
export const healthOverrides: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('health_override')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('band', 'text', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('removed_at', 'bigint')
      .addPrimaryKeyConstraint('health_override_pk', ['tenant_id', 'account_id', 'key'])
      .execute();
    await db.schema.alterTable('health_history').addColumn('profile', 'text').execute();
  },
};
