import type { WriteRow } from '../cache/database.ts';
import type { SessionArea } from '../context/tabStates.ts';

const area = 'privateWrites';
const maxWrites = 500;

/**
 * Writes made in incognito windows. Kept in the browser's session storage, which is memory: they outlive a stopped worker, but neither
 * the browser nor a sign-out, and never reach the disk.
 */
export function createPrivateWrites(session: SessionArea) {
  let queue: Promise<unknown> = Promise.resolve();
  // A copy, because every navigation asks and the area answers slowly while the browser is busy with the navigation itself.
  let copy: Promise<WriteRow[]> | null = null;
  const read = (): Promise<WriteRow[]> => {
    copy ??= session.get(area).then((stored) => (stored[area] ?? []) as WriteRow[]);
    // Not remembered when it fails: the next question may be answered.
    copy.catch(() => {
      copy = null;
    });
    return copy;
  };
  // One change at a time, because the area knows no transactions.
  const change = (edit: (rows: WriteRow[]) => WriteRow[]): Promise<void> => {
    const done = queue.then(async () => {
      const rows = edit(await read()).slice(-maxWrites);
      await session.set({ [area]: rows });
      copy = Promise.resolve(rows);
    });
    queue = done.catch(() => undefined);
    return done;
  };
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
