import type { Money } from '../../lib/contract/values.ts';
import { sumByCurrency } from './billing.ts';
import type { AccountFacts, DisputeFact, OrderFact, RefundFact, Source } from './model.ts';
import { withoutCopies } from './withoutCopies.ts';

const dayMs = 86_400_000;

/** Money that came in, or was promised by an order: what refunds and lifetime value are measured against. */
export type Sale = { source: Source; id: string; value: Money | null; createdAt: number };

/** Orders that were not cancelled. One that a sync copies into another system carries the same number, amount and day, and counts once. */
function keptOrders(facts: AccountFacts): OrderFact[] {
  const kept = facts.orders.filter((o) => o.canceledAt === null).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return withoutCopies(kept, ({ number, subtotal, createdAt }) =>
    JSON.stringify([number, subtotal?.amountMinor, subtotal?.currency, Math.floor(createdAt / dayMs)]),
  );
}

/** An order below zero takes an earlier one back in part: it is no purchase. */
function isReduction({ subtotal }: OrderFact): boolean {
  return subtotal !== null && subtotal.amountMinor < 0;
}

/** Kept orders that were not refunded in full. */
export function purchases(facts: AccountFacts): OrderFact[] {
  return keptOrders(facts).filter((order) => {
    const { subtotal } = order;
    if (subtotal === null || subtotal.amountMinor === 0) return true;
    // Of a reduction nothing goes back, and that is more than its value.
    return refunded(toSale(order), facts) < subtotal.amountMinor;
  });
}

/** Charges until now of which something was taken: one that was only reserved on a card is no sale. */
function charges({ payments }: AccountFacts, nowMs: number): AccountFacts['payments'] {
  return payments.filter((p) => p.succeeded && p.amount.amountMinor > 0 && p.createdAt <= nowMs);
}

/** What was sold until now: charges, or the kept orders of a customer who was never charged. Adding both would count twice. */
export function sales(facts: AccountFacts, nowMs: number): Sale[] {
  const paid = charges(facts, nowMs);
  return paid.length > 0
    ? paid.map((p) => ({ source: p.key.source, id: p.key.id, value: p.amount, createdAt: p.createdAt }))
    : keptOrders(facts)
        .filter((o) => o.createdAt <= nowMs && !isReduction(o))
        .map(toSale);
}

/** What came in until now and stayed, by currency: sales less refunds, less what came off orders later, less disputes that were lost. */
export function earned(facts: AccountFacts, nowMs: number): Money[] {
  const kept = sales(facts, nowMs).flatMap((sale) =>
    sale.value === null ? [] : [{ ...sale.value, amountMinor: remaining(sale, facts, nowMs) }],
  );
  const gone = sumByCurrency(
    charges(facts, nowMs).length > 0
      ? lostDisputes(facts, nowMs).flatMap((d) => (d.paymentId === null ? d.amount : []))
      : keptOrders(facts).flatMap((o) =>
          o.subtotal !== null && isReduction(o) && o.createdAt <= nowMs
            ? [{ ...o.subtotal, amountMinor: -o.subtotal.amountMinor }]
            : [],
        ),
  );
  // More than came in cannot have gone: what it is taken off is not known here, such as a charge from before.
  return sumByCurrency(kept).map(({ amountMinor, currency }) => {
    const off = gone.find((m) => m.currency === currency)?.amountMinor ?? 0;
    return { amountMinor: Math.max(0, amountMinor - off), currency };
  });
}

function lostDisputes({ disputes }: AccountFacts, nowMs: number): DisputeFact[] {
  return disputes.filter((d) => d.status === 'lost' && d.createdAt <= nowMs);
}

/** What is left of a sale after its refunds and the disputes about it that were lost: it cannot lose more than it brought. */
function remaining(sale: Sale, facts: AccountFacts, nowMs: number): number {
  const value = sale.value?.amountMinor ?? 0;
  const lost = lostDisputes(facts, nowMs)
    .filter(
      (d) => d.key.source === sale.source && d.paymentId === sale.id && d.amount.currency === sale.value?.currency,
    )
    .reduce((sum, d) => sum + d.amount.amountMinor, 0);
  return Math.max(0, value - refunded(sale, facts) - lost);
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
