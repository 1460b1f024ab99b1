import { commonLetters } from './commonLetters.ts';

/** Rows of the table, reused: the distance of two short texts is computed millions of times. */
let before = new Uint16Array(64);
let last = new Uint16Array(64);
let row = new Uint16Array(64);

/**
 * The least number of inserted, deleted or replaced characters and swaps of two neighbours that turns one text into the other, no
 * part edited twice (optimal string alignment; Damerau 1964). More than `most` is reported as `most + 1`.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (a === b) return 0;
  if (a.length > b.length) [a, b] = [b, a];
  if (b.length - a.length > most) return most + 1;
  if (a.length === 0) return b.length;
  if (b.length - commonLetters(a, b) > most) return most + 1;
  if (row.length <= b.length) {
    before = new Uint16Array(2 * b.length);
    last = new Uint16Array(2 * b.length);
    row = new Uint16Array(2 * b.length);
  }
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    const ca = a.charCodeAt(i - 1);
    const cPrevious = i > 1 ? a.charCodeAt(i - 2) : -1;
    for (let j = 1; j <= b.length; j++) {
      const cb = b.charCodeAt(j - 1);
      let cost = (last[j - 1] as number) + (ca === cb ? 0 : 1);
      cost = Math.min(cost, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      if (j > 1 && cPrevious === cb && ca === b.charCodeAt(j - 2)) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, last, row] = [last, row, before];
  }
  return Math.min(last[b.length] as number, most + 1);
}
