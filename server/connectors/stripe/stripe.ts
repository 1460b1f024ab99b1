import type { Connector, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance } from '../advance.ts';
import { requestJson, SourceError } from '../http.ts';
import { flag, id, list } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { normaliseStripe } from './normaliseStripe.ts';

/** Pinned: the shape of an object follows the version of the request, not of the account. */
const apiVersion = '2026-08-26';
const pageRows = 100;

const streams = {
  customers: { kind: 'customer', query: { 'expand[]': ['data.tax_ids'] } },
  subscriptions: { kind: 'subscription', query: { status: 'all', 'expand[]': ['data.discounts.source.coupon'] } },
  invoices: { kind: 'invoice', query: {} },
  charges: { kind: 'charge', query: {} },
  // A dispute names only its charge; the charge names the customer.
  disputes: { kind: 'dispute', query: { 'expand[]': ['data.charge'] } },
  // So does a refund.
  refunds: { kind: 'refund', query: { 'expand[]': ['data.charge'] } },
  credit_notes: { kind: 'credit_note', query: {} },
} as const satisfies Record<string, { kind: string; query: Record<string, string | readonly string[]> }>;
type Stream = keyof typeof streams;
/** What a restricted key may not be allowed to read; the rest is of use without it. */
const dispensable: ReadonlySet<string> = new Set(['refunds', 'credit_notes'] satisfies Stream[]);

/** Stripe over its v1 list endpoints with a restricted, read-only key. Pages continue after the last id. */
export const stripe: Connector = {
  source: 'stripe',
  streams: Object.keys(streams),

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const { kind, query } = streams[stream as Stream];
    let after = cursor;
    do {
      const asked = requestJson(
        config,
        `Bearer ${config.secret}`,
        {
          path: `v1/${stream}`,
          query: { ...query, limit: String(pageRows), ...(after ? { starting_after: after } : {}) },
          headers: { 'stripe-version': apiVersion },
        },
        deps,
      );
      const answer = await unlessHidden(dispensable.has(stream), asked);
      if (answer === null) return yield { stream, records: [], cursor: null };
      const rows = list(answer, 'data');
      const records = rows.flatMap((body): RawRecord[] => {
        const recordId = id(body, 'id');
        if (recordId === null) return [];
        // Stripe has no modification time; a full pull sees the present state, which is newer than anything stored.
        return [{ source: 'stripe', kind, id: recordId, modifiedAt: deps.now(), deleted: flag(body, 'deleted'), body }];
      });
      after = advance('stripe', stream, after, flag(answer, 'has_more') ? lastId(stream, rows) : null);
      yield { stream, records, cursor: after };
    } while (after !== null);
  },

  normalise: normaliseStripe,
};

/** Where the next page starts. Without it the rest of the stream would silently be missing. */
function lastId(stream: string, rows: readonly unknown[]): string {
  const last = id(rows.at(-1), 'id');
  if (last !== null) return last;
  throw new SourceError(
    'stripe',
    'badAnswer',
    `stripe says there are more ${stream}, after a page that does not end with an id.`,
  );
}
