import { sql } from 'kysely';
import type { Store } from './openStore.ts';

/**
 * Has PostgreSQL look at the tables that have rows and that it has never looked at. It plans by what it knows of them, looks of itself
 * about once a minute, and a first pull is read back sooner: without, its documents took five times as long. SQLite needs none.
 */
export async function ensureStatistics(store: Store): Promise<void> {
  if (store.engine !== 'postgres') return;
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace and reltuples < 0 and pg_relation_size(oid) > 0
  `.execute(store.db);
  for (const { name } of rows) await sql`analyze ${sql.table(name)}`.execute(store.db);
}
