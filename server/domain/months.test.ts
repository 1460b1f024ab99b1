import { expect, it } from 'vitest';
import { addMonths, yearsBetween } from './months.ts';

const at = (day: string) => Date.parse(`${day}T10:30:00Z`);

it.each([
  ['2024-02-29', 12, '2025-02-28'],
  ['2024-02-29', 48, '2028-02-29'],
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-01-31', 36, '2029-01-31'],
  ['2026-11-15', 2, '2027-01-15'],
])('%s and %i months is %s', (from, months, to) => {
  expect(new Date(addMonths(at(from), months))).toEqual(new Date(at(to)));
});

it.each([
  ['2026-03-01', '2028-03-01', 2],
  ['2024-02-29', '2025-02-28', 1],
  ['2026-01-01', '2026-07-02', 182 / 365],
  ['2027-07-01', '2028-01-01', 184 / 366],
  ['2026-12-31', '2027-01-01', 1 / 365],
  ['2026-03-01', '2026-03-01', 0],
  ['2026-03-01', '2025-03-01', 0],
])('from %s to %s are %d years', (from, to, years) => {
  expect(yearsBetween(at(from), at(to))).toBeCloseTo(years, 12);
});
