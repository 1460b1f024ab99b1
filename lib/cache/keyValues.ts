import { createCopies } from './copies.ts';
import type { Database, KeyValues } from './database.ts';

/** Everything but the pairing, which `createPairings` keeps. */
type Key = Exclude<keyof KeyValues, 'pairing'>;

/** The small values of the database, with copies in memory. */
export function createValues(db: Database) {
  const copies = createCopies<unknown>();
  const get = (key: Key) => db.values.get(key).then((found) => found?.value ?? null);
  return {
    /** Null when it is not there or the database fails. */
    read<K extends Key>(key: K): Promise<KeyValues[K] | null> {
      return copies.read(key, () => get(key)).catch(() => null) as Promise<KeyValues[K] | null>;
    },
    /** Rejects when the database fails. */
    async write<K extends Key>(key: K, value: KeyValues[K]): Promise<void> {
      await copies.write(() => db.values.put({ key, value }), key);
    },
    /** Makes a new value of the one that is there, in one step; null leaves it. Rejects when the database fails. */
    async change<K extends Key>(key: K, edit: (value: KeyValues[K] | null) => KeyValues[K] | null): Promise<void> {
      const work = async () => {
        const value = edit((await get(key)) as KeyValues[K] | null);
        if (value !== null) await db.values.put({ key, value });
      };
      await copies.write(() => db.transaction('rw', db.values, work), key);
    },
    /** The database was emptied. */
    clear: copies.clear,
  };
}

export type Values = ReturnType<typeof createValues>;
