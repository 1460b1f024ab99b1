import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import type { Source } from '../domain/model.ts';
import type { VendorChanges } from './changes.ts';
import { Fault, type Faults, Vendor } from './faults.ts';
import { signWebhook } from './signWebhook.ts';
import type { SandboxOAuth } from './vendors/oauth.ts';

const Id = z.string().check(z.minLength(1), z.maxLength(100));
const Change = z.strictObject({
  vendor: Vendor,
  type: Id,
  id: Id,
  /** Fields to set; without them the record is removed. */
  fields: z.optional(z.record(z.string(), z.unknown())),
  /** Epoch milliseconds; now by default. */
  at: z.optional(z.int()),
});
const Webhook = z.strictObject({
  vendor: z.enum(['hubspot', 'zendesk', 'stripe']),
  type: Id,
  id: Id,
  /** The delivery's own number; the same one is the same event. */
  event: z.optional(Id),
  secret: z.string(),
  /** Where to send it, and the address that is signed, if that is another one. */
  url: z.url(),
  signedUrl: z.optional(z.url()),
});

const SignIn = z.strictObject({
  vendor: z.enum(['salesforce', 'hubspot']),
  accessSeconds: z.optional(z.number().check(z.minimum(0), z.maximum(86_400))),
  accessUses: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  rotates: z.optional(z.boolean()),
  names: z.optional(z.nullable(z.string().check(z.maxLength(200)))),
  /** `expire` ends the access tokens, `revoke` all tokens. */
  now: z.optional(z.enum(['expire', 'revoke'])),
});

/**
 * What a test or a curious person does to a running sandbox: `POST` and `DELETE /control/faults`, `POST /control/records` (change or
 * remove one), `POST /control/webhooks` (send a signed one about a record), `POST /control/sign-ins` (how tokens live and end). From this
 * machine only.
 */
export function controlRoutes(
  app: FastifyInstance,
  faults: Faults,
  vendors: Partial<Record<Source, VendorChanges>>,
  signIns: Record<'salesforce' | 'hubspot', SandboxOAuth>,
): void {
  app.addHook('onRequest', async (request, reply) => {
    const own = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
    const near = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip);
    if (!own || !near || request.headers.origin !== undefined)
      return reply.code(403).send({ message: 'From this machine only.' });
  });
  app.setErrorHandler((error: Error, _request, reply) => reply.code(400).send({ message: error.message }));

  app.post('/faults', async (request, reply) => {
    faults.add(Fault.parse(request.body));
    return reply.code(204).send();
  });
  app.delete('/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.post('/records', async (request, reply) => {
    const { vendor, type, id, fields, at = Date.now() } = Change.parse(request.body);
    const changes = vendors[vendor];
    const done = fields ? changes?.change(type, id, fields, at) : changes?.remove(type, id, at);
    return done ? reply.code(204).send() : reply.code(404).send({ message: `There is no ${vendor} ${type} ${id}.` });
  });
  app.post('/sign-ins', async (request, reply) => {
    const { vendor, now, ...settings } = SignIn.parse(request.body);
    Object.assign(signIns[vendor].settings, settings);
    if (now === 'expire') signIns[vendor].expire();
    if (now === 'revoke') signIns[vendor].revokeAll();
    return reply.code(204).send();
  });
  app.post('/webhooks', async (request) => {
    const { vendor, url, signedUrl = url, secret, ...about } = Webhook.parse(request.body);
    const body = JSON.stringify(webhookBody(vendor, about));
    const headers = signWebhook(vendor, { url: signedUrl, body, secret, atMs: Date.now() });
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: answer.status, body: await answer.json() };
  });
}

/** A webhook's body as far as it names a record. */
function webhookBody(
  vendor: 'hubspot' | 'zendesk' | 'stripe',
  about: { type: string; id: string; event?: string | undefined },
): object {
  const { type, id, event = crypto.randomUUID() } = about;
  const kind = type.replace(/ies$/, 'y').replace(/s$/, '');
  if (vendor === 'stripe')
    return { id: `evt_${event}`, object: 'event', type: `${kind}.updated`, data: { object: { id, object: kind } } };
  if (vendor === 'zendesk') return { id: event, type: `zen:event-type:${kind}.updated`, subject: `zen:${kind}:${id}` };
  return [{ eventId: event, subscriptionType: `${kind}.propertyChange`, objectId: Number(id), occurredAt: Date.now() }];
}
