import { createCopies } from './copies.ts';
import type { Database, KeyValues } from './database.ts';

/** Everything but the pairing, which `createPairings` keeps. */
type Key = Exclude<keyof KeyValues, 'pairing'>;

/** The small values of the database, with copies in memory. */
export function createValues(db: Database) {
  const copies = createCopies<unknown>();
  return {
    /** Null when it is not there or the database fails. */
    read<K extends Key>(key: K): Promise<KeyValues[K] | null> {
      const row = copies.read(key, () => db.values.get(key).then((found) => found?.value ?? null));
      return row.catch(() => null) as Promise<KeyValues[K] | null>;
    },
    /** Rejects when the database fails. */
    async write<K extends Key>(key: K, value: KeyValues[K]): Promise<void> {
      await copies.write(() => db.values.put({ key, value }));
    },
    /** The database was emptied. */
    clear: copies.clear,
  };
}

export type Values = ReturnType<typeof createValues>;
