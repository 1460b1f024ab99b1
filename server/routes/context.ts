import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ContextQuery } from '../../lib/contract/api.ts';
import { recordKey } from '../../lib/contract/record.ts';
import { contractHeader } from '../../lib/contract/version.ts';
import type { AppDeps } from '../appDeps.ts';
import { checkVersion, type createGate } from '../auth/gate.ts';
import type { ContextBody, Encoded } from '../contextCache.ts';
import { ProblemError } from '../problem.ts';
import { hasRole, maskOf } from '../roles.ts';

const role = 'viewer';
const contextHeaders = { 'cache-control': 'private, no-cache', vary: 'Authorization, Accept-Encoding, Origin' };

/**
 * `GET /v1/context`: the stored bytes of one customer. The success path touches no schema and no JSON: the address is the key of a
 * kept answer, and only one that has never been seen is parsed and validated.
 */
export function contextRoute(app: FastifyInstance, deps: AppDeps): void {
  app.get('/v1/context', { config: { role } }, (request, reply) => {
    const mask = maskOf(request.signedIn.user.role);
    const url = request.raw.url ?? '';
    const kept = deps.contexts.peek(mask, url);
    if (kept) return answer(kept, request, reply);
    return readContext(deps, mask, url).then((body) => answer(body, request, reply));
  });
}

/**
 * "Is what I hold still current?", the question asked most, answered before the framework when the answer is yes: a known token, and
 * the one validator of a kept answer. Returns false, having done nothing, for every other request; the routes answer those, and
 * would answer this one in the same words.
 */
export function createRevalidation(
  { tokens, contexts }: Pick<AppDeps, 'tokens' | 'contexts'>,
  gate: ReturnType<typeof createGate>,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return ({ method, url = '', headers }, response) => {
    const held = headers['if-none-match'];
    if (held === undefined || method !== 'GET') return false;
    const known = tokens.peek(headers.authorization);
    if (!known || !hasRole(known.user.role, role)) return false;
    const kept = contexts.peek(maskOf(known.user.role), url);
    if (!kept || held !== choose(kept, headers).etag) return false;
    let own: ReturnType<typeof gate>;
    try {
      own = gate(headers);
      checkVersion(headers[contractHeader]);
    } catch {
      return false;
    }
    response.writeHead(304, { ...own, ...contextHeaders, etag: held }).end();
    return true;
  };
}

/** A strong validator names the exact bytes, so the compressed form has its own. */
function choose({ plain, gzip }: ContextBody, headers: IncomingHttpHeaders): Encoded {
  return headers['accept-encoding']?.includes('gzip') ? gzip : plain;
}

function answer(body: ContextBody, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { etag, bytes } = choose(body, headers);
  reply.headers(contextHeaders).header('etag', etag);
  const held = headers['if-none-match'];
  if (held?.includes(body.plain.etag) || held?.includes(body.gzip.etag)) return reply.code(304).send();
  reply.header('content-type', 'application/json; charset=utf-8');
  if (bytes === body.gzip.bytes) reply.header('content-encoding', 'gzip');
  return reply.send(bytes);
}

async function readContext(deps: AppDeps, mask: ReturnType<typeof maskOf>, url: string): Promise<ContextBody> {
  // A name that comes twice is read as a list, which the schema refuses.
  const parsed = ContextQuery.safeParse({ ...parseQuery(url.slice(url.indexOf('?') + 1)) });
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
  const body = await deps.contexts.get(mask, url, parsed.data);
  if (!body) {
    const what = 'system' in parsed.data ? recordKey(parsed.data) : parsed.data.account;
    throw new ProblemError(
      'unknownRecord',
      `No customer is known for ${what}. It may be newer than the last synchronisation.`,
    );
  }
  return body;
}
