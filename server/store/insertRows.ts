import { type Compilable, CompiledQuery, SqliteAdapter, type Transaction } from 'kysely';
import { EachRow } from './nodeSqliteDialect.ts';
import type { Schema } from './schema.ts';

/** An insert as the query builder makes it. */
type Insert<O> = Compilable<O> & { execute(): Promise<unknown> };

/**
 * Inserts rows of the same columns, at most 1000, and returns what the insert returns of them. SQLite runs the insert of one row for each:
 * one statement of hundreds of values would have to be put together and compiled anew for every number of rows. PostgreSQL, where each
 * statement is a way there and back, gets all rows at once.
 */
export async function insertRows<R extends object, O>(
  trx: Transaction<Schema>,
  rows: readonly R[],
  insert: (rows: R[]) => Insert<O>,
): Promise<O[]> {
  const [first] = rows;
  if (first === undefined) return [];
  if (!(trx.getExecutor().adapter instanceof SqliteAdapter)) return (await insert([...rows]).execute()) as O[];
  const { sql, parameters } = insert([first]).compile();
  if (Object.values(first).includes(undefined))
    throw new Error('A row to insert has an undefined value; null is meant.');
  const columns = Object.keys(first) as (keyof R)[];
  // What follows the values of the row belongs to its "on conflict".
  const rest = parameters.slice(columns.length);
  const each = new EachRow(rows.map((row) => [...columns.map((column) => row[column]), ...rest]));
  return (await trx.executeQuery<O>(CompiledQuery.raw(sql, [each]))).rows;
}
