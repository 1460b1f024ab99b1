import type { Money } from '../../../lib/contract/values.ts';
import { minor } from '../../domain/currency.ts';
import type { SubscriptionFact } from '../../domain/model.ts';
import { entry, integer, list, number, read, text, unixTime } from '../read.ts';

/** Billing intervals in a year; weeks and days as Stripe's own recurring revenue counts them. */
const perYear: Record<string, number> = { day: 365, week: 52, month: 12, year: 1 };

/**
 * Annual recurring revenue of a subscription in minor units: per item unit_amount x quantity x periods in a year, less recurring
 * discounts, rounded once, so that what is billed by the year or by the month is exact. What is metered is not recurring. Null when
 * nothing else is bought, when items differ in currency, and when a price (tiered) or a discount of an item is not told: a part of the
 * revenue would look like the whole.
 * Whether a subscription counts at all (trial, pause) is the metric's decision. Source: docs.stripe.com/billing/subscriptions/analytics.
 */
export function yearlyRecurring(subscription: unknown): Money | null {
  let exact = 0;
  let currency: string | null = null;
  let invoices = 0;
  for (const item of list(subscription, 'items.data')) {
    const price = priceOf(item);
    if (price === null) continue;
    const discounts = list(item, 'discounts');
    if (price.perPeriod === null || discounts.some((discount) => typeof discount === 'string')) return null;
    const itemCurrency = text(item, 'price.currency') ?? text(item, 'plan.currency');
    if (currency !== null && itemCurrency !== currency) return null;
    currency = itemCurrency;
    invoices = Math.max(invoices, price.periods);
    exact += discounted(price.perPeriod * price.periods, discounts, itemCurrency, price.periods);
  }
  if (currency === null) return null;
  const rest = discounted(exact, discountsOf(subscription), currency, invoices);
  // A third of a year is no binary number either: what is half a cent but for that is rounded as such.
  return minor(Math.round(Number(rest.toFixed(6))), currency);
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
    const price = read(item, 'price') ?? read(item, 'plan');
    const every = intervalCount(price);
    const endsAt = unixTime(item, 'current_period_end');
    return [
      {
        name,
        quantity: integer(item, 'quantity') ?? 1,
        interval,
        ...(every > 1 ? { every } : {}),
        ...(endsAt === null ? {} : { endsAt }),
        ...(isMetered(price) ? { metered: true } : {}),
      },
    ];
  });
}

const intervals = ['day', 'week', 'month', 'year'] as const;

const isMetered = (price: unknown) =>
  text(price, 'recurring.usage_type') === 'metered' || text(price, 'usage_type') === 'metered';

/** How many intervals a period has. */
const intervalCount = (price: unknown) =>
  integer(price, 'recurring.interval_count') ?? integer(price, 'interval_count') ?? 1;

/**
 * What an item costs per billing period, in minor units, null when that is not told, and the periods in a year; null for what does not
 * recur or is metered.
 */
function priceOf(item: unknown): { perPeriod: number | null; periods: number } | null {
  const price = read(item, 'price') ?? read(item, 'plan');
  if (isMetered(price)) return null;
  const unitMinor = number(price, 'unit_amount') ?? number(price, 'unit_amount_decimal') ?? number(price, 'amount');
  const year = entry(perYear, text(price, 'recurring.interval') ?? text(price, 'interval'));
  const count = intervalCount(price);
  if (year === null || count < 1) return null;
  const perPeriod = unitMinor === null ? null : unitMinor * packages(integer(item, 'quantity') ?? 1, price);
  return { perPeriod, periods: year / count };
}

/** A price may be for a package of so many (`transform_quantity`), of which only whole ones are billed. */
function packages(quantity: number, price: unknown): number {
  const size = integer(price, 'transform_quantity.divide_by') ?? integer(price, 'transform_usage.divide_by');
  if (size === null || size < 1) return quantity;
  const round = text(price, 'transform_quantity.round') ?? text(price, 'transform_usage.round');
  return round === 'down' ? Math.floor(quantity / size) : Math.ceil(quantity / size);
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
    // A share has two decimals; by whole numbers, so that half a cent stays half a cent.
    if (percent !== null) rest = (rest * Math.round(10_000 - Math.min(100, Math.max(0, percent)) * 100)) / 10_000;
    // A coupon that is worth more than the item takes nothing off the others.
    else if (off !== null && text(coupon, 'currency') === currency) rest = Math.max(0, rest - off * invoices);
  }
  return rest;
}
