import type { WriteRow } from '../cache/database.ts';
import { createSessionValue, type SessionArea } from '../cache/sessionValue.ts';

const maxWrites = 500;

/** Writes made in incognito windows. They outlive a stopped worker, but neither the browser nor a sign-out, and never reach the disk. */
export function createPrivateWrites(session: SessionArea) {
  const { read, change: changeAll } = createSessionValue<WriteRow[]>(session, 'privateWrites', []);
  const change = (edit: (rows: WriteRow[]) => WriteRow[]) => changeAll((rows) => edit(rows).slice(-maxWrites));
  return {
    read,
    add: (row: WriteRow): Promise<void> => change((rows) => [...rows, row]),
    update: (key: string, changes: Pick<WriteRow, 'state' | 'refusal'>): Promise<void> =>
      change((rows) => rows.map((row) => (row.key === key ? { ...row, ...changes } : row))),
    /** Forgets what is not of this scope; with null, everything. */
    keepOnly: (scope: string | null): Promise<void> => change((rows) => rows.filter((row) => row.scope === scope)),
  };
}

export type PrivateWrites = ReturnType<typeof createPrivateWrites>;
