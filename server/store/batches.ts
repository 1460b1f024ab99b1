/** Rows per transaction: small enough that a reader never waits long (20 ms), large enough to pay for the fsync. */
const batchRows = 500;

/** Splits rows into transaction-sized parts; no rows, no parts. */
export function batches<T>(rows: readonly T[], size = batchRows): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < rows.length; i += size) parts.push(rows.slice(i, i + size));
  return parts;
}

/** What `read` finds for so many values that one statement cannot name them all. */
export async function inBatches<T, R>(values: readonly T[], read: (part: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (const part of batches(values)) for (const row of await read(part)) found.push(row);
  return found;
}
