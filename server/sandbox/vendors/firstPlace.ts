/** The place of the first row that `isAfter` holds for, the number of rows when there is none; it must hold for all that follow. */
export function firstPlace<T>(rows: readonly T[], isAfter: (row: T) => boolean): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isAfter(rows[middle] as T)) to = middle;
    else from = middle + 1;
  }
  return from;
}
