import type { Money } from '../../../lib/contract/values.ts';
import { minor } from '../../domain/currency.ts';
import type { SubscriptionFact } from '../../domain/model.ts';
import { entry, integer, list, number, read, text } from '../read.ts';

/** Billing intervals in a year; weeks and days as Stripe's own recurring revenue counts them. */
const perYear: Record<string, number> = { day: 365, week: 52, month: 12, year: 1 };

/**
 * Annual recurring revenue of a subscription in minor units: per item unit_amount x quantity x periods in a year, less recurring
 * discounts, rounded once, so that what is billed by the year or by the month is exact. Null when no item has a fixed price (metered without usage) or when items differ in currency.
 * Whether a subscription counts at all (trial, pause) is the metric's decision. Source: docs.stripe.com/billing/subscriptions/analytics.
 */
export function yearlyRecurring(subscription: unknown): Money | null {
  let exact = 0;
  let currency: string | null = null;
  let invoices = 0;
  for (const item of list(subscription, 'items.data')) {
    const price = priceOf(item);
    if (price === null) continue;
    const itemCurrency = text(item, 'price.currency') ?? text(item, 'plan.currency');
    if (currency !== null && itemCurrency !== currency) return null;
    currency = itemCurrency;
    invoices = Math.max(invoices, price.periods);
    exact += discounted(price.perPeriod * price.periods, list(item, 'discounts'), itemCurrency, price.periods);
  }
  if (currency === null) return null;
  const rest = discounted(exact, discountsOf(subscription), currency, invoices);
  return minor(Math.max(0, Math.round(rest)), currency);
}

/** What the customer bought, line by line. */
export function planLines(subscription: unknown): SubscriptionFact['plans'] {
  return list(subscription, 'items.data').flatMap((item) => {
    const interval = intervals.find(
      (i) => i === (text(item, 'price.recurring.interval') ?? text(item, 'plan.interval')),
    );
    if (!interval) return [];
    const name =
      text(item, 'price.nickname') ?? text(item, 'price.product.name') ?? text(item, 'plan.nickname') ?? 'Plan';
    return [{ name, quantity: integer(item, 'quantity') ?? 1, interval }];
  });
}

const intervals = ['day', 'week', 'month', 'year'] as const;

/** What an item costs per billing period, in minor units, and the periods in a year; null when its price is not fixed. */
function priceOf(item: unknown): { perPeriod: number; periods: number } | null {
  const price = read(item, 'price') ?? read(item, 'plan');
  if (text(price, 'recurring.usage_type') === 'metered' || text(price, 'usage_type') === 'metered') return null;
  const unitMinor = number(price, 'unit_amount') ?? number(price, 'unit_amount_decimal') ?? number(price, 'amount');
  const year = entry(perYear, text(price, 'recurring.interval') ?? text(price, 'interval'));
  const count = integer(price, 'recurring.interval_count') ?? integer(price, 'interval_count') ?? 1;
  if (unitMinor === null || year === null || count < 1) return null;
  return { perPeriod: unitMinor * (integer(item, 'quantity') ?? 1), periods: year / count };
}

/** Current versions list discounts, older ones have a single `discount`. */
function discountsOf(subscription: unknown): unknown[] {
  const many = list(subscription, 'discounts');
  return many.length > 0 ? many : [read(subscription, 'discount')];
}

/**
 * Applies recurring coupons to a yearly amount; `once` coupons lower an invoice, not the recurring revenue. A fixed amount comes off
 * each of the year's invoices.
 */
function discounted(
  amountMinor: number,
  discounts: readonly unknown[],
  currency: string | null,
  invoices: number,
): number {
  let rest = amountMinor;
  for (const discount of discounts) {
    const coupon = read(discount, 'source.coupon') ?? read(discount, 'coupon');
    if (text(coupon, 'duration') === 'once') continue;
    const percent = number(coupon, 'percent_off');
    const off = number(coupon, 'amount_off');
    if (percent !== null) rest *= 1 - Math.min(100, Math.max(0, percent)) / 100;
    else if (off !== null && text(coupon, 'currency') === currency) rest -= off * invoices;
  }
  return rest;
}
