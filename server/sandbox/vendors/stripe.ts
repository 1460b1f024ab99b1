import type { FastifyInstance } from 'fastify';
import type { VendorChanges } from '../changes.ts';
import { sandboxSecrets } from '../instances.ts';
import type { World } from '../world/types.ts';
import { Pager } from './pager.ts';
import { priceObjects, productObjects } from './stripeCatalogue.ts';
import { createEvents } from './stripeEvents.ts';
import { answerPage, innerListRoutes, type PageQuery, type Refuse, shown } from './stripeLists.ts';
import { customerObject, type StripeObject, subscriptionObject } from './stripeObjects.ts';
import { chargeObject, disputeObject, invoiceObject } from './stripePayments.ts';
import { creditNoteObject, refundObject } from './stripeReturns.ts';
import { accountVersion, isVersion } from './stripeVersion.ts';

/** Stripe's list and retrieve endpoints of v1, under `/stripe`. Newest first, as Stripe answers. */
export function stripeApi(app: FastifyInstance, world: World): VendorChanges {
  const innerLists = { customers: [] as StripeObject[], subscriptions: [] as StripeObject[] };
  const lists: Record<string, StripeObject[]> = {
    ...innerLists,
    invoices: [],
    charges: [],
    disputes: [],
    refunds: [],
    credit_notes: [],
    products: productObjects(world),
    prices: priceObjects(world),
  };
  for (const c of world.customers) {
    const paying = c.stripe[0];
    if (!paying) continue;
    lists.customers?.push(...c.stripe.map((record) => customerObject(c, record)));
    lists.subscriptions?.push(...c.subscriptions.map((sub) => subscriptionObject(c, paying.id, sub)));
    lists.invoices?.push(...c.invoices.map((invoice) => invoiceObject(c, paying.id, invoice)));
    lists.charges?.push(...c.charges.map((charge) => chargeObject(c, paying.id, charge)));
    lists.disputes?.push(...c.disputes.map((dispute) => disputeObject(c, dispute)));
    lists.refunds?.push(...c.refunds.map((refund) => refundObject(c, refund)));
    lists.credit_notes?.push(...c.creditNotes.map((note) => creditNoteObject(c, paying.id, note)));
  }
  const charges = new Map(lists.charges?.map((charge) => [charge.id, charge]));
  const withCharge = (dispute: StripeObject) => ({
    ...dispute,
    charge: charges.get(String(dispute.charge)) ?? dispute.charge,
  });
  const deleted = new Set<string>();
  let calls = 0;

  const refuse: Refuse = (reply, status, message, param) =>
    reply.code(status).send({ error: { type: 'invalid_request_error', message, ...(param ? { param } : {}) } });

  app.addHook('onRequest', async (request, reply) => {
    const version = String(request.headers['stripe-version'] ?? accountVersion);
    reply.headers({ 'request-id': `req_${++calls}`, 'stripe-version': version });
    if (request.headers.authorization !== `Bearer ${sandboxSecrets.stripe}`) {
      return refuse(reply, 401, 'Invalid API Key provided.');
    }
    if (!isVersion(version)) return refuse(reply, 400, `Invalid Stripe API version: ${version}`);
  });

  for (const [name, objects] of Object.entries(lists)) {
    objects.sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
    const pager = new Pager<StripeObject>();
    type List = { Querystring: PageQuery & { status?: string; 'expand[]'?: string | string[] } };
    const list = { url: `/v1/${name}`, what: name.slice(0, -1), rows: objects, pager, refuse };
    app.get<List>(`/v1/${name}`, async (request, reply) => {
      const { status } = request.query;
      // Without status=all, Stripe leaves cancelled subscriptions out.
      const wanted = (o: StripeObject) =>
        name === 'subscriptions' && status !== 'all'
          ? status
            ? o.status === status
            : o.status !== 'canceled'
          : status && status !== 'all'
            ? o.status === status
            : true;
      const answer = answerPage(list, request.query, reply, wanted);
      if (!('data' in answer)) return answer;
      const expand = ([] as string[]).concat(request.query['expand[]'] ?? []);
      const expanded = expand.includes('data.charge') ? answer.data.map(withCharge) : answer.data;
      return { ...answer, data: expanded.map((object) => shown(object, expand)) };
    });
    app.get<{ Params: { id: string }; Querystring: List['Querystring'] }>(`/v1/${name}/:id`, async (request, reply) => {
      const { id } = request.params;
      const found = objects.find((object) => object.id === id);
      if (name === 'customers' && deleted.has(id)) return { id, object: 'customer', deleted: true };
      if (!found) return refuse(reply, 404, `No such ${name.slice(0, -1)}: '${id}'`, 'id');
      const expand = ([] as string[]).concat(request.query['expand[]'] ?? []);
      return shown(expand.includes('charge') ? withCharge(found) : found, expand);
    });
  }

  innerListRoutes(app, innerLists, refuse);
  const events = createEvents(app, refuse);
  return {
    change(type, id, fields, atMs) {
      const found = lists[type]?.find((object) => object.id === id);
      if (found) events.add('updated', shown(Object.assign(found, fields)), atMs);
      return found !== undefined;
    },
    add(type, like, id, fields, atMs) {
      const found = lists[type]?.find((object) => object.id === like);
      if (!found) return false;
      const added = { ...found, ...fields, id, created: Math.floor(atMs / 1000) };
      lists[type]?.unshift(added);
      events.add('created', shown(added), atMs);
      return true;
    },
    remove(type, id, atMs) {
      const objects = lists[type] ?? [];
      const at = objects.findIndex((object) => object.id === id);
      const [gone] = at < 0 ? [] : objects.splice(at, 1);
      if (gone) events.add('deleted', shown(gone), atMs);
      if (gone) deleted.add(id);
      return gone !== undefined;
    },
  };
}
