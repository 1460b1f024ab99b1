/** Currencies without a minor unit (Stripe's list, the ones this world uses): an amount of 500 is 500 yen. */
export const zeroDecimal: ReadonlySet<string> = new Set(['JPY', 'KRW', 'VND', 'CLP']);
