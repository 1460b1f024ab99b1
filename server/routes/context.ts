import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ContextQuery } from '../../lib/contract/api.ts';
import { recordKey } from '../../lib/contract/record.ts';
import type { AppDeps } from '../appDeps.ts';
import type { ContextBody } from '../contextCache.ts';
import { ProblemError } from '../problem.ts';
import { maskOf } from '../roles.ts';

/**
 * `GET /v1/context`: the stored bytes of one customer. The success path touches no schema and no JSON: the raw query string is the
 * key of a kept answer, and only a query that has never been seen is parsed and validated.
 */
export function contextRoute(app: FastifyInstance, deps: AppDeps): void {
  app.get('/v1/context', { config: { role: 'viewer' } }, (request, reply) => {
    const mask = maskOf(request.user.role);
    const url = request.raw.url ?? '';
    const rawQuery = url.slice(url.indexOf('?') + 1);
    const kept = deps.contexts.peek(mask, rawQuery);
    if (kept) return answer(kept, request, reply);
    return readContext(deps, mask, rawQuery, request.query).then((body) => answer(body, request, reply));
  });
}

function answer(body: ContextBody, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { headers } = request;
  reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization, Accept-Encoding, Origin');
  // A strong validator names the exact bytes, so the compressed form has its own.
  const gzip = headers['accept-encoding']?.includes('gzip') ?? false;
  reply.header('etag', gzip ? `"${body.etag}.gz"` : `"${body.etag}"`);
  const held = headers['if-none-match'];
  if (held?.includes(`"${body.etag}.gz"`) || held?.includes(`"${body.etag}"`)) return reply.code(304).send();
  reply.header('content-type', 'application/json; charset=utf-8');
  return gzip ? reply.header('content-encoding', 'gzip').send(body.gzip) : reply.send(body.plain);
}

async function readContext(
  deps: AppDeps,
  mask: ReturnType<typeof maskOf>,
  key: string,
  query: unknown,
): Promise<ContextBody> {
  const parsed = ContextQuery.safeParse(query);
  if (!parsed.success) {
    throw new ProblemError(
      'badRequest',
      'Ask with ?system=&instance=&object=&id= of one CRM record, or with ?account= of one account, and nothing else.',
    );
  }
  if ('system' in parsed.data) {
    const { system, instance } = parsed.data;
    const connected = deps.config.sources.find((s) => s.source === system);
    if (connected?.instance !== instance) {
      throw new ProblemError(
        'unknownRecord',
        connected
          ? `${instance} is not the ${system} this backend is connected to (${connected.instance}).`
          : `This backend is not connected to ${system}.`,
      );
    }
  }
  const body = await deps.contexts.get(mask, key, parsed.data);
  if (!body) {
    const what = 'system' in parsed.data ? recordKey(parsed.data) : parsed.data.account;
    throw new ProblemError(
      'unknownRecord',
      `No customer is known for ${what}. It may be newer than the last synchronisation.`,
    );
  }
  return body;
}
