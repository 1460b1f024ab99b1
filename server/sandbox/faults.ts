import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';

export const Vendor = z.enum(['salesforce', 'hubspot', 'zendesk', 'stripe']);

/**
 * Something that goes wrong on purpose at one vendor: 429 with `Retry-After: seconds`, the requests of the day used up, 503, too busy in the
 * vendor's own words, 403 as to somebody without the right, an answer after `seconds`, one that is cut
 * off, a field that is gone from every object or has another type, a request refused as one with an expired cursor is, a list that
 * comes backwards and with everything twice.
 */
export const Fault = z.strictObject({
  vendor: Vendor,
  what: z.enum([
    'rateLimit',
    'dayLimit',
    'unavailable',
    'busy',
    'forbidden',
    'slow',
    'truncated',
    'missing',
    'retyped',
    'expired',
    'disordered',
  ]),
  /** Only requests whose address contains this. */
  match: z._default(z.string(), ''),
  /** For so many requests; null: until it is cleared. */
  times: z._default(z.nullable(z.int().check(z.minimum(1))), 1),
  seconds: z._default(z.number().check(z.minimum(0), z.maximum(86_400)), 1),
  field: z.optional(z.string()),
});
export type Fault = z.infer<typeof Fault>;

export type Faults = { add(fault: z.input<typeof Fault>): void; clear(): void };

/** Lets faults be added to an application that serves the vendors below `/<vendor>/`. */
export function createFaults(app: FastifyInstance): Faults {
  const faults: { fault: Fault; left: number }[] = [];
  const struck = new WeakMap<FastifyRequest, Fault>();

  app.addHook('onRequest', async (request, reply) => {
    const found = faults.find(
      ({ fault, left }) => left > 0 && request.url.startsWith(`/${fault.vendor}/`) && request.url.includes(fault.match),
    );
    if (!found) return;
    found.left--;
    const { fault } = found;
    struck.set(request, fault);
    if (fault.what === 'rateLimit') return reply.code(429).header('retry-after', String(fault.seconds)).send({});
    if (fault.what === 'dayLimit') return useUp(reply, fault.vendor);
    if (fault.what === 'unavailable') return reply.code(503).send({});
    if (fault.what === 'busy') return delay(reply, fault.vendor);
    if (fault.what === 'forbidden') return withhold(reply, fault.vendor);
    if (fault.what === 'expired') return refuse(reply, fault.vendor);
    if (fault.what === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.seconds * 1000));
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = struck.get(request);
    if (!fault || typeof payload !== 'string' || reply.statusCode >= 400) return payload;
    if (fault.what === 'truncated') return payload.slice(0, payload.length / 2);
    if (fault.what === 'missing' || fault.what === 'retyped')
      return JSON.stringify(withoutField(JSON.parse(payload), fault.field ?? '', fault.what));
    return fault.what === 'disordered' ? JSON.stringify(disordered(JSON.parse(payload))) : payload;
  });

  return {
    add(input) {
      const fault = Fault.parse(input);
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear() {
      faults.length = 0;
    },
  };
}

/** What each vendor says when no request is left for hours; Salesforce says it as of a missing right. */
function useUp(reply: FastifyReply, vendor: Fault['vendor']): FastifyReply {
  if (vendor !== 'salesforce') return reply.code(429).header('retry-after', '3600').send({});
  return reply.code(403).send([{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]);
}

/** What each vendor says when it cannot finish now; Salesforce says it as of a query that is wrong. */
function delay(reply: FastifyReply, vendor: Fault['vendor']): FastifyReply {
  if (vendor !== 'salesforce') return reply.code(vendor === 'hubspot' ? 477 : 409).send({});
  return reply
    .code(400)
    .send([{ message: 'Your query request was running for too long.', errorCode: 'QUERY_TIMEOUT' }]);
}

/** What each vendor says to a cursor that it no longer knows. */
function refuse(reply: FastifyReply, vendor: Fault['vendor']): FastifyReply {
  const bodies = {
    salesforce: [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }],
    hubspot: { status: 'error', message: 'after is not a valid cursor', category: 'VALIDATION_ERROR' },
    zendesk: { error: 'InvalidValue', description: 'cursor is invalid' },
    stripe: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such event' } },
  };
  return reply.code(400).send(bodies[vendor]);
}

/** What each vendor says to somebody who may not see this. */
function withhold(reply: FastifyReply, vendor: Fault['vendor']): FastifyReply {
  const bodies = {
    salesforce: [{ message: 'insufficient access rights on cross-reference id', errorCode: 'INSUFFICIENT_ACCESS' }],
    hubspot: {
      status: 'error',
      message: 'This app has not been granted all required scopes',
      category: 'MISSING_SCOPES',
    },
    zendesk: { error: 'Forbidden', description: 'You do not have access to this page.' },
    stripe: {
      error: { type: 'invalid_request_error', message: 'The provided key does not have the required permissions' },
    },
  };
  return reply.code(403).send(bodies[vendor]);
}

function withoutField(value: unknown, field: string, what: 'missing' | 'retyped'): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutField(one, field, what));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([name, one]): [string, unknown][] => {
    if (name !== field) return [[name, withoutField(one, field, what)]];
    return what === 'missing' ? [] : [[name, typeof one === 'string' ? { text: one } : String(one)]];
  });
  return Object.fromEntries(entries);
}

function disordered(answer: Record<string, unknown>): object {
  const lists = Object.entries(answer).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value, ...value].reverse() : value,
  ]);
  return Object.fromEntries(lists);
}
