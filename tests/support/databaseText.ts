import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore } from '../../server/store/openStore.ts';

/** All bytes of a database's files while it is open, or all rows of all its tables: to search for what must not be there. */
export async function databaseText(database: string): Promise<string> {
  const store = await openStore(database);
  try {
    if (store.folder !== null) {
      const at = store.folder;
      return readdirSync(at)
        .map((name) => readFileSync(join(at, name)).toString('latin1'))
        .join('\n');
    }
    const tables = await sql<{
      name: string;
    }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(store.db);
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(store.db);
      texts.push(...rows.rows.map((r) => r.row));
    }
    return texts.join('\n');
  } finally {
    await store.close();
  }
}
