import { decimals } from '../../../lib/contract/decimals.ts';
import type { Money } from '../../../lib/contract/values.ts';

/**
 * Texts of actions are stored with the document, so they carry dates, not "12 days ago": a stored "12" would be wrong tomorrow.
 * The panel adds the age when it paints.
 */
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `9 Nov 2026`, UTC. */
export function dayText(ms: number): string {
  return dayFormat.format(ms);
}

/** `$4,200` or `¥441,000`; cents only when there are any. */
export function moneyText({ amountMinor, currency }: Money): string {
  const digits = decimals(currency);
  const amount = amountMinor / 10 ** digits;
  return moneyFormat(currency, Number.isInteger(amount) ? 0 : digits, digits).format(amount);
}

/** To make one takes longer than to use it a hundred times; there are as many as currencies, twice. */
const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, least: number, most: number): Intl.NumberFormat {
  const key = `${currency} ${least} ${most}`;
  const known = moneyFormats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  moneyFormats.set(key, made);
  return made;
}

/** Cuts a text to `max` characters, whole code points, with an ellipsis. */
export function shorten(text: string, max: number): string {
  const letters = Array.from(text);
  return letters.length <= max
    ? text
    : `${letters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
