import type { Database, KeyValues } from './database.ts';

/** Reads a value; null when it is not there or the database fails. */
export async function readValue<K extends keyof KeyValues>(db: Database, key: K): Promise<KeyValues[K] | null> {
  try {
    const row = await db.values.get(key);
    return row ? (row.value as KeyValues[K]) : null;
  } catch {
    return null;
  }
}

/** Stores a value. Rejects when the database fails: a token that was not stored must not be reported as stored. */
export async function writeValue<K extends keyof KeyValues>(db: Database, key: K, value: KeyValues[K]): Promise<void> {
  await db.values.put({ key, value });
}
