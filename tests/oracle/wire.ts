import type { Cash } from './facts.ts';

/** What vendors' objects are made of, for the oracle's readers. What is absent is null. */
export type Json = Record<string, unknown>;

/** A value inside an object; null where any part of the way is missing. */
export function at(body: unknown, ...way: string[]): unknown {
  let value = body;
  for (const name of way) value = value !== null && typeof value === 'object' ? (value as Json)[name] : null;
  return value ?? null;
}

export const word = (body: unknown, ...way: string[]): string | null => {
  const value = at(body, ...way);
  return typeof value === 'string' && value !== '' ? value : null;
};
/** Numbers, and numbers that are written as text, as HubSpot writes them. */
export const figure = (body: unknown, ...way: string[]): number | null => {
  const value = at(body, ...way);
  if (typeof value === 'string' && value !== '') return Number(value);
  return typeof value === 'number' ? value : null;
};
export const truth = (body: unknown, ...way: string[]): boolean => String(at(body, ...way)) === 'true';
export const rows = (body: unknown, ...way: string[]): unknown[] => (at(body, ...way) as unknown[] | null) ?? [];
/** An object's id, whether the object itself is there (expanded) or its id alone. */
export const idAt = (body: unknown, ...way: string[]): string | null => word(body, ...way) ?? word(body, ...way, 'id');

/** ISO 8601; Salesforce writes the zone as `+0000`. */
export const moment = (body: unknown, ...way: string[]): number | null => {
  const value = word(body, ...way);
  return value === null ? null : new Date(value.replace(/\+0000$/, 'Z')).getTime();
};
/** Seconds since 1970, as Stripe has them. */
export const stamp = (body: unknown, ...way: string[]): number | null => {
  const seconds = figure(body, ...way);
  return seconds === null ? null : seconds * 1000;
};
/** The UTC day of a day or an instant. */
export const date = (body: unknown, ...way: string[]): string | null => word(body, ...way)?.split('T')[0] ?? null;

/** Whole minutes between two instants; null when the second is not known, or before the first by a clock that was set back. */
export const span = (from: number, to: number | null): number | null =>
  to === null || to < from ? null : Math.round((to - from) / 60_000);

/**
 * The decimals of Stripe's minor units: docs.stripe.com/currencies. Most have two; these have none, or three. ISK and UGX are whole in
 * life and have two in the API.
 */
const none = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF';
const three = 'BHD JOD KWD OMR TND';

/** Minor units of a billing system. */
export function cents(amount: number | null, currency: string | null): Cash | null {
  return amount === null || currency === null ? null : { currency: currency.toUpperCase(), amountMinor: amount };
}

/** An amount as people write it in a CRM. */
export function written(amount: number | null, currency: string | null): Cash | null {
  if (amount === null || currency === null) return null;
  const places = none.includes(currency) ? 0 : three.includes(currency) ? 3 : 2;
  // The decimal point is moved in the text, so that half a unit rounds as people would.
  return { currency, amountMinor: Math.round(Number(`${amount}e${places}`)) };
}
