import { read } from '../read.ts';

/** Neither control characters nor halves of pairs nor line breaks. */
const printable = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,255}$/u;

/**
 * An id as Stripe has it, or null. The ids of prices, plans, products and coupons are chosen freely by who makes them (`gold.monthly`,
 * `Gold Plan 2017`). `.` and `..` are none: as a part of an address they would lead elsewhere.
 */
export function stripeId(body: unknown, path: string): string | null {
  const value = read(body, path);
  if (typeof value !== 'string' || !printable.test(value) || value.trim() !== value) return null;
  return value === '.' || value === '..' ? null : value;
}

/** An id as one part of an address, which it can neither leave nor, in a page, end with a quotation mark. */
export function pathPart(id: string): string {
  return encodeURIComponent(id).replaceAll("'", '%27');
}
