import { read } from '../read.ts';
import { type Call, type ListRequest, readPage, unlessGone } from './call.ts';
import type { Stream } from './streams.ts';
import { pathPart, stripeId } from './stripeId.ts';

type InnerList = { field: string; whole: (id: string) => ListRequest };

/** The lists inside of objects that facts are made of, and where each is in full. */
const innerLists: Partial<Record<Stream, InnerList>> = {
  customers: {
    field: 'tax_ids',
    whole: (id) => ({ path: `v1/customers/${pathPart(id)}/tax_ids`, query: {}, what: 'tax ids' }),
  },
  subscriptions: {
    field: 'items',
    whole: (id) => ({ path: 'v1/subscription_items', query: { subscription: id }, what: 'subscription items' }),
  },
};

/**
 * The object with its inner list in full: inside of an object Stripe sends ten rows at most. The list is read from its beginning, as it
 * may have changed since. An object that is gone meanwhile stays as it was sent; its event follows. Throws SourceError.
 */
export async function withWholeLists(call: Call, stream: Stream, body: unknown): Promise<unknown> {
  const inner = innerLists[stream];
  const id = stripeId(body, 'id');
  if (!inner || id === null || read(body, `${inner.field}.has_more`) !== true) return body;
  const data = await unlessGone(readAll(call, inner.whole(id)));
  if (data === null) return body;
  return { ...(body as object), [inner.field]: { ...(read(body, inner.field) as object), data, has_more: false } };
}

async function readAll(call: Call, list: ListRequest): Promise<unknown[]> {
  const all: unknown[] = [];
  let after: string | null = null;
  do {
    const page = await readPage(call, list, after);
    all.push(...page.rows);
    after = page.after;
  } while (after !== null);
  return all;
}
