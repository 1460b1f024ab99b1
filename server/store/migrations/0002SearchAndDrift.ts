import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What customers are found by, and what became of the hints of the extension's packs. */
export const searchAndDrift: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // The beginning of a word is a range of code points. A database may sort by the rules of a language, where it is not.
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
    const byCodePoint = isPostgres ? sql`text collate "C"` : ('text' as const);

    await db.schema
      .createTable('search_term')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('term', byCodePoint, (c) => c.notNull())
      .addColumn('length', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('search_term_pk', ['tenant_id', 'account_id', 'kind', 'term'])
      // A row is hardly more than its key, so SQLite keeps it there and nowhere else.
      .modifyEnd(isPostgres ? sql`` : sql`without rowid`)
      .execute();
    await db.schema
      .createIndex('search_term_beginning')
      .on('search_term')
      .columns(['tenant_id', 'kind', 'term', 'length', 'account_id'])
      .execute();
    await db.schema
      .createTable('drift')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('day', 'text', (c) => c.notNull())
      .addColumn('system', 'text', (c) => c.notNull())
      .addColumn('pack', 'text', (c) => c.notNull())
      .addColumn('hint', 'text', (c) => c.notNull())
      .addColumn('found', 'bigint', (c) => c.notNull())
      .addColumn('missed', 'bigint', (c) => c.notNull())
      .addColumn('last_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('drift_pk', ['tenant_id', 'day', 'system', 'pack', 'hint'])
      .execute();
  },
};
