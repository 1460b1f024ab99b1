import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planLines, yearlyRecurring } from './yearlyRecurring.ts';

type Price = { unit_amount?: number | null; unit_amount_decimal?: string; currency?: string } & Record<string, unknown>;
const recurring = (interval = 'month', intervalCount = 1, over: object = {}) => ({
  interval,
  interval_count: intervalCount,
  usage_type: 'licensed',
  ...over,
});
const price = (over: Price = {}) => ({ currency: 'usd', unit_amount: 1000, recurring: recurring(), ...over });
const item = (over: Price = {}, rest: object = {}) => ({ quantity: 1, price: price(over), ...rest });
const subscription = (items: unknown[], rest: object = {}) => ({ items: { data: items }, ...rest });
const coupon = (over: object) => ({ source: { coupon: { duration: 'forever', ...over } } });

describe('yearlyRecurring', () => {
  it.each([
    ['a month', 'month', 1, 12_000, 144000],
    ['three months', 'month', 3, 12_000, 48000],
    ['a year', 'year', 1, 12_000, 12000],
    ['two years', 'year', 2, 12_000, 6000],
    ['a week (52 to a year)', 'week', 1, 1200, 62400],
    ['two weeks', 'week', 2, 1200, 31200],
    ['a day (365 to a year)', 'day', 1, 1200, 438000],
  ])('spreads a price per %s', (_what, interval, count, unit, expected) => {
    expect(yearlyRecurring(subscription([item({ unit_amount: unit, recurring: recurring(interval, count) })]))).toEqual(
      {
        amountMinor: expected,
        currency: 'USD',
      },
    );
  });

  it.each([
    ['multiplies by quantity', subscription([item({}, { quantity: 7 })]), 84000],
    ['takes an absent quantity as one', subscription([item({}, { quantity: undefined })]), 12000],
    ['counts a quantity of zero as nothing', subscription([item({}, { quantity: 0 })]), 0],
    [
      'adds items, rounding once',
      subscription(Array.from({ length: 3 }, () => item({ unit_amount: 100, recurring: recurring('year') }))),
      300,
    ],
    [
      'reads fractions of a cent',
      subscription([item({ unit_amount: null, unit_amount_decimal: '0.5' }, { quantity: 300 })]),
      1800,
    ],
    [
      'leaves metered items out',
      subscription([item(), item({ recurring: recurring('month', 1, { usage_type: 'metered' }) })]),
      12000,
    ],
    [
      'is not known when an item has a price in tiers, which a list does not tell',
      subscription([item(), item({ unit_amount: null, billing_scheme: 'tiered' }, { quantity: 50 })]),
      undefined,
    ],
    [
      'is not known when a discount of an item is not told',
      subscription([item({}, { discounts: ['di_1'] })]),
      undefined,
    ],
    [
      'counts packages, whole ones',
      subscription([
        item({ unit_amount: 10_000, transform_quantity: { divide_by: 10, round: 'up' } }, { quantity: 101 }),
        item({ unit_amount: 10_000, transform_quantity: { divide_by: 10, round: 'down' } }, { quantity: 19 }),
      ]),
      (11 + 1) * 10_000 * 12,
    ],
    [
      'leaves one-time prices out',
      subscription([item(), { quantity: 1, price: { currency: 'usd', unit_amount: 9900 } }]),
      12000,
    ],
    [
      'reads the older plan',
      subscription([{ quantity: 2, plan: { amount: 500, currency: 'usd', interval: 'month', interval_count: 1 } }]),
      12000,
    ],
    ['takes a percentage off', subscription([item()], { discounts: [coupon({ percent_off: 25 })] }), 9000],
    [
      'takes an amount off',
      subscription([item()], { discounts: [coupon({ amount_off: 300, currency: 'usd' })] }),
      8400,
    ],
    [
      'spreads an amount off a yearly invoice over the year',
      subscription([item({ unit_amount: 12_000, recurring: recurring('year') })], {
        discounts: [coupon({ amount_off: 2400, currency: 'usd' })],
      }),
      9600,
    ],
    [
      'spreads an amount off a yearly item over the year',
      subscription([
        item(
          { unit_amount: 12_000, recurring: recurring('year') },
          { discounts: [coupon({ amount_off: 2400, currency: 'usd' })] },
        ),
      ]),
      9600,
    ],
    [
      'ignores an amount in another currency',
      subscription([item()], { discounts: [coupon({ amount_off: 300, currency: 'eur' })] }),
      12000,
    ],
    [
      'ignores a coupon for one invoice',
      subscription([item()], { discounts: [coupon({ percent_off: 50, duration: 'once' })] }),
      12000,
    ],
    [
      'reads the older single discount',
      subscription([item()], { discount: { coupon: { percent_off: 10, duration: 'forever' } } }),
      10800,
    ],
    ['discounts one item only', subscription([item({}, { discounts: [coupon({ percent_off: 50 })] }), item()]), 18000],
    [
      'applies discounts one after the other',
      subscription([item()], { discounts: [coupon({ percent_off: 50 }), coupon({ percent_off: 50 })] }),
      3000,
    ],
    [
      'never falls below zero',
      subscription([item()], { discounts: [coupon({ amount_off: 9999, currency: 'usd' })] }),
      0,
    ],
    [
      'takes nothing off the others where a coupon is worth more than its item',
      subscription([item({}, { discounts: [coupon({ amount_off: 9999, currency: 'usd' })] }), item()]),
      12000,
    ],
    [
      'rounds half a cent up, also after a share that binary has not exactly',
      subscription([item({ unit_amount: 45, recurring: recurring('year') })], {
        discounts: [coupon({ percent_off: 30 })],
      }),
      32,
    ],
    [
      'rounds half a cent up, also of a part of a year that binary has not exactly',
      subscription([item({ unit_amount: 50, recurring: recurring('day', 30) })], {
        discounts: [coupon({ percent_off: 10 })],
      }),
      548,
    ],
    ['never takes off more than all of it', subscription([item()], { discounts: [coupon({ percent_off: 250 })] }), 0],
    ['says 0 for a free plan, because that is known', subscription([item({ unit_amount: 0 })]), 0],
  ])('%s', (_what, input, expected) => {
    expect(yearlyRecurring(input)?.amountMinor).toBe(expected);
  });

  it.each([
    ['jpy', 'year', 120_000, { amountMinor: 120_000, currency: 'JPY' }],
    ['jpy', 'year', 100, { amountMinor: 100, currency: 'JPY' }],
    ['kwd', 'month', 12_345, { amountMinor: 148_140, currency: 'KWD' }],
    ['kwd', 'year', 10_000, { amountMinor: 10_000, currency: 'KWD' }],
  ])('keeps the minor units of %s per %s', (currency, interval, unit, expected) => {
    expect(
      yearlyRecurring(subscription([item({ currency, unit_amount: unit, recurring: recurring(interval) })])),
    ).toEqual(expected);
  });

  it.each([
    ['only metered', subscription([item({ recurring: recurring('month', 1, { usage_type: 'metered' }) })])],
    ['no items', subscription([])],
    ['items of two currencies', subscription([item(), item({ currency: 'eur' })])],
    ['an unknown interval', subscription([item({ recurring: recurring('fortnight') })])],
    ["an interval with a name of Object's own", subscription([item({ recurring: recurring('constructor') })])],
    ['an interval count of zero', subscription([item({ recurring: recurring('month', 0) })])],
    ['a currency that is none', subscription([item({ currency: 'dollars' })])],
    ['no currency', subscription([item({ currency: undefined })])],
    ['nothing', null],
    ['a text', 'x'],
  ])('is null for %s: unknown is not zero', (_what, input) => {
    expect(yearlyRecurring(input)).toBeNull();
  });

  it('is whole, never negative and in proportion to quantity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom('day', 'week', 'month', 'year'),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 100 }),
        (unit, quantity, interval, count, percent) => {
          const of = (n: number) =>
            yearlyRecurring(
              subscription([item({ unit_amount: unit, recurring: recurring(interval, count) }, { quantity: n })], {
                discounts: [coupon({ percent_off: percent })],
              }),
            )?.amountMinor ?? Number.NaN;
          const arr = of(quantity);
          expect(Number.isSafeInteger(arr) && arr >= 0).toBe(true);
          expect(Math.abs(of(quantity * 2) - 2 * arr)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

it('planLines says what was bought, and leaves out what has no interval', () => {
  const lines = planLines(
    subscription([
      item({ nickname: 'Team' }, { quantity: 12 }),
      item({ product: { name: 'Storage' }, recurring: recurring('year') }, { quantity: undefined }),
      { quantity: 1, plan: { nickname: 'Old', interval: 'week' } },
      item({ recurring: recurring('eon') }),
      item({ nickname: 'Calls', recurring: recurring('month', 1, { usage_type: 'metered' }) }, { quantity: undefined }),
      item({ nickname: 'Long', recurring: recurring('year', 3) }, { quantity: 2, current_period_end: 1_800_000_000 }),
      { quantity: 1, plan: { nickname: 'Older', interval: 'month', interval_count: 12 } },
      null,
    ]),
  );
  expect(lines).toEqual([
    { name: 'Team', quantity: 12, interval: 'month' },
    { name: 'Storage', quantity: 1, interval: 'year' },
    { name: 'Old', quantity: 1, interval: 'week' },
    { name: 'Calls', quantity: 1, interval: 'month', metered: true },
    { name: 'Long', quantity: 2, interval: 'year', every: 3, endsAt: 1_800_000_000_000 },
    { name: 'Older', quantity: 1, interval: 'month', every: 12 },
  ]);
});
