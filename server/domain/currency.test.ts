import { expect, it } from 'vitest';
import { major, minor } from './currency.ts';

it.each([
  ['JPY', 500, 500],
  ['USD', 19.99, 1999],
  ['KWD', 5.124, 5124],
  // Whole in life, and two decimals in Stripe's API: the same amount has to come out of both.
  ['UGX', 5, 500],
  ['ISK', 5, 500],
])('%s %d of a CRM is %d in minor units, as Stripe has it', (currency, amount, amountMinor) => {
  expect(major(amount, currency)).toEqual({ amountMinor, currency });
  expect(minor(amountMinor, currency.toLowerCase())).toEqual({ amountMinor, currency });
});

it('rounds half a minor unit as it is written, not as it is in binary', () => {
  expect(major(1.005, 'USD')).toEqual({ amountMinor: 101, currency: 'USD' });
  expect(major(10.5, 'JPY')).toEqual({ amountMinor: 11, currency: 'JPY' });
  // What is left of 0.3 less 0.1 and 0.2.
  expect(major(0.3 - 0.1 - 0.2, 'USD')).toEqual({ amountMinor: 0, currency: 'USD' });
  expect(major(1e21, 'USD')).toBeNull();
});
