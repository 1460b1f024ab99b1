import { stripeId } from '../world/ids.ts';
import { inCurrency } from '../world/stories.ts';
import type { Customer, World } from '../world/types.ts';
import { plans } from '../world/words.ts';
import { type StripeObject, s, unset } from './stripeObjects.ts';

/** What is sold beside the plans, for a month and seat in US cents, with the fit that somebody has typed. */
const addOns = [
  { name: 'Audit log', unitMinor: 900, fit: '0.5' },
  { name: 'Data residency', unitMinor: 1_900, fit: '0.2' },
];

export function productObjects(world: World): StripeObject[] {
  const created = s(world.nowMs) - 900 * 86_400;
  const sold = [
    ...plans.map(({ name }) => ({ name, metadata: {} })),
    ...addOns.map(({ name, fit }) => ({ name, metadata: { upsell_fit: fit } })),
  ];
  return sold.map(({ name, metadata }) => ({
    id: stripeId('prod', name.length),
    object: 'product',
    ...unset('default_price', 'description', 'package_dimensions', 'shippable', 'statement_descriptor', 'tax_code'),
    ...unset('unit_label', 'url'),
    active: true,
    created,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata,
    name,
    type: 'service',
    updated: created,
  }));
}

/** The prices of the add-ons, in each currency that customers pay in. */
export function priceObjects(world: World): StripeObject[] {
  const byCurrency = new Map(world.customers.map((c) => [c.country.currency, c]));
  return [...byCurrency.values()].flatMap((c, i) =>
    addOns.map((addOn, k) => priceObject(c, addOn, 700_000 + i * 10 + k)),
  );
}

function priceObject(c: Customer, { name, unitMinor }: (typeof addOns)[number], n: number): StripeObject {
  const amount = inCurrency(c, unitMinor);
  return {
    id: stripeId('price', n),
    object: 'price',
    ...unset('custom_unit_amount', 'lookup_key', 'nickname', 'tiers_mode', 'transform_quantity'),
    active: true,
    billing_scheme: 'per_unit',
    created: s(c.createdAt),
    currency: c.country.currency.toLowerCase(),
    livemode: false,
    metadata: {},
    product: stripeId('prod', name.length),
    recurring: { interval: 'month', interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed' },
    tax_behavior: 'unspecified',
    type: 'recurring',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}
