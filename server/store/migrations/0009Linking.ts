import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Records wait here to be linked, and what identity works on is kept, so that a run touches only what changed. */
export const linking: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('link_queue')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('marks', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('link_queue_pk', ['tenant_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createTable('link_dependency')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('on_key', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('link_dependency_pk', ['tenant_id', 'source', 'kind', 'id', 'on_key'])
      .execute();
    await db.schema
      .createIndex('link_dependency_on')
      .on('link_dependency')
      .columns(['tenant_id', 'on_key', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createTable('company_identity')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('company', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('company_identity_pk', ['tenant_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createTable('company_contact')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('person_id', 'text', (c) => c.notNull())
      .addColumn('company_id', 'text', (c) => c.notNull())
      .addColumn('contact', 'bigint', (c) => c.notNull())
      .addColumn('domain', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('company_contact_pk', ['tenant_id', 'source', 'person_id', 'company_id'])
      .execute();
    await db.schema
      .createTable('account_domain')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('domain', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('account_domain_pk', ['tenant_id', 'account_id', 'domain'])
      .execute();
    await db.schema
      .createIndex('account_domain_owner')
      .on('account_domain')
      .columns(['tenant_id', 'domain', 'account_id'])
      .execute();
    await db.schema
      .createTable('identity_state')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('changes', 'bigint', (c) => c.notNull())
      .addColumn('resolved', 'bigint', (c) => c.notNull())
      .addColumn('basis', 'text', (c) => c.notNull())
      .addColumn('result', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('identity_state_pk', ['tenant_id'])
      .execute();
    await db.schema.alterTable('account').addColumn('domain', 'text').execute();
  },
};
