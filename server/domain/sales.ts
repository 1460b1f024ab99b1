import type { Money } from '../../lib/contract/values.ts';
import type { AccountFacts, OrderFact, RefundFact, Source } from './model.ts';

/** Money that came in, or was promised by an order: what refunds and lifetime value are measured against. */
export type Sale = { source: Source; id: string; value: Money | null; createdAt: number };

/** Orders that were not cancelled. One that a sync copies into both CRMs carries the same number and amount; one of the two counts. */
export function keptOrders(facts: AccountFacts): OrderFact[] {
  const seen = new Set<string>();
  return facts.orders
    .filter((o) => o.canceledAt === null)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .filter((o) => {
      const same = `${o.number}|${o.subtotal?.amountMinor}|${o.subtotal?.currency}`;
      return seen.has(same) ? false : seen.add(same);
    });
}

/** Kept orders that were not refunded in full. */
export function purchases(facts: AccountFacts): OrderFact[] {
  return keptOrders(facts).filter((order) => {
    const { subtotal } = order;
    return subtotal === null || subtotal.amountMinor <= 0 || refunded(toSale(order), facts) < subtotal.amountMinor;
  });
}

/** What was sold: charges that succeeded, or the kept orders of a customer who was never charged. Adding both would count twice. */
export function sales(facts: AccountFacts): Sale[] {
  const paid = facts.payments.filter((p) => p.succeeded);
  return paid.length > 0
    ? paid.map((p) => ({ source: p.key.source, id: p.key.id, value: p.amount, createdAt: p.createdAt }))
    : keptOrders(facts).map(toSale);
}

/** Refunds of a sale that succeeded. */
export function refundsOf(sale: Sale, facts: AccountFacts): RefundFact[] {
  return facts.refunds.filter(
    (r) => r.succeeded && r.key.source === sale.source && (r.paymentId === sale.id || r.orderId === sale.id),
  );
}

/** What went back of a sale, in its currency and minor units; never more than its value. */
export function refunded(sale: Sale, facts: AccountFacts): number {
  const { value } = sale;
  if (value === null) return 0;
  const back = refundsOf(sale, facts).filter((r) => r.amount.currency === value.currency);
  return Math.min(
    Math.max(0, value.amountMinor),
    back.reduce((sum, r) => sum + r.amount.amountMinor, 0),
  );
}

function toSale(order: OrderFact): Sale {
  return { source: order.key.source, id: order.key.id, value: order.subtotal, createdAt: order.createdAt };
}

function keyOf({ key }: OrderFact): string {
  return `${key.source}/${key.kind}/${key.id}`;
}
