import { list, read } from '../read.ts';
import { type Call, type ListRequest, readPage, unlessGone } from './call.ts';
import type { Stream } from './streams.ts';
import { pathPart, stripeId } from './stripeId.ts';

type InnerList = { field: string; whole: (id: string) => ListRequest; isWhole: (body: unknown) => boolean };

/** The lists inside of objects that facts are made of, and where each is in full. */
const innerLists: Partial<Record<Stream, InnerList>> = {
  customers: {
    field: 'tax_ids',
    whole: (id) => ({ path: `v1/customers/${pathPart(id)}/tax_ids`, query: {}, what: 'tax ids' }),
    isWhole: (body) => read(body, 'tax_ids.has_more') !== true,
  },
  subscriptions: {
    field: 'items',
    whole: (id) => ({
      path: 'v1/subscription_items',
      query: { subscription: id, 'expand[]': ['data.discounts.source.coupon'] },
      what: 'subscription items',
    }),
    isWhole: (body) => read(body, 'items.has_more') !== true && !hasDiscountIds(body),
  },
};

/**
 * The object with its inner list in full: inside of an object Stripe sends ten rows at most, and of the discounts of an item only ids,
 * because coupons would be too deep for it to send along. The list is read from its beginning, as it
 * may have changed since. An object that is gone meanwhile stays as it was sent; its event follows. Throws SourceError.
 */
export async function withWholeLists(call: Call, stream: Stream, body: unknown): Promise<unknown> {
  const inner = innerLists[stream];
  const id = stripeId(body, 'id');
  if (!inner || id === null || inner.isWhole(body)) return body;
  const data = await unlessGone(readAll(call, inner.whole(id)));
  if (data === null) return body;
  return { ...(body as object), [inner.field]: { ...(read(body, inner.field) as object), data, has_more: false } };
}

async function readAll(call: Call, asked: ListRequest): Promise<unknown[]> {
  const all: unknown[] = [];
  let after: string | null = null;
  do {
    const page = await readPage(call, asked, after);
    all.push(...page.rows);
    after = page.after;
  } while (after !== null);
  return all;
}

const hasDiscountIds = (subscription: unknown) =>
  list(subscription, 'items.data').some((item) => list(item, 'discounts').some((d) => typeof d === 'string'));
