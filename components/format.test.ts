import { expect, it } from 'vitest';
import { formatDaysNarrow, formatMilliseconds } from './format.ts';

it('days fit into a rail: four figures at most, years when there are more, a true minus', () => {
  expect([0, 1, 23, 999].map((days) => formatDaysNarrow(days, 'en'))).toEqual(['0d', '1d', '23d', '999d']);
  expect([-12, 1_000, 3_650].map((days) => formatDaysNarrow(days, 'en'))).toEqual(['−12d', '2.7y', '10y']);
  expect(formatDaysNarrow(23, 'de')).toBe('23T');
  for (const locale of ['en', 'de', 'ar'])
    for (const days of [-999, 999, 1_460, 36_500]) expect(formatDaysNarrow(days, locale).length).toBeLessThan(8);
});

it('milliseconds keep the digits that say something', () => {
  expect([0.0431, 0, 4.26, 312.4, 1_204].map((ms) => formatMilliseconds(ms, 'en'))).toEqual([
    '0.043 ms',
    '0 ms',
    '4.3 ms',
    '312.4 ms',
    '1,204 ms',
  ]);
});
