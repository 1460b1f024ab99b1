import { stripeId } from '../world/ids.ts';
import type { Customer, Subscription } from '../world/types.ts';

/**
 * A Stripe object with every top-level key that Stripe's published examples have (tests/fixtures/stripeObjects.json); what this world does
 * not use holds what Stripe sends when it is not set.
 */
export type StripeObject = Record<string, unknown> & { id: string; created: number };

/** Stripe writes instants in whole seconds. */
export const s = (ms: number) => Math.floor(ms / 1000);
/** Keys that are there and not set. */
export const unset = (...keys: string[]): Record<string, null> => Object.fromEntries(keys.map((key) => [key, null]));
export const address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

export function customerObject(c: Customer, record: Customer['stripe'][number]): StripeObject {
  return {
    id: record.id,
    object: 'customer',
    address: { ...address, country: c.country.code },
    balance: record === c.stripe[0] ? c.balanceMinor : 0,
    created: s(c.createdAt),
    currency: c.country.currency.toLowerCase(),
    default_source: null,
    delinquent: c.invoices.some((i) => i.status === 'open' && i.attempts > 0),
    description: null,
    discount: null,
    email: record.email,
    invoice_prefix: record.id.slice(-7).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: c.index % 9 === 4 ? null : stripeId('pm', c.index),
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: record.metadata,
    name: c.spellings.stripe,
    next_invoice_sequence: c.invoices.length + 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

function priceObject(c: Customer, sub: Subscription): Record<string, unknown> {
  return {
    id: stripeId('price', sub.unitMinor % 100_000),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: s(c.createdAt),
    currency: c.country.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: sub.plan,
    product: stripeId('prod', sub.plan.length),
    recurring: {
      interval: sub.interval,
      interval_count: 1,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: sub.unitMinor,
    unit_amount_decimal: String(sub.unitMinor),
  };
}

export function subscriptionObject(c: Customer, customerId: string, sub: Subscription): StripeObject {
  const periodStart = sub.periodEnd - (sub.interval === 'year' ? 365 : 30) * 86_400_000;
  const item = {
    id: stripeId('si', c.index),
    object: 'subscription_item',
    billing_thresholds: null,
    created: s(sub.startedAt),
    current_period_end: s(sub.periodEnd),
    current_period_start: s(periodStart),
    discounts: [],
    metadata: {},
    plan: null,
    price: priceObject(c, sub),
    quantity: sub.quantity,
    subscription: sub.id,
    tax_rates: [],
  };
  const discount =
    sub.percentOff === null
      ? null
      : {
          id: stripeId('di', c.index),
          object: 'discount',
          ...unset('checkout_session', 'customer', 'customer_account', 'invoice', 'invoice_item', 'promotion_code'),
          subscription: sub.id,
          subscription_item: null,
          source: {
            type: 'coupon',
            coupon: {
              id: `OFF${sub.percentOff}`,
              object: 'coupon',
              percent_off: sub.percentOff,
              amount_off: null,
              currency: null,
              duration: 'forever',
              duration_in_months: null,
              valid: true,
            },
          },
          start: s(sub.startedAt),
          end: null,
        };
  return {
    id: sub.id,
    object: 'subscription',
    ...unset('billing_thresholds', 'customer_account'),
    billing_mode: { type: 'classic' },
    billing_schedules: [],
    managed_payments: { enabled: false },
    application: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null, disabled_reason: null },
    billing_cycle_anchor: s(sub.startedAt),
    billing_cycle_anchor_config: null,
    cancel_at: sub.cancelAtPeriodEnd ? s(sub.periodEnd) : null,
    cancel_at_period_end: sub.cancelAtPeriodEnd,
    canceled_at: sub.canceledAt === null ? null : s(sub.canceledAt),
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: 'charge_automatically',
    created: s(sub.startedAt),
    currency: c.country.currency.toLowerCase(),
    customer: customerId,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: discount ? [discount] : [],
    ended_at: sub.status === 'canceled' && sub.canceledAt !== null ? s(sub.canceledAt) : null,
    invoice_settings: {
      account_tax_ids: null,
      issuer: { type: 'self' },
      custom_fields: null,
      description: null,
      footer: null,
    },
    items: { object: 'list', data: [item], has_more: false, url: `/v1/subscription_items?subscription=${sub.id}` },
    latest_invoice: c.invoices[0]?.id ?? null,
    livemode: false,
    metadata: {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: { payment_method_options: null, payment_method_types: null, save_default_payment_method: null },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: s(sub.startedAt),
    status: sub.status,
    test_clock: null,
    transfer_data: null,
    trial_end: sub.status === 'trialing' ? s(sub.periodEnd) : null,
    trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
    trial_start: null,
  };
}
