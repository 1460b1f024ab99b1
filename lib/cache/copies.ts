const maxCopies = 100;

/**
 * Copies in memory of what was read from a table, because every navigation asks. Reads that follow a write wait for it in the database,
 * so dropping the copies when a write begins and when it ends is enough: what was read before a write is not kept after it.
 */
export function createCopies<Value>() {
  const copies = new Map<string, Promise<Value>>();
  return {
    /** The copy under a key, or what `read` gives, of which a copy is kept. Rejects when `read` does. */
    read(key: string, read: () => PromiseLike<Value>): Promise<Value> {
      const known = copies.get(key);
      if (known) return known;
      const reading = Promise.resolve(read());
      if (copies.size >= maxCopies) copies.clear();
      copies.set(key, reading);
      // Not kept when it fails: the next question may find the database well again.
      reading.catch(() => copies.get(key) === reading && copies.delete(key));
      return reading;
    },
    /** Does a write that concerns one key, or all. Resolves and rejects as it does. */
    async write<T>(write: () => PromiseLike<T>, key?: string): Promise<T> {
      const drop = () => (key === undefined ? copies.clear() : copies.delete(key));
      drop();
      try {
        return await write();
      } finally {
        drop();
      }
    },
    /** The database was emptied. */
    clear: (): void => copies.clear(),
  };
}
