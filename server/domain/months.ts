const monthsOfYear = 12;

/**
 * The same instant of day so many months later, epoch ms, in UTC; on the last day of a month that is too short, as billing does.
 * Source: docs.stripe.com/billing/subscriptions/billing-cycle.
 */
export function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** The years from one instant to a later one: whole ones by the calendar, and the share of the year that has begun. 0 when it is not later. */
export function yearsBetween(fromMs: number, toMs: number): number {
  if (toMs <= fromMs) return 0;
  let whole = Math.max(0, new Date(toMs).getUTCFullYear() - new Date(fromMs).getUTCFullYear());
  const after = (years: number) => addMonths(fromMs, years * monthsOfYear);
  if (after(whole) > toMs) whole--;
  return whole + (toMs - after(whole)) / (after(whole + 1) - after(whole));
}
