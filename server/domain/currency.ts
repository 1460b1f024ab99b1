import { decimals } from '../../lib/contract/decimals.ts';
import type { Money } from '../../lib/contract/values.ts';

/** An amount in minor units, as Stripe sends it. Null when either part is unusable. */
export function minor(amountMinor: number | null, currency: string | null): Money | null {
  const code = currency?.toUpperCase() ?? '';
  return amountMinor !== null && Number.isSafeInteger(amountMinor) && /^[A-Z]{3}$/.test(code)
    ? { amountMinor, currency: code }
    : null;
}

/**
 * An amount in major units, as CRMs send it; half a minor unit is rounded up. Null when either part is unusable: an amount without a
 * currency is no amount.
 */
export function major(amount: number | null, currency: string | null): Money | null {
  const code = currency?.toUpperCase() ?? '';
  // The point is moved in the text: in binary, 1.005 x 100 is less than 100.5.
  return amount === null ? null : minor(Math.round(Number(`${amount.toFixed(9)}e${decimals(code)}`)) + 0, code);
}
