import type { FastifyInstance } from 'fastify';
import { OverrideRequest, RemoveOverrideRequest } from '../../lib/contract/overrides.ts';
import type { AppDeps } from '../appDeps.ts';
import { parseBody } from '../parseBody.ts';
import { ProblemError } from '../problem.ts';
import { removeOverride, saveOverride } from '../store/overrides.ts';
import type { WriteOutcome } from '../store/writes.ts';

const maxDays = 30;

/** `POST` and `DELETE /v1/overrides`: what a manager says of an account's health, beside what is computed. The account is published in a moment. */
export function overrideRoutes(app: FastifyInstance, deps: AppDeps): void {
  const { store, config } = deps;
  app.post('/v1/overrides', { config: { role: 'manager' } }, async (request, reply) => {
    const body = parseBody(OverrideRequest, request.body);
    const now = deps.now();
    const leftMs = Date.parse(body.expiresAt) - now;
    if (leftMs <= 0 || leftMs > maxDays * 86_400_000)
      throw new ProblemError(
        'badRequest',
        `"expiresAt" must lie in the next ${maxDays} days. Send an earlier or later day.`,
      );
    return reply.send(settle(await saveOverride(store, config.tenant.id, request.signedIn.user.id, body, now), deps));
  });
  app.delete('/v1/overrides', { config: { role: 'manager' } }, async (request, reply) => {
    const body = parseBody(RemoveOverrideRequest, request.body);
    const { user } = request.signedIn;
    return reply.send(settle(await removeOverride(store, config.tenant.id, user.id, body, deps.now()), deps));
  });
}

function settle(outcome: WriteOutcome, { onMarked }: AppDeps) {
  if (outcome.ok) {
    if (outcome.response.applied) onMarked?.();
    return outcome.response;
  }
  if (outcome.reason === 'unknownAccount')
    throw new ProblemError('unknownRecord', 'There is no such account. Take the id from /v1/search.');
  throw new ProblemError('badRequest', 'This key was already used for another write. Make a new key.', 409);
}
