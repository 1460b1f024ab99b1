import type { FastifyInstance, FastifyReply } from 'fastify';
import type { VendorChanges } from '../changes.ts';
import { statusOf, subscriptions } from '../world/consents.ts';
import type { World } from '../world/types.ts';

type Refuse = (reply: FastifyReply, status: number, category: string, message: string) => FastifyReply;
type Status = {
  subscriberIdString: string;
  subscriptionId: number;
  subscriptionName: string;
  channel: 'EMAIL';
  status: unknown;
  source: string;
  legalBasis: string | null;
  legalBasisExplanation: string | null;
  businessUnitId: number;
  timestamp: string;
};

/**
 * HubSpot's communication preferences as far as they are read in batches, by address. A person who unsubscribes changes nothing about
 * the contact: what `change` is told as `subscriptions` is seen here alone.
 */
export function hubspotSubscriptions(app: FastifyInstance, path: string, world: World, refuse: Refuse) {
  const byAddress = new Map<string, Status[]>();
  for (const c of world.customers)
    for (const p of c.people) {
      const address = p.email.toLowerCase();
      if (!p.hubspotId || byAddress.has(address)) continue;
      const statuses = subscriptions.map(({ id, name }, i): Status => {
        const [status, atMs] = statusOf(c, p, i, world.nowMs);
        return {
          subscriberIdString: address,
          subscriptionId: id,
          subscriptionName: name,
          channel: 'EMAIL',
          status,
          source: status === 'UNSUBSCRIBED' ? 'Email preferences page' : 'Form submission',
          legalBasis: status === 'SUBSCRIBED' ? 'CONSENT_WITH_NOTICE' : null,
          legalBasisExplanation: null,
          businessUnitId: 0,
          timestamp: new Date(atMs).toISOString(),
        };
      });
      byAddress.set(address, statuses);
    }

  app.post<{ Querystring: { channel?: string } }>(`${path}/statuses/batch/read`, async (request, reply) => {
    if (request.query.channel !== 'EMAIL')
      return refuse(reply, 400, 'VALIDATION_ERROR', 'Required query parameter channel must be EMAIL');
    const inputs = (request.body as { inputs?: unknown } | null)?.inputs;
    if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every((one) => typeof one === 'string'))
      return refuse(reply, 400, 'VALIDATION_ERROR', 'inputs must hold addresses');
    const known = inputs.filter((one) => byAddress.has(one.toLowerCase()));
    const unknown = inputs.length - known.length;
    const at = new Date(world.nowMs).toISOString();
    return reply.code(unknown > 0 ? 207 : 200).send({
      status: 'COMPLETE',
      results: known.map((one) => ({
        subscriberIdString: one.toLowerCase(),
        statuses: byAddress.get(one.toLowerCase()),
      })),
      ...(unknown > 0 ? { numErrors: unknown, errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND' }] } : {}),
      requestedAt: at,
      startedAt: at,
      completedAt: at,
    });
  });

  return {
    /** Sets fields of all subscriptions of an address. */
    change: ((_type, address, fields, atMs) => {
      const statuses = byAddress.get(address.toLowerCase());
      for (const status of statuses ?? [])
        Object.assign(status, { ...fields, timestamp: new Date(atMs).toISOString() });
      return statuses !== undefined;
    }) satisfies VendorChanges['change'],
  };
}
