import type { Cash, Facts, Key, Plan, Row } from './facts.ts';
import { at, cents, figure, idAt, rows, stamp, truth, word } from './wire.ts';

/** Stripe's objects, read as docs.stripe.com/api describes them, in the shape of today and in the older ones. */
export function readStripe({ source, kind, id, body }: Row, facts: Facts): void {
  const key: Key = { source, kind, id };
  const amount = cents(figure(body, 'amount'), word(body, 'currency')) as Cash;
  const createdAt = stamp(body, 'created') as number;
  const status = word(body, 'status') ?? '';
  const succeeded = status === 'succeeded';
  if (kind === 'customer')
    facts.billed.push({
      balance: cents(figure(body, 'balance'), word(body, 'currency')),
      hasCard: at(body, 'invoice_settings', 'default_payment_method') !== null || at(body, 'default_source') !== null,
    });
  if (kind === 'subscription') facts.subscriptions.push(subscription(key, body));
  if (kind === 'invoice') {
    const currency = word(body, 'currency');
    const attemptCount = figure(body, 'attempt_count') ?? 0;
    const automatic = word(body, 'collection_method') === 'charge_automatically';
    const isFirst = word(body, 'billing_reason') === 'subscription_create';
    // One that is charged by itself has no due date: it is late since it was finalised, once a charge has failed.
    const isLate = automatic && attemptCount > 0 && status !== 'paid' && !isFirst;
    const finalized = stamp(body, 'status_transitions', 'finalized_at') ?? createdAt;
    facts.invoices.push({
      key,
      status,
      subscriptionId: idAt(body, 'parent', 'subscription_details', 'subscription') ?? idAt(body, 'subscription'),
      total: cents(figure(body, 'total'), currency) as Cash,
      amountDue: cents(figure(body, 'amount_remaining'), currency) as Cash,
      createdAt,
      dueAt: stamp(body, 'due_date') ?? (isLate ? finalized : null),
      automatic,
      attemptCount,
      nextAttemptAt: stamp(body, 'next_payment_attempt'),
    });
  }
  if (kind === 'charge' && (succeeded || status === 'failed')) {
    const captured = at(body, 'captured') === false ? 0 : (figure(body, 'amount_captured') ?? amount.amountMinor);
    const final = finalWords.some((w) => w === word(body, 'outcome', 'reason') || w === word(body, 'failure_code'));
    facts.payments.push({
      key,
      succeeded,
      final: !succeeded && final,
      amount: succeeded ? { ...amount, amountMinor: captured } : amount,
      createdAt,
    });
  }
  if (kind === 'refund' && !isRelease(body))
    facts.refunds.push({ key, succeeded, amount, paymentId: idAt(body, 'charge') });
  if (kind === 'dispute')
    facts.disputes.push({
      key,
      status,
      amount,
      createdAt,
      evidenceDueAt: stamp(body, 'evidence_details', 'due_by'),
      paymentId: idAt(body, 'charge'),
    });
  if (kind === 'credit_note' && status !== 'void') facts.credits.push({ amount, createdAt });
}

/** docs.stripe.com/billing/revenue-recovery/smart-retries: hard declines. */
const finalWords = [
  ...['incorrect_number', 'lost_card', 'pickup_card', 'stolen_card', 'revocation_of_authorization'],
  ...['revocation_of_all_authorizations', 'authentication_required', 'highest_risk_level', 'transaction_not_allowed'],
];

/**
 * The rest of an amount of which only a part was taken: it was reserved, and nothing went back. Refunds to a card say that they
 * are, and so does a reason, or a day on which nothing could be captured any more.
 */
function isRelease(refund: unknown): boolean {
  const [all, taken] = [figure(refund, 'charge', 'amount'), figure(refund, 'charge', 'amount_captured')];
  const isRest = all !== null && taken !== null && taken < all && figure(refund, 'amount') === all - taken;
  if (!isRest || word(refund, 'destination_details', 'card', 'type') === 'refund') return false;
  if (taken === 0) return true;
  const lastDay = stamp(refund, 'charge', 'payment_method_details', 'card', 'capture_before');
  const isTooLate = lastDay !== null && (stamp(refund, 'created') as number) > lastDay;
  return word(refund, 'reason') === null && !isTooLate;
}

const billed = ['active', 'past_due', 'unpaid'];

function subscription(key: Key, body: unknown): Facts['subscriptions'][number] {
  const items = rows(body, 'items', 'data');
  const ends = [...items, body].flatMap((one) => stamp(one, 'current_period_end') ?? []);
  const renewsAt = ends.length === 0 ? null : Math.min(...ends);
  const status = word(body, 'status') as string;
  return {
    key,
    // Stripe leaves the status alone while the collection is paused.
    status: billed.includes(status) && at(body, 'pause_collection') !== null ? 'paused' : status,
    arr: yearly(items, rows(body, 'discounts').concat(at(body, 'discount') ?? [])),
    plans: items.map(plan),
    productIds: items.flatMap((item) => idAt(priceOf(item), 'product') ?? []),
    startedAt: stamp(body, 'start_date') as number,
    renewsAt,
    cancelsAt: stamp(body, 'cancel_at') ?? (truth(body, 'cancel_at_period_end') ? renewsAt : null),
    endedAt: stamp(body, 'ended_at') ?? stamp(body, 'canceled_at'),
    hasCard: at(body, 'default_payment_method') !== null || at(body, 'default_source') !== null,
  };
}

