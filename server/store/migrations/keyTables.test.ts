import { Kysely, type SqlBool, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, it } from 'vitest';
import { nodeSqliteDialect, openSqliteFile } from '../nodeSqliteDialect.ts';
import { keyTableNames } from './0013KeyTables.ts';
import { migrations } from './registry.ts';

type Column = { name: string; type: string };

describe('the migration to tables without row ids', () => {
  it('keeps every row, column, key and index', async () => {
    const db = new Kysely<Record<string, Record<string, unknown>>>({
      dialect: nodeSqliteDialect(openSqliteFile(':memory:')),
    });
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error } = await migrator.migrateTo('0012_requester_domains');
    expect(error).toBeUndefined();
    const shape = async () => {
      const { rows } = await sql<{ name: string; type: string; sql: string | null }>`
        select name, type, sql from sqlite_schema where name not like 'sqlite_%' order by name`.execute(db);
      return rows.map((row) => ({ ...row, sql: row.sql?.replace(/ without rowid$/, '') }));
    };
    const before = await shape();
    const rowsOf = new Map<string, object[]>();
    for (const table of keyTableNames) {
      const { rows: columns } = await sql<Column>`select name, type from pragma_table_info(${table})`.execute(db);
      const rows = [1, 2, 3].map((n) =>
        Object.fromEntries(columns.map(({ name, type }) => [name, type.toLowerCase() === 'text' ? `${name} ${n}` : n])),
      );
      await db.insertInto(table).values(rows).execute();
      rowsOf.set(table, rows);
    }
    expect((await migrator.migrateTo('0013_key_tables')).error).toBeUndefined();
    expect(await shape()).toEqual(before);
    for (const [table, rows] of rowsOf) {
      expect(await db.selectFrom(table).selectAll().execute(), table).toEqual(rows);
      const isWithout = sql<SqlBool>`name = ${table} and sql like '% without rowid'`;
      expect(await db.selectFrom('sqlite_schema').select('name').where(isWithout).execute()).toHaveLength(1);
    }
    await db.destroy();
  });
});
