import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/**
 * How many prepared statements one connection keeps, those used last. Long ones (hundreds of rows) come in every length, and each keeps
 * the values of its last use, so only a few of them stay.
 */
const maxStatements = { short: 500, long: 24 };
const longSql = 4_000;
/** Pages that the writing connection keeps, KiB: links and documents are written in no order of the file. */
const writerCacheKib = 64 * 1024;
/** Pages of the log after which it is copied into the file: 16 MB instead of 4, since a page that is written often is then copied once. */
const checkpointPages = 4_000;

/** Opens a SQLite file with the settings of a durable, concurrent store: write-ahead log, fsync on every commit, foreign writers waited for. */
export function openSqliteFile(path: string, options: { readOnly?: boolean; isWriter?: boolean } = {}): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 10_000 });
  if (!options.readOnly) {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
  }
  if (options.isWriter) db.exec(`PRAGMA cache_size = -${writerCacheKib}`);
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
  const kept = { short: new Map<string, SqliteStatement>(), long: new Map<string, SqliteStatement>() };
  return {
    close: () => db.close(),
    prepare(sql) {
      const length = sql.length < longSql ? 'short' : 'long';
      const statements = kept[length];
      const statement = statements.get(sql) ?? adaptStatement(db.prepare(sql), used);
      // A map remembers the order: the first one was used longest ago.
      statements.delete(sql);
      statements.set(sql, statement);
      if (statements.size > maxStatements[length]) statements.delete(statements.keys().next().value as string);
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
