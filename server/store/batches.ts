/** Rows per transaction: small enough that a reader never waits long (20 ms), large enough to pay for the fsync. */
const batchRows = 500;

/** Splits rows into transaction-sized parts, each when it is asked for; no rows, no parts. */
export function* batches<T>(rows: Iterable<T>, size = batchRows): Generator<T[]> {
  let part: T[] = [];
  for (const row of rows) {
    part.push(row);
    if (part.length === size) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}

/** What `read` finds for so many values that one statement cannot name them all. */
export async function inBatches<T, R>(values: readonly T[], read: (part: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (const part of batches(values)) for (const row of await read(part)) found.push(row);
  return found;
}
