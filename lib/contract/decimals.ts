/**
 * Currencies without decimals in Stripe's API: their smallest unit is the whole. ISK and UGX are whole, too, and have two decimals in the
 * API, always 00. Source: docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases".
 */
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** In thousandths. */
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/**
 * How many decimals `amountMinor` of a currency has. Never asked of the browser: engines differ, and what they show by default is less than
 * what amounts have (HUF, IDR, ISK and fifteen others).
 */
export function decimals(currency: string): 0 | 2 | 3 {
  return zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2;
}
