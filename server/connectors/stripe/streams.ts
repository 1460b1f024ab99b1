import type { Query } from './call.ts';

/** What is pulled: the list of each stream, what Stripe calls its objects, and what the list is asked with. */
export const streams = {
  customers: { kind: 'customer', query: { 'expand[]': ['data.tax_ids'] } },
  subscriptions: { kind: 'subscription', query: { status: 'all', 'expand[]': ['data.discounts.source.coupon'] } },
  invoices: { kind: 'invoice', query: {} },
  charges: { kind: 'charge', query: {} },
  // A dispute names only its charge; the charge names the customer.
  disputes: { kind: 'dispute', query: { 'expand[]': ['data.charge'] } },
  // So does a refund.
  refunds: { kind: 'refund', query: { 'expand[]': ['data.charge'] } },
  credit_notes: { kind: 'credit_note', query: {} },
  products: { kind: 'product', query: {} },
  prices: { kind: 'price', query: {} },
} as const satisfies Record<string, { kind: string; query: Query }>;

export type Stream = keyof typeof streams;

/** The stream of a kind of object; null for one that is not pulled. */
export function streamOf(kind: string): Stream | null {
  return (Object.keys(streams) as Stream[]).find((stream) => streams[stream].kind === kind) ?? null;
}
