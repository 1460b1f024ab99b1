import { parse as parseQuery } from 'node:querystring';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod/mini';
import { type DecisionEntry, DecisionQuery, DecisionRequest } from '../../lib/contract/stewardship.ts';
import type { AppDeps } from '../appDeps.ts';
import { keyText } from '../domain/identity/companyKey.ts';
import { DecisionRefused } from '../domain/identity/decisions.ts';
import { decide } from '../jobs/decide.ts';
import { parseBody } from '../parseBody.ts';
import { ProblemError } from '../problem.ts';
import { readDecisions, type StoredDecision, undoDecision } from '../store/decisions.ts';

const role = 'manager';
const defaultLimit = 100;

/** `POST`, `GET` and `DELETE /v1/decisions`: what stewards have decided about who is one customer. Applied by the next pull, which is brought forward. */
export function decisionRoutes(app: FastifyInstance, { store, config, now, onMarked }: AppDeps): void {
  const tenantId = config.tenant.id;

  app.post('/v1/decisions', { config: { role } }, async (request, reply) => {
    const asked = parseBody(DecisionRequest, request.body);
    const outcome = await decide(store, tenantId, request.signedIn.user.id, asked, now()).catch((error: unknown) => {
      if (error instanceof DecisionRefused) throw new ProblemError('badRequest', error.message, 409);
      throw error;
    });
    if (outcome.ok) {
      onMarked?.();
      return reply.send(outcome.response);
    }
    throw new ProblemError('badRequest', 'This key was already used for another write. Make a new key.', 409);
  });

  app.get('/v1/decisions', { config: { role } }, async (request, reply) => {
    const url = request.raw.url ?? '';
    const start = url.indexOf('?');
    const parsed = z.safeParse(DecisionQuery, start < 0 ? {} : { ...parseQuery(url.slice(start + 1)) });
    if (!parsed.success)
      throw new ProblemError(
        'badRequest',
        'Ask with &limit= of 1 to 500, &before= the id of a decision, and nothing else.',
      );
    const { limit = defaultLimit, before } = parsed.data;
    const found = await readDecisions(store, tenantId, { limit: limit + 1, ...(before && { before }) });
    return reply
      .header('cache-control', 'private, no-store')
      .send({ decisions: found.slice(0, limit).map(toEntry), more: found.length > limit });
  });

  app.delete<{ Params: { id: string } }>('/v1/decisions/:id', { config: { role } }, async (request, reply) => {
    const isKnown = await undoDecision(store, tenantId, request.signedIn.user.id, request.params.id, now());
    if (!isKnown) throw new ProblemError('unknownRecord', 'There is no decision with this id. See GET /v1/decisions.');
    onMarked?.();
    return reply.code(204).send();
  });
}

function toEntry({ a, b, at, undoneAt, ...rest }: StoredDecision): DecisionEntry {
  const instant = (ms: number) => new Date(ms).toISOString();
  return {
    ...rest,
    a: keyText(a),
    b: keyText(b),
    at: instant(at),
    undoneAt: undoneAt === null ? null : instant(undoneAt),
  };
}
