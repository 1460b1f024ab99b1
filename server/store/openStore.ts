import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { CustomTypesConfig } from 'pg';
import { migrations } from './migrations/registry.ts';
import { isBusy, nodeSqliteDialect, openSqliteFile } from './nodeSqliteDialect.ts';
import type { Schema } from './schema.ts';

/**
 * The one door to the database. `db` is for writes and background work, `read` for requests: on SQLite it is a second
 * connection, so that a read never queues behind a transaction of the same process.
 */
export type Store = {
  /** As it was opened, for another connection; it may hold a password. */
  url: string;
  engine: 'sqlite' | 'postgres';
  /** SQLite: the folder of its file. */
  folder: string | null;
  db: Kysely<Schema>;
  read: Kysely<Schema>;
  /** Runs `work` in one transaction, again when the engine reports a conflict (PostgreSQL 40001 and 40P01, SQLite busy). `work` must not have effects outside the database. */
  transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /**
   * SQLite: a number that changes when another connection has committed: at once for a write of this process, within 5 ms for another's
   * (asking costs a tenth of a request). PostgreSQL: null, ask the outbox.
   */
  dataVersion(): number | null;
  close(): Promise<void>;
};

/** Why a database could not be opened, in words that say what to do. */
export class StoreError extends Error {
  override name = 'StoreError';
}

const maxAttempts = 8;
const lookAgainMs = 5;

/**
 * Opens (and creates or migrates) the database at `url`: `sqlite:<path>` or `postgres://…`.
 * Throws StoreError with a way out; never deletes or replaces a file.
 */
export async function openStore(url: string): Promise<Store> {
  const store = url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : await openPostgres(url);
  try {
    await retrying(() => migrate(store.db));
  } catch (error) {
    await store.close().catch(() => undefined);
    throw explain(url, error);
  }
  return store;
}

function openSqlite(path: string): Store {
  let writer: ReturnType<typeof openSqliteFile>;
  let reader: ReturnType<typeof openSqliteFile>;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writer = openSqliteFile(path, { isWriter: true });
    reader = openSqliteFile(path);
  } catch (error) {
    throw explain(`sqlite:${path}`, error);
  }
  let ownStatements = 0;
  const db = new Kysely<Schema>({
    dialect: nodeSqliteDialect(writer, () => {
      ownStatements++;
    }),
  });
  const read = new Kysely<Schema>({ dialect: nodeSqliteDialect(reader) });
  const version = reader.prepare('PRAGMA data_version');
  let known = { version: Number.NaN, isFresh: false, ownStatements: -1 };
  return {
    url: `sqlite:${path}`,
    engine: 'sqlite',
    folder: dirname(resolve(path)),
    db,
    read,
    transaction: (work) => retrying(() => db.transaction().execute(work)),
    dataVersion() {
      if (!known.isFresh || known.ownStatements !== ownStatements) {
        const { data_version } = version.get() as { data_version: number };
        const looked = { version: data_version, isFresh: true, ownStatements };
        setTimeout(() => {
          looked.isFresh = false;
        }, lookAgainMs).unref();
        known = looked;
      }
      return known.version;
    },
    async close() {
      await Promise.all([db.destroy(), read.destroy()]);
      // Kysely closes a connection only after its first query.
      for (const handle of [writer, reader]) if (handle.isOpen) handle.close();
    },
  };
}

async function openPostgres(url: string): Promise<Store> {
  // A database in a file needs none of it, and every thread would read it.
  const { default: pg } = await import('pg');
  // Counters and instants stay below 2^53, so bigint columns are read as numbers.
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === 20 ? Number : pg.types.getTypeParser(oid, format),
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, types: types as CustomTypesConfig });
  // A dropped idle connection is not an emergency: the pool opens another one.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    url,
    engine: 'postgres',
    folder: null,
    db,
    read: db,
    transaction: (work) => retrying(() => db.transaction().execute(work)),
    dataVersion: () => null,
    close: () => db.destroy(),
  };
}

async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= maxAttempts || !isConflict(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5 * 2 ** attempt));
    }
  }
}

function isConflict(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === '40001' || code === '40P01' || isBusy(error);
}

function explain(url: string, error: unknown): StoreError {
  const cause = error instanceof Error ? error.message : String(error);
  if (!url.startsWith('sqlite:')) {
    const { host, pathname } = new URL(url);
    return new StoreError(
      `Cannot use the PostgreSQL database ${pathname.slice(1)} on ${host || 'the local socket'} (${cause}). Check that it runs and that DATABASE_URL is right.`,
      { cause: error },
    );
  }
  const path = url.slice('sqlite:'.length);
  if (/not a database|malformed|corrupt|disk image/i.test(cause)) {
    return new StoreError(
      `${path} is not a readable Alongside database (${cause}). Nothing was changed. Move the file away to start afresh, restore a backup, or name another one with --database sqlite:<path>.`,
      { cause: error },
    );
  }
  return new StoreError(
    `Cannot open ${path} (${cause}). Check the path and its permissions, or name another one with --database sqlite:<path>.`,
    { cause: error },
  );
}
