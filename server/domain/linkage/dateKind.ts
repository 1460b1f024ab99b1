import { editDistance } from './editDistance.ts';
import type { FieldKind } from './fieldKind.ts';
import { presentText } from './missing.ts';

/**
 * A day as YYYYMMDD. Reads 1971-06-24, 19710624, 24.06.1971, 06/24/1971 and the same with a time behind; of two possible readings the
 * one with the day first, which a swap of both is forgiven for. Null for what is no date.
 */
export function readDay(text: string): string | null {
  const present = presentText(text)?.normalize('NFKC') ?? '';
  const iso = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})(?!\d)/.exec(present);
  if (iso) return day(iso[1], iso[2], iso[3]);
  const local = /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?!\d)/.exec(present);
  if (!local) return null;
  const [, first, second, year] = local;
  return Number(second) > 12 ? day(year, first, second) : day(year, second, first);
}

function day(year = '', month = '', date = ''): string | null {
  // A damaged date is still evidence: only its shape is checked, not that the day exists.
  if (Number(year) === 0) return null;
  return `${year}${month.padStart(2, '0')}${date.padStart(2, '0')}`;
}

/** Dates of birth and foundation. */
export const date: FieldKind = {
  id: 'date',
  levels: ['same', 'one digit off, or day and month swapped', 'two of year, month and day the same', 'different'],
  read: readDay,
  compare(a, b) {
    if (a.slice(0, 4) === b.slice(0, 4) && a.slice(4, 6) === b.slice(6) && a.slice(6) === b.slice(4, 6)) return 1;
    if (editDistance(a, b, 1) <= 1) return 1;
    const same = [
      [0, 4],
      [4, 6],
      [6, 8],
    ].filter(([from, to]) => a.slice(from, to) === b.slice(from, to)).length;
    return same === 2 ? 2 : 3;
  },
  keys: (value) => [value.slice(0, 6), value.slice(4), `${value.slice(0, 4)}-${value.slice(6)}`],
  alone: 'none',
};
