import type { FastifyInstance } from 'fastify';
import type * as z from 'zod/mini';
import { LookRequest, PinRequest, ReactionRequest } from '../../lib/contract/api.ts';
import type { AppDeps } from '../appDeps.ts';
import { parseBody } from '../parseBody.ts';
import { ProblemError } from '../problem.ts';
import { maskOf } from '../roles.ts';
import type { Mask } from '../store/schema.ts';
import { saveLook, savePin, saveReaction, type WriteOutcome } from '../store/writes.ts';

type Save<T> = (
  store: AppDeps['store'],
  tenantId: string,
  userId: string,
  request: T,
  now: number,
  mask: Mask,
) => Promise<WriteOutcome>;

/** `POST /v1/reactions`, `/v1/pins`, `/v1/looks`: answered only after the commit, so an accepted write survives a kill. */
export function writeRoutes(app: FastifyInstance, deps: AppDeps): void {
  route(app, deps, '/v1/reactions', ReactionRequest, 'agent', saveReaction);
  route(app, deps, '/v1/pins', PinRequest, 'viewer', savePin);
  route(app, deps, '/v1/looks', LookRequest, 'viewer', saveLook);
}

function route<S extends z.ZodMiniType>(
  app: FastifyInstance,
  deps: AppDeps,
  path: string,
  schema: S,
  role: 'agent' | 'viewer',
  save: Save<z.infer<S>>,
): void {
  app.post(path, { config: { role } }, async (request, reply) => {
    const body = parseBody(schema, request.body);
    const { id, role: held } = request.signedIn.user;
    const outcome = await save(deps.store, deps.config.tenant.id, id, body, deps.now(), maskOf(held));
    if (outcome.ok) return reply.send(outcome.response);
    if (outcome.reason === 'unknownAccount') {
      throw new ProblemError('unknownRecord', 'There is no such account. Refresh the panel and try again.');
    }
    throw new ProblemError('badRequest', 'This key was already used for another write. Make a new key.', 409);
  });
}
