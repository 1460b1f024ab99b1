import type { Table } from 'dexie';
import { scopeOf } from '../auth/scope.ts';
import type { Database, KeyValues } from './database.ts';

/**
 * Runs `work` on `tables` in one transaction, unless this browser is no longer paired as `scope`. An answer may arrive after the person
 * has signed out, and must then leave nothing behind; the transaction makes the check and the write one step.
 * @returns whether `work` was done.
 */
export function whilePaired(
  db: Database,
  scope: string,
  tables: readonly Table[],
  work: () => Promise<unknown>,
): Promise<boolean> {
  return db.transaction('rw', [...new Set<Table>([...tables, db.values])], async () => {
    const pairing = (await db.values.get('pairing'))?.value as KeyValues['pairing'] | undefined;
    if (!pairing || scopeOf(pairing) !== scope) return false;
    await work();
    return true;
  });
}
