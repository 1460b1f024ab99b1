import type { FastifyInstance, FastifyReply } from 'fastify';
import { sandboxSecrets } from '../instances.ts';
import type { World } from '../world/types.ts';
import { customerObject, type StripeObject, subscriptionObject } from './stripeObjects.ts';
import { chargeObject, disputeObject, invoiceObject } from './stripePayments.ts';
import { creditNoteObject, refundObject } from './stripeReturns.ts';

/** Stripe's list and retrieve endpoints of v1, under `/stripe`. Newest first, as Stripe answers. */
export function stripeApi(app: FastifyInstance, world: World): void {
  const lists: Record<string, StripeObject[]> = {
    customers: [],
    subscriptions: [],
    invoices: [],
    charges: [],
    disputes: [],
    refunds: [],
    credit_notes: [],
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
  let calls = 0;

  const refuse = (reply: FastifyReply, status: number, message: string, param?: string) =>
    reply.code(status).send({ error: { type: 'invalid_request_error', message, ...(param ? { param } : {}) } });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'request-id': `req_${++calls}`,
      'stripe-version': String(request.headers['stripe-version'] ?? '2026-08-26'),
    });
    if (request.headers.authorization !== `Bearer ${sandboxSecrets.stripe}`) {
      return refuse(reply, 401, 'Invalid API Key provided.');
    }
  });

  for (const [name, objects] of Object.entries(lists)) {
    objects.sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1));
    const positions = new Map(objects.map((object, i) => [object.id, i]));
    type List = {
      Querystring: { limit?: string; starting_after?: string; status?: string; 'expand[]'?: string | string[] };
    };
    app.get<List>(`/v1/${name}`, async (request, reply) => {
      const limit = Number(request.query.limit ?? 10);
      if (!(limit >= 1 && limit <= 100)) return refuse(reply, 400, 'This value must be between 1 and 100.', 'limit');
      const { starting_after: after, status } = request.query;
      let from = 0;
      if (after !== undefined) {
        const position = positions.get(after);
        if (position === undefined)
          return refuse(reply, 400, `No such ${name.slice(0, -1)}: '${after}'`, 'starting_after');
        from = position + 1;
      }
      // Without status=all, Stripe leaves cancelled subscriptions out.
      const wanted = (o: StripeObject) =>
        name === 'subscriptions' && status !== 'all'
          ? status
            ? o.status === status
            : o.status !== 'canceled'
          : status && status !== 'all'
            ? o.status === status
            : true;
      const rest = objects.slice(from).filter(wanted);
      const data = rest.slice(0, limit);
      const expand = ([] as string[]).concat(request.query['expand[]'] ?? []);
      const answer =
        (name === 'disputes' || name === 'refunds') && expand.includes('data.charge')
          ? data.map((d) => ({ ...d, charge: charges.get(String(d.charge)) ?? d.charge }))
          : data;
      return { object: 'list', url: `/v1/${name}`, has_more: rest.length > limit, data: answer };
    });
    app.get<{ Params: { id: string } }>(`/v1/${name}/:id`, async (request, reply) => {
      const position = positions.get(request.params.id);
      return position === undefined
        ? refuse(reply, 404, `No such ${name.slice(0, -1)}: '${request.params.id}'`, 'id')
        : objects[position];
    });
  }
}
