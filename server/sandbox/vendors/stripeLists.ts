import type { FastifyInstance, FastifyReply } from 'fastify';
import { Pager } from './pager.ts';
import type { StripeObject } from './stripeObjects.ts';

/** Stripe's error form. */
export type Refuse = (reply: FastifyReply, status: number, message: string, param?: string) => FastifyReply;
export type PageQuery = { limit?: string; starting_after?: string; 'expand[]'?: string | string[] };
type InnerList = { data: StripeObject[] } & Record<string, unknown>;

/** A list inside of an object holds at most so many rows; the rest has an address of its own. */
const innerRows = 10;

/** One page of a list as Stripe answers it, or its refusal. `what` names a row. */
export function answerPage(
  list: { url: string; what: string; rows: readonly StripeObject[]; pager: Pager<StripeObject>; refuse: Refuse },
  query: PageQuery,
  reply: FastifyReply,
  wanted: (row: StripeObject) => boolean = () => true,
) {
  const limit = Number(query.limit ?? 10);
  if (!(limit >= 1 && limit <= 100)) return list.refuse(reply, 400, 'This value must be between 1 and 100.', 'limit');
  const { starting_after: after } = query;
  const found = list.pager.after(list.rows, after, limit, wanted);
  if (!found) return list.refuse(reply, 400, `No such ${list.what}: '${after}'`, 'starting_after');
  return { object: 'list', url: list.url, has_more: found.next !== null, data: found.page };
}

/** An object as it is answered: its inner lists are cut short, of discounts of items there are ids, and tax ids come only where they are asked for. */
export function shown(object: StripeObject, expand: readonly string[] = []): StripeObject {
  if (object.object === 'subscription') {
    const items = cutShort(object.items as InnerList);
    return { ...object, items: { ...items, data: items.data.map(withDiscountIds) } };
  }
  if (object.object !== 'customer') return object;
  const { tax_ids, ...rest } = object;
  const asked = expand.some((path) => path.endsWith('tax_ids'));
  return asked ? { ...rest, tax_ids: cutShort((tax_ids as InnerList) ?? noTaxIds(object.id)) } : rest;
}

/** The addresses of the inner lists in full. */
export function innerListRoutes(
  app: FastifyInstance,
  { customers, subscriptions }: Record<'customers' | 'subscriptions', readonly StripeObject[]>,
  refuse: Refuse,
): void {
  const items = new Pager<StripeObject>();
  app.get<{ Querystring: PageQuery & { subscription?: string } }>(
    '/v1/subscription_items',
    async ({ query }, reply) => {
      const of = subscriptions.find((subscription) => subscription.id === query.subscription);
      if (!of) return refuse(reply, 400, `No such subscription: '${query.subscription}'`, 'subscription');
      const { data } = of.items as InnerList;
      const isExpanded = ([] as string[]).concat(query['expand[]'] ?? []).includes('data.discounts.source.coupon');
      const rows = isExpanded ? data : data.map(withDiscountIds);
      const list = { url: '/v1/subscription_items', what: 'subscription item', rows, pager: items, refuse };
      return answerPage(list, query, reply);
    },
  );
  const taxIds = new Pager<StripeObject>();
  app.get<{ Params: { id: string }; Querystring: PageQuery }>(
    '/v1/customers/:id/tax_ids',
    async ({ params, query, url }, reply) => {
      const of = customers.find((customer) => customer.id === params.id);
      if (!of) return refuse(reply, 404, `No such customer: '${params.id}'`, 'customer');
      const { data } = (of.tax_ids as InnerList) ?? noTaxIds(of.id);
      return answerPage({ url, what: 'tax id', rows: data, pager: taxIds, refuse }, query, reply);
    },
  );
}

/** Of the discounts of an item Stripe sends ids unless they are asked for. */
function withDiscountIds(item: StripeObject): StripeObject {
  if (!Array.isArray(item.discounts)) return item;
  return { ...item, discounts: item.discounts.map((discount: { id: string }) => discount.id) };
}

function cutShort(list: InnerList): InnerList {
  return { ...list, data: list.data.slice(0, innerRows), has_more: list.data.length > innerRows };
}

const noTaxIds = (id: string): InnerList => ({ object: 'list', data: [], url: `/v1/customers/${id}/tax_ids` });
