import type { FastifyInstance } from 'fastify';
import type { Refuse } from './stripeLists.ts';
import type { StripeObject } from './stripeObjects.ts';

export type StripeEvent = {
  id: string;
  object: 'event';
  type: string;
  created: number;
  data: { object: StripeObject };
};
type List = { Querystring: { limit?: string; starting_after?: string; type?: string; 'created[gte]'?: string } };

/** What Stripe calls the events of an object, where it is not the object's own name. */
const groups: Readonly<Record<string, string>> = { subscription: 'customer.subscription', dispute: 'charge.dispute' };

/** Stripe's `/v1/events`: newest first, each with the object as it was when it happened. */
export function createEvents(app: FastifyInstance, refuse: Refuse) {
  const events: StripeEvent[] = [];
  app.get<List>('/v1/events', async (request, reply) => {
    const { limit = '10', starting_after: after, type = '*' } = request.query;
    const position = after === undefined ? -1 : events.findIndex((event) => event.id === after);
    if (after !== undefined && position < 0) return refuse(reply, 400, `No such event: '${after}'`, 'starting_after');
    const from = Number(request.query['created[gte]'] ?? 0);
    const prefix = type.replace(/\*$/, '');
    const rest = events.slice(position + 1).filter((e) => e.created >= from && e.type.startsWith(prefix));
    return {
      object: 'list',
      url: '/v1/events',
      has_more: rest.length > Number(limit),
      data: rest.slice(0, Number(limit)),
    };
  });
  return {
    add(what: 'created' | 'updated' | 'deleted', object: StripeObject, atMs: number): StripeEvent {
      const kind = String(object.object);
      const event: StripeEvent = {
        id: `evt_${String(events.length + 1).padStart(14, '0')}`,
        object: 'event',
        type: `${groups[kind] ?? kind}.${what}`,
        created: Math.floor(atMs / 1000),
        data: { object: structuredClone(object) },
      };
      events.unshift(event);
      events.sort((a, b) => b.created - a.created);
      return event;
    },
  };
}
