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

/** How long a writer waits for another one, in another process or thread, and how long it sleeps in between, at most. */
const waitMs = 10_000;
const sleepMs = 5;

/**
 * Opens a SQLite file with the settings of a durable, concurrent store: write-ahead log, fsync on every commit. Other writers are waited
 * for: by SQLite, which blocks the thread, or for the writing connection by the dialect, which does not, so that reads are answered meanwhile.
 */
export function openSqliteFile(path: string, options: { readOnly?: boolean; isWriter?: boolean } = {}): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: waitMs });
  if (!options.readOnly) {
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
  }
  db.exec('PRAGMA foreign_keys = ON');
  if (options.isWriter) db.exec(`PRAGMA cache_size = -${writerCacheKib}; PRAGMA busy_timeout = 0`);
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
  #connection: DatabaseConnection | undefined;

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= waiting(await super.acquireConnection());
    return this.#connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** The connection, which asks again as long as another writer is at work, and lets other things be done in between. */
function waiting(connection: DatabaseConnection): DatabaseConnection {
  return {
    streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
    async executeQuery(query, options) {
      const endsAt = performance.now() + waitMs;
      for (;;) {
        try {
          return await connection.executeQuery(query, options);
        } catch (error) {
          if (!isBusy(error) || performance.now() > endsAt) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.random() * sleepMs));
      }
    },
  };
}

/** Whether another writer was at work. The low byte of SQLite's code is the kind: busy or locked. The rest says how. */
export function isBusy(error: unknown): boolean {
  const kind = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
  return kind === 5 || kind === 6;
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