/** Prices of today, or plans of before. */
const priceOf = (item: unknown) => at(item, 'price') ?? at(item, 'plan');
const periodOf = (price: unknown) => at(price, 'recurring') ?? price;
const isMetered = (price: unknown) => word(periodOf(price), 'usage_type') === 'metered';

function plan(item: unknown): Plan {
  const price = priceOf(item);
  return {
    name: word(price, 'nickname') ?? 'Plan',
    quantity: figure(item, 'quantity') ?? 1,
    interval: word(periodOf(price), 'interval') ?? '',
    every: figure(periodOf(price), 'interval_count') ?? 1,
    endsAt: stamp(item, 'current_period_end'),
    metered: isMetered(price),
  };
}

/** Times a year as exact fractions. */
const timesAYear: Record<string, bigint> = { day: 365n, week: 52n, month: 12n, year: 1n };
type Fraction = { top: bigint; bottom: bigint };
const make = (top: bigint, bottom: bigint): Fraction => ({ top, bottom });
const times = (x: Fraction, y: Fraction) => make(x.top * y.top, x.bottom * y.bottom);
const plus = (x: Fraction, y: Fraction) => make(x.top * y.bottom + y.top * x.bottom, x.bottom * y.bottom);
const notBelowZero = (x: Fraction) => (x.top < 0n ? make(0n, 1n) : x);
const isMore = (x: Fraction, y: Fraction) => x.top * y.bottom > y.top * x.bottom;

/** A decimal as a fraction, digit by digit. */
function exactly(value: unknown): Fraction {
  const [whole = '0', part = ''] = String(value).split('.');
  return make(BigInt(whole + part), 10n ** BigInt(part.length));
}

/**
 * What licensed items cost a year: unit amount x quantity (or whole packages of it) x times a year, less the coupons that recur, in exact
 * fractions, rounded once. Null when a price has no single amount, or nothing but use is paid for, or currencies differ.
 */
function yearly(items: unknown[], discounts: unknown[]): Cash | null {
  const licensed = items.map((item) => ({ item, price: priceOf(item) })).filter(({ price }) => !isMetered(price));
  const currencies = [...new Set(licensed.map(({ price }) => word(price, 'currency')))];
  let sum = make(0n, 1n);
  let mostOften = make(0n, 1n);
  for (const { item, price } of licensed) {
    const unit = at(price, 'unit_amount') ?? at(price, 'unit_amount_decimal') ?? at(price, 'amount');
    const period = periodOf(price);
    const often = make(timesAYear[word(period, 'interval') ?? ''] ?? 0n, BigInt(figure(period, 'interval_count') ?? 1));
    if (unit === null) return null;
    if (isMore(often, mostOften)) mostOften = often;
    const size = figure(price, 'transform_quantity', 'divide_by') ?? 1;
    const packs = (figure(item, 'quantity') ?? 1) / size;
    const whole = word(price, 'transform_quantity', 'round') === 'down' ? Math.floor(packs) : Math.ceil(packs);
    const cost = times(times(exactly(unit), make(BigInt(whole), 1n)), often);
    sum = plus(sum, lessCoupons(cost, rows(item, 'discounts'), often, currencies[0] ?? null));
  }
  if (currencies.length !== 1) return null;
  const { top, bottom } = lessCoupons(sum, discounts, mostOften, currencies[0] ?? null);
  return cents(Number((2n * top + bottom) / (2n * bottom)), currencies[0] ?? null);
}

/** A coupon takes a share, or so much off each invoice; never more than there is. One that counts once does not recur. */
function lessCoupons(cost: Fraction, discounts: unknown[], often: Fraction, currency: string | null): Fraction {
  let rest = cost;
  for (const discount of discounts) {
    const coupon = at(discount, 'source', 'coupon') ?? at(discount, 'coupon');
    if (word(coupon, 'duration') === 'once') continue;
    const percent = at(coupon, 'percent_off');
    const off = at(coupon, 'amount_off');
    if (percent !== null) {
      const { top, bottom } = exactly(percent);
      rest = times(rest, make(100n * bottom - top, 100n * bottom));
    } else if (off !== null && word(coupon, 'currency') === currency) {
      const { top, bottom } = times(exactly(off), often);
      rest = notBelowZero(plus(rest, make(-top, bottom)));
    }
  }
  return rest;
}
