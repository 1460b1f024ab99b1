import { expect, it } from 'vitest';
import { formatDaysNarrow, formatMilliseconds, formatMoney } from './format.ts';

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

it('an amount is what the source meant, whatever decimals the browser would show of its currency', () => {
  const shown = (currency: string, amountMinor: number) =>
    formatMoney({ currency, amountMinor }, 'en').replace(/\s/, ' ');
  expect([shown('USD', 1999), shown('JPY', 500), shown('KWD', 5124)]).toEqual(['$19.99', '¥500', 'KWD 5.124']);
  // Browsers show these without decimals; Stripe sends them with two.
  expect([shown('HUF', 100_000), shown('ISK', 50_000), shown('UGX', 50_050)]).toEqual([
    'Ft 1,000',
    'kr 500',
    'UGX 500.50',
  ]);
});
