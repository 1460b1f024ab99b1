import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What each customer is found by, as keys left it, so that a changed company record touches only what it has to do with. */
export const identityIndex: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
    await db.schema
      .createTable('identity_member')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('profile', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('identity_member_pk', ['tenant_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createIndex('identity_member_profile')
      .on('identity_member')
      .columns(['tenant_id', 'profile'])
      .execute();
    await db.schema
      .createTable('identity_profile')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('profile', 'bigint', (c) => c.notNull())
      .addColumn('component', 'bigint', (c) => c.notNull())
      .addColumn('keys', 'text', (c) => c.notNull())
      .addColumn('stats', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('identity_profile_pk', ['tenant_id', 'profile'])
      .execute();
    await db.schema
      .createIndex('identity_profile_component')
      .on('identity_profile')
      .columns(['tenant_id', 'component'])
      .execute();
    await db.schema
      .createTable('identity_key')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('key', 'bigint', (c) => c.notNull())
      .addColumn('profile', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('identity_key_pk', ['tenant_id', 'key', 'profile'])
      // A row is nothing but its key.
      .modifyEnd(isPostgres ? sql`` : sql`without rowid`)
      .execute();
    await db.schema
      .createTable('identity_change')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('marks', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('identity_change_pk', ['tenant_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createIndex('company_contact_company')
      .on('company_contact')
      .columns(['tenant_id', 'source', 'company_id', 'person_id'])
      .execute();
    await db.schema
      .alterTable('identity_state')
      .addColumn('indexed', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
