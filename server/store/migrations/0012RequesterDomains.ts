import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which accounts name the owner of a domain in their document, so that they follow when the owner changes. */
export const requesterDomains: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
    await db.schema
      .createTable('requester_domain')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('domain', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('requester_domain_pk', ['tenant_id', 'account_id', 'domain'])
      // A row is nothing but its key.
      .modifyEnd(isPostgres ? sql`` : sql`without rowid`)
      .execute();
    await db.schema
      .createIndex('requester_domain_accounts')
      .on('requester_domain')
      .columns(['tenant_id', 'domain', 'account_id'])
      .execute();
  },
};
