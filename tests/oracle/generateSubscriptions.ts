import { DAY } from './facts.ts';
import { instant, maybe, seconds, type Writer } from './writer.ts';

const statuses = [
  ...['active', 'active', 'active', 'past_due', 'unpaid', 'canceled', 'trialing', 'paused', 'incomplete'],
  'incomplete_expired',
];
const behaviors = ['keep_as_draft', 'mark_uncollectible', 'void'];

/** Subscriptions of one or several items, of periods of any length, with and without coupons, some ended and some about to. Returns their ids. */
export function inventSubscriptions(
  w: Writer,
  put: (kind: string, prefix: string, i: number, body: object) => void,
  currency: () => string,
): string[] {
  const { random, now } = w;
  const count = random.int(0, 3);
  for (let i = 0; i < count; i++) {
    const status = random.pick(statuses);
    const started = instant(w, 1500);
    const ended = status === 'canceled' ? Math.min(now, started + random.pick([200, 365, 380, 396, 730]) * DAY) : null;
    // A notice is given before the end; then both days are told.
    const notice = ended !== null && random.chance(0.5) ? ended - 20 * DAY : ended;
    const leaves = random.pick(['no', 'no', 'no', 'no', 'onADay', 'atPeriodEnd']);
    const main = currency();
    // Versions before 2025 have the period beside the items, and a single discount.
    const isOld = random.chance(0.2);
    const coupons = random.chance(0.25) ? Array.from({ length: random.int(1, 2) }, () => coupon(w, main)) : [];
    put('subscription', 'sub', i, {
      status,
      default_payment_method: maybe(random, 0.2, 'pm_2'),
      start_date: seconds(started),
      cancel_at: leaves === 'onADay' ? seconds(now + random.int(-5, 700) * DAY) : null,
      cancel_at_period_end: leaves === 'atPeriodEnd',
      canceled_at: notice === null ? (leaves === 'no' ? null : seconds(now - DAY)) : seconds(notice),
      ...(notice === ended ? {} : { ended_at: seconds(ended as number) }),
      pause_collection: random.chance(0.1)
        ? { behavior: random.pick(behaviors), resumes_at: maybe(random, 0.5, seconds(now + 30 * DAY)) }
        : null,
      ...(isOld
        ? { discount: coupons[0] ? { coupon: coupons[0] } : null, current_period_end: periodEnd(w) }
        : { discounts: coupons.map((c) => ({ source: { type: 'coupon', coupon: c } })) }),
      items: { data: Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => item(w, main, currency, isOld)) },
    });
  }
  return Array.from({ length: count }, (_, i) => `sub_${w.n}x${i}`);
}

const periodEnd = ({ random, now }: Writer) => seconds(now + random.pick([5, 60, 90, 91, 300]) * DAY);

/** A share or an amount, of this or another currency, once, for some months or for good. */
function coupon({ random }: Writer, currency: string): object {
  const duration = random.pick(['forever', 'repeating', 'once']);
  return random.chance(0.5)
    ? { duration, percent_off: random.pick([10, 12.5, 33.33, 50, 100]), amount_off: null, currency: null }
    : {
        duration,
        percent_off: null,
        amount_off: random.pick([1, 500, 20_000]),
        currency: random.pick([currency, 'chf']),
      };
}

/** What something costs: by the seat, by the package, in parts of a cent, in tiers without a single amount, or by use. */
function item(w: Writer, main: string, other: () => string, isOld: boolean): object {
  const { random } = w;
  const isMetered = random.chance(0.1);
  const currency = random.chance(0.95) ? main : other();
  const interval = random.pick(['year', 'year', 'month', 'week', 'day']);
  const usage_type = isMetered ? 'metered' : 'licensed';
  const period = { interval, interval_count: interval === 'day' ? 30 : random.pick([1, 1, 1, 1, 2, 3, 6]), usage_type };
  const isPacked = random.chance(0.1);
  const amount = random.pick([0, 999, 999, 12_000, 12_000, 12_000, 12_000, 12_345, null]);
  const decimal = amount === null && random.chance(0.7) ? random.pick(['0.5', '12.25']) : null;
  const price = {
    currency,
    unit_amount: amount,
    unit_amount_decimal: amount === null ? decimal : String(amount),
    nickname: 'Plan',
    product: random.pick(['prod_a', 'prod_b', 'prod_x', null]),
    transform_quantity: isPacked ? { divide_by: 5, round: random.pick(['up', 'down']) } : null,
    recurring: period,
  };
  const { recurring: _, unit_amount, unit_amount_decimal: __, transform_quantity: ___, ...rest } = price;
  return {
    // What is paid for by use has no quantity; neither has a plan of which there is one.
    ...(isMetered || random.chance(0.05) ? {} : { quantity: random.pick([0, 1, 3, 10, 40]) }),
    ...(isOld ? { plan: { ...rest, ...period, amount: unit_amount } } : { price, current_period_end: periodEnd(w) }),
    discounts: random.chance(0.1) ? [{ source: { type: 'coupon', coupon: coupon(w, currency) } }] : [],
  };
}

/** What an invoice is for, in either shape of the source, or nothing: sold once. */
export function invoiceFor({ random }: Writer, subscriptions: readonly string[]): object {
  if (subscriptions.length === 0 || random.chance(0.1)) return {};
  const subscription = random.pick([...subscriptions]);
  return random.chance(0.5) ? { subscription } : { parent: { subscription_details: { subscription } } };
}
