import { stripeId } from './ids.ts';
import type { Random } from './random.ts';
import { dayMs, inCurrency } from './stories.ts';
import type { Customer } from './types.ts';

const channels = ['Web', 'Partner Referral', 'Trade Show', 'Advertisement', 'Employee Referral'] as const;

/** What a customer bought beside the subscription, what went back, what is to its credit, where it came from, and what people typed. */
export function giveCommerce(random: Random, customer: Customer, nowMs: number): void {
  for (const person of customer.people) {
    // Long ago nobody asked.
    if (random.chance(0.3)) continue;
    person.firstTouch = { channel: random.pick(channels), at: customer.createdAt - random.int(5, 90) * dayMs };
  }
  const buys = random.chance(0.45) ? random.int(1, 5) : 0;
  for (let i = 0; i < buys; i++) {
    const n = customer.index * 8 + i;
    const fate = random.next();
    customer.orders.push({
      n,
      number: String(n).padStart(8, '0'),
      amountMinor: inCurrency(customer, random.int(2, 90) * 10_000),
      createdAt: nowMs - random.int(2, 700) * dayMs,
      status: fate < 0.06 ? 'draft' : fate < 0.12 ? 'cancelled' : 'done',
    });
  }
  giveBack(random, customer, nowMs);
  customer.ownerLeft = random.chance(0.04);
  const [sub] = customer.subscriptions;
  if (sub && random.chance(0.7)) {
    const yearly =
      sub.unitMinor * sub.quantity * (sub.interval === 'year' ? 1 : 12) * (1 - (sub.percentOff ?? 0) / 100);
    // One in eight forgot the last change of seats.
    customer.typedArrMinor = Math.round(yearly * (random.chance(0.12) ? 0.8 : 1));
  }
}

function giveBack(random: Random, customer: Customer, nowMs: number): void {
  const paid = customer.charges.filter((c) => c.succeeded);
  const returned = paid[0];
  if (returned && random.chance(0.1)) {
    customer.refunds.push({
      id: stripeId('re', customer.index),
      chargeId: returned.id,
      amountMinor: random.chance(0.5) ? returned.amountMinor : Math.ceil(returned.amountMinor / 4),
      createdAt: Math.min(nowMs, returned.createdAt + random.int(1, 20) * dayMs),
      succeeded: random.chance(0.9),
    });
  }
  const invoice = customer.invoices.find((i) => i.status === 'paid');
  if (invoice && random.chance(0.08)) {
    customer.creditNotes.push({
      id: stripeId('cn', customer.index),
      invoiceId: invoice.id,
      amountMinor: Math.ceil(invoice.totalMinor / 10),
      createdAt: Math.min(nowMs, invoice.createdAt + random.int(1, 30) * dayMs),
      reason: random.pick(['order_change', 'product_unsatisfactory', 'duplicate']),
    });
  }
  if (customer.stripe.length > 0 && random.chance(0.06)) customer.balanceMinor = -inCurrency(customer, 25_000);
}
