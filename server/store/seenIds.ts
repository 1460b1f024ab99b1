import { DatabaseSync } from 'node:sqlite';

/**
 * The ids of the rows of one file, with the line and the content of each. They are in a private database that SQLite keeps in memory while
 * it is small and on disk when it is not, and that is gone when it is closed: a file may have more rows than fit in memory.
 */
export class SeenIds {
  readonly #db = new DatabaseSync('');
  readonly #add;
  readonly #get;

  constructor() {
    this.#db.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -16384');
    this.#db.exec(
      'create table seen (kind text, id text, line integer, hash text, primary key (kind, id)) without rowid',
    );
    // One transaction for all: nothing here has to survive.
    this.#db.exec('begin');
    this.#add = this.#db.prepare('insert into seen values (?, ?, ?, ?) on conflict do nothing');
    this.#get = this.#db.prepare('select line, hash from seen where kind = ? and id = ?');
  }

  /** Notes an id. Null when it is new, else where it was first and whether its content was the same. */
  add(kind: string, id: string, line: number, hash: string): { line: number; same: boolean } | null {
    if (this.#add.run(kind, id, line, hash).changes === 1) return null;
    const first = this.#get.get(kind, id) as { line: number; hash: string };
    return { line: first.line, same: first.hash === hash };
  }

  has(kind: string, id: string): boolean {
    return this.#get.get(kind, id) !== undefined;
  }

  close(): void {
    this.#db.close();
  }
}
