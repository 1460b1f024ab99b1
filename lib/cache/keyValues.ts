import type { Database, KeyValues } from './database.ts';

/** Everything but the pairing, which `createPairings` keeps. */
type Key = Exclude<keyof KeyValues, 'pairing'>;

/**
 * The small values of the database, with a copy in memory because every navigation asks for them. Reads that follow a write on the same
 * table wait for it in the database, so dropping the copy when a write begins and when it ends is enough.
 */
export function createValues(db: Database) {
  const copies = new Map<Key, Promise<unknown>>();
  return {
    /** Null when it is not there or the database fails. */
    read<K extends Key>(key: K): Promise<KeyValues[K] | null> {
      const known = copies.get(key);
      if (known) return known as Promise<KeyValues[K] | null>;
      const read = db.values.get(key).then(
        (row) => (row ? (row.value as KeyValues[K]) : null),
        () => {
          // Not remembered: the next question may find the database well again.
          if (copies.get(key) === read) copies.delete(key);
          return null;
        },
      );
      copies.set(key, read);
      return read;
    },
    /** Rejects when the database fails. */
    async write<K extends Key>(key: K, value: KeyValues[K]): Promise<void> {
      copies.delete(key);
      try {
        await db.values.put({ key, value });
      } finally {
        copies.delete(key);
      }
    },
    /** The database was emptied. */
    clear: () => copies.clear(),
  };
}

export type Values = ReturnType<typeof createValues>;
