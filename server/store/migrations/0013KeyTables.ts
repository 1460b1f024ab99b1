import { type Kysely, SqliteAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tables whose rows are hardly more than their key, and their indexes. */
export const keyTableNames = [
  'link_queue',
  'link_dependency',
  'dirty_account',
  'identity_change',
  'identity_member',
  'company_contact',
  'account_domain',
];

/**
 * SQLite keeps a table and its primary key as two trees unless it is told otherwise: every row of these was written twice. PostgreSQL has
 * no other form.
 */
export const keyTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (!(db.getExecutor().adapter instanceof SqliteAdapter)) return;
    for (const name of keyTableNames) {
      const made = await sql<{ type: string; sql: string }>`
        select type, sql from sqlite_schema where tbl_name = ${name} and sql is not null order by type desc`.execute(
        db,
      );
      const [table, ...indexes] = made.rows.map((row) => row.sql);
      await sql`alter table ${sql.table(name)} rename to ${sql.table(`${name}_before`)}`.execute(db);
      await sql.raw(`${table} without rowid`).execute(db);
      await sql`insert into ${sql.table(name)} select * from ${sql.table(`${name}_before`)}`.execute(db);
      await sql`drop table ${sql.table(`${name}_before`)}`.execute(db);
      for (const index of indexes) await sql.raw(index).execute(db);
    }
  },
};
