import type { Money } from '../../lib/contract/values.ts';

/** Stripe's zero-decimal currencies: their smallest unit is the whole. Source: docs.stripe.com/currencies#zero-decimal. */
const zeroDecimal = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
/** Three-decimal currencies, in thousandths. */
const threeDecimal = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** How many decimals an amount of the currency has. */
export function decimals(currency: string): 0 | 2 | 3 {
  return zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2;
}

/** An amount in minor units, as Stripe sends it. Null when either part is unusable. */
export function minor(amountMinor: number | null, currency: string | null): Money | null {
  const code = currency?.toUpperCase() ?? '';
  return amountMinor !== null && Number.isSafeInteger(amountMinor) && /^[A-Z]{3}$/.test(code)
    ? { amountMinor, currency: code }
    : null;
}

/** An amount in major units, as CRMs send it. Null when either part is unusable: an amount without a currency is no amount. */
export function major(amount: number | null, currency: string | null): Money | null {
  const code = currency?.toUpperCase() ?? '';
  return amount === null ? null : minor(Math.round(amount * 10 ** decimals(code)), code);
}
