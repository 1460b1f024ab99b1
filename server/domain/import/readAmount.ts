import { decimals } from '../../../lib/contract/decimals.ts';
import type { Money } from '../../../lib/contract/values.ts';

/** A number as text with its decimal sign; groups of thousands may be set apart. Null when it is none. */
export function readDecimal(text: string, decimal: '.' | ',' = '.'): string | null {
  const group = decimal === '.' ? ',' : '.';
  const form = new RegExp(`^[+-]?(?:\\d+|\\d{1,3}(?:[${group}'’ \\u00a0\\u202f]\\d{3})+)(?:[${decimal}]\\d+)?$`);
  if (!form.test(text)) return null;
  const plain = text.replace(new RegExp(`[${group}'’ \\u00a0\\u202f+]`, 'g'), '');
  return plain.replace(decimal, '.');
}

/**
 * An amount of money, exact: in whole units with as many decimals as the currency has at most, or in its smallest unit. Null when the
 * text is no number, the currency no code, or the amount finer than the currency.
 */
export function readMoney(
  text: string,
  how: { currency: string; unit: 'major' | 'minor'; decimal?: '.' | ',' },
): Money | null {
  const currency = how.currency.toUpperCase();
  const plain = readDecimal(text, how.decimal);
  if (plain === null || !/^[A-Z]{3}$/.test(currency)) return null;
  const [whole = '', fraction = ''] = plain.split('.');
  const places = how.unit === 'minor' ? 0 : decimals(currency);
  const digits = fraction.replace(/0+$/, '');
  if (digits.length > places) return null;
  const amountMinor = Number(`${whole}${digits.padEnd(places, '0')}`);
  return Number.isSafeInteger(amountMinor) ? { amountMinor: amountMinor + 0, currency } : null;
}
