/** Hands out a long list page by page. The row of a cursor is looked for first where the last page ended, then everywhere. */
export class Pager<T extends { id: string }> {
  #last = -1;
  #next = -1;

  /** At most `limit` wanted rows after the one with the id `after`, from the first on without; null when there is no such row. */
  after(rows: readonly T[], after: string | undefined, limit: number, wanted: (row: T) => boolean): Page<T> | null {
    if (after === undefined) return this.#page(rows, 0, limit, wanted);
    const place = rows[this.#last]?.id === after ? this.#last : rows.findIndex((row) => row.id === after);
    return place < 0 ? null : this.#page(rows, place + 1, limit, wanted);
  }

  /** The same from the wanted row with the id `from` on. */
  from(rows: readonly T[], from: string | undefined, limit: number, wanted: (row: T) => boolean): Page<T> | null {
    if (from === undefined) return this.#page(rows, 0, limit, wanted);
    const place = rows[this.#next]?.id === from ? this.#next : rows.findIndex((row) => row.id === from);
    const row = rows[place];
    return row === undefined || !wanted(row) ? null : this.#page(rows, place, limit, wanted);
  }

  #page(rows: readonly T[], start: number, limit: number, wanted: (row: T) => boolean): Page<T> {
    const page: T[] = [];
    for (let at = start; at < rows.length; at++) {
      const row = rows[at] as T;
      if (!wanted(row)) continue;
      if (page.length === limit) {
        this.#next = at;
        return { page, next: row };
      }
      page.push(row);
      this.#last = at;
    }
    return { page, next: null };
  }
}

/** Rows, and the one that the next page begins with. */
export type Page<T> = { page: T[]; next: T | null };
