import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** How many prepared statements one connection keeps. Kysely's queries are few and repeat; the bound only guards against a leak. */
const maxStatements = 500;

/** Opens a SQLite file with the settings of a durable, concurrent store: write-ahead log, fsync on every commit, foreign writers waited for. */
export function openSqliteFile(path: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 10_000 });
  if (!options.readOnly) {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
  }
  db.exec('PRAGMA foreign_keys = ON');
  return db;
}

/** Kysely's SQLite dialect over Node's own `node:sqlite`, with a cache of prepared statements. `used` is called after each statement. */
export function nodeSqliteDialect(db: DatabaseSync, used: () => void = () => undefined): SqliteDialect {
  return new NodeSqliteDialect({ database: adapt(db, used) });
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new NodeSqliteAdapter();
  }
}

/** SQLite takes new tables back with the transaction that made them, so that a kill leaves no half migration. Kysely does not assume it. */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function adapt(db: DatabaseSync, used: () => void): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const statement = adaptStatement(db.prepare(sql), used);
      if (statements.size >= maxStatements) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
  };
}

function adaptStatement(statement: StatementSync, used: () => void): SqliteStatement {
  const reader = statement.columns().length > 0;
  const then = <T>(result: T): T => {
    used();
    return result;
  };
  return {
    reader,
    all: (parameters) => then(statement.all(...(parameters as SQLInputValue[]))),
    run: (parameters) => then(statement.run(...(parameters as SQLInputValue[]))),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
  };
}
