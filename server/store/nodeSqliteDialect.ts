import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type PrimitiveValueListNode,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';

/** How many prepared statements one connection keeps, those used last. */
const maxStatements = 500;
/** An `in` list longer than this is one parameter. */
const plainList = 8;
/** Pages that the writing connection keeps, KiB: links and documents are written in no order of the file. */
const writerCacheKib = 64 * 1024;
/** Pages of the log after which it is copied into the file: 64 MB instead of 4, since a page that is written often is then copied once. */
const checkpointPages = 16_000;

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
  return new NodeSqliteDialect(adapt(db, used));
}

/** The only parameter of a statement that is run once for each of these lists of parameters; what it returns is put together. */
export class EachRow {
  readonly rows: readonly (readonly unknown[])[];
  constructor(rows: readonly (readonly unknown[])[]) {
    this.rows = rows;
  }
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): SqliteDriver {
    return new NodeSqliteDriver({ database: this.#database });
  }

  override createQueryCompiler(): SqliteQueryCompiler {
    return new NodeSqliteQueryCompiler();
  }

  override createAdapter(): SqliteAdapter {
    return new NodeSqliteAdapter();
  }
}

/**
 * A transaction is one that writes, and waits for other writers before its first statement. One that begins as a reader could not write
 * any more once another one has written.
 */
class NodeSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite takes new tables back with the transaction that made them, so that a kill leaves no half migration. Kysely does not assume it. */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Long `in` lists of texts or of numbers are handed over as one JSON parameter, so that a list of any length is the same short statement. */
class NodeSqliteQueryCompiler extends SqliteQueryCompiler {
  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    const { values } = node;
    const isList = this.parentNode?.kind === 'BinaryOperationNode' && values.length > plainList;
    if (isList && ['string', 'number'].some((type) => values.every((value) => typeof value === type))) {
      this.append('(select value from json_each(');
      this.appendValue(JSON.stringify(values));
      this.append('))');
    } else super.visitPrimitiveValueList(node);
  }
}

function adapt(db: DatabaseSync, used: () => void): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare(sql) {
      const statement = statements.get(sql) ?? adaptStatement(db.prepare(sql), used);
      // A map remembers the order: the first one was used longest ago.
      statements.delete(sql);
      statements.set(sql, statement);
      if (statements.size > maxStatements) statements.delete(statements.keys().next().value as string);
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
  const all = (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[]));
  const run = (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[]));
  return {
    reader,
    all(parameters) {
      const [each] = parameters;
      return then(each instanceof EachRow ? each.rows.flatMap(all) : all(parameters));
    },
    run(parameters) {
      const [each] = parameters;
      if (!(each instanceof EachRow)) return then(run(parameters));
      let changes = 0;
      for (const row of each.rows) changes += Number(run(row).changes);
      return then({ changes, lastInsertRowid: 0 });
    },
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
  };
}
