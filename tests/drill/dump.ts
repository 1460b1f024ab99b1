import { openStore, type Store } from '../../server/store/openStore.ts';
import type { Table } from './tables.ts';

/** The rows of each table, in an order of their own. */
export type Dump = Record<string, string[]>;

/** Opens the database, as the next start of the program would, works with it and closes it. */
export async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What counts how often something was done, and so the interruptions: requests to a vendor, and how often identity was due. */
const counts: ReadonlySet<string> = new Set([
  'source_state.budget_used',
  'source_state.budget_limit',
  'source_state.budget_window_ms',
  'identity_state.changes',
  'identity_state.resolved',
]);

export async function dump(store: Store, tables: readonly Table[]): Promise<Dump> {
  const result: Dump = {};
  for (const table of tables) {
    const rows = await store.db.selectFrom(table).selectAll().execute();
    const columns = (row: object) => Object.keys(row).filter((column) => !counts.has(`${table}.${column}`));
    result[table] = rows.map((row) => JSON.stringify(row, columns(row).sort())).sort();
  }
  return result;
}

/** What is missing, additional or twice in `actual`, in words; nothing when the two are equal. */
export function differences(expected: Dump, actual: Dump): string[] {
  return Object.keys(expected).flatMap((table) => {
    const [want, have] = [expected[table] ?? [], actual[table] ?? []];
    const missing = minus(want, have);
    const additional = minus(have, want);
    if (missing.length === 0 && additional.length === 0) return [];
    const sample = (missing[0] ?? additional[0] ?? '').slice(0, 300);
    return [`${table}: ${missing.length} rows missing, ${additional.length} additional, for example ${sample}`];
  });
}

/** The rows of `a` that `b` has not, counting repetitions. */
function minus(a: readonly string[], b: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const row of b) left.set(row, (left.get(row) ?? 0) + 1);
  return a.filter((row) => {
    const n = left.get(row) ?? 0;
    left.set(row, n - 1);
    return n <= 0;
  });
}

/**
 * What must hold where the rows themselves depend on the interruptions: the outbox numbers its changes from 1 without a gap, tells each
 * version of a document once, and has told of every document as it stands now; identity is not due; and nobody holds the lease of the pull.
 */
export async function outboxFaults(store: Store): Promise<string[]> {
  const rows = await store.db.selectFrom('outbox').selectAll().orderBy('seq').execute();
  const counter = await store.db.selectFrom('tenant_counter').select('seq').executeTakeFirst();
  const faults = rows.every((row, i) => row.seq === i + 1) ? [] : ['outbox: its numbers have a gap'];
  if ((counter?.seq ?? 0) !== rows.length)
    faults.push(`outbox: the counter says ${counter?.seq}, it has ${rows.length}`);
  // A document that is taken away is told as version 0, each time.
  const told = rows.filter((r) => r.kind === 'document' && r.version > 0).map((r) => `${r.account_id} ${r.version}`);
  if (new Set(told).size !== told.length) faults.push('outbox: a document was told twice');
  const stored = await store.db.selectFrom('context_document').select(['account_id', 'version', 'etag']).execute();
  const last = new Map(rows.filter((r) => r.kind === 'document').map((r) => [r.account_id, r.version]));
  for (const { account_id, version, etag } of stored) {
    const expected = etag === '' ? 0 : version;
    if ((last.get(account_id) ?? -1) < expected)
      faults.push(`outbox: version ${expected} of ${account_id} was never told`);
  }
  const due = await store.db
    .selectFrom('identity_state')
    .select('basis')
    .whereRef('changes', '!=', 'resolved')
    .execute();
  faults.push(...due.map(() => 'identity_state: identity is still due'));
  const held = await store.db.selectFrom('lease').select('holder').where('until_at', '>', 0).execute();
  return [...faults, ...held.map(({ holder }) => `lease: ${holder} still holds it`)];
}

/** Rows over all tables. */
export function countRows(tables: Dump): number {
  return Object.values(tables).reduce((sum, rows) => sum + rows.length, 0);
}
