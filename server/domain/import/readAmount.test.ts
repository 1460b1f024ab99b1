import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMoney } from './readAmount.ts';

const major = (text: string, currency = 'EUR', decimal?: '.' | ',') =>
  readMoney(text, { currency, unit: 'major', ...(decimal ? { decimal } : {}) })?.amountMinor ?? null;

describe('amounts', () => {
  it.each<[string, string, '.' | ',' | undefined, number | null]>([
    ['19.99', 'EUR', undefined, 1999],
    ['1,234.50', 'usd', undefined, 123_450],
    ['1.234,50', 'EUR', ',', 123_450],
    ["1'234.50", 'CHF', undefined, 123_450],
    ['-5', 'EUR', undefined, -500],
    ['+5.1', 'EUR', undefined, 510],
    ['12.3400', 'EUR', undefined, 1234],
    ['12.345', 'EUR', undefined, null],
    ['12.345', 'KWD', undefined, 12_345],
    ['500', 'JPY', undefined, 500],
    ['500.5', 'JPY', undefined, null],
    ['1,23', 'EUR', undefined, null],
    ['1.234', 'EUR', ',', 123_400],
    ['€5', 'EUR', undefined, null],
    ['', 'EUR', undefined, null],
    ['5', 'EURO', undefined, null],
    ['99999999999999999', 'EUR', undefined, null],
  ])('%s %s with %s is %s', (text, currency, decimal, amount) => expect(major(text, currency, decimal)).toBe(amount));

  it('in the smallest unit are whole', () => {
    expect(readMoney('1999', { currency: 'EUR', unit: 'minor' })).toEqual({ amountMinor: 1999, currency: 'EUR' });
    expect(readMoney('19.99', { currency: 'EUR', unit: 'minor' })).toBeNull();
  });

  it('are exact, whatever the size: no amount goes through a fraction', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (cents) => {
        const text = `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
        expect(major(text)).toBe(cents);
      }),
    );
  });
});
