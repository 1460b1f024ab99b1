import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { PairRequest, type PairResponse, type Session } from '../../lib/contract/api.ts';
import type { AppDeps } from '../appDeps.ts';
import { pair } from '../auth/tokens.ts';
import { parseBody } from '../parseBody.ts';
import { ProblemError } from '../problem.ts';
import type { StoredUser } from '../store/credentials.ts';

/** `POST /v1/pair`, `GET /v1/session`, `DELETE /v1/session`. */
export async function sessionRoutes(app: FastifyInstance, deps: AppDeps): Promise<void> {
  const session = ({ role, ...user }: StoredUser): Session => ({ user, tenant: deps.config.tenant, role });

  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: () =>
      new ProblemError('rateLimited', 'Too many pairing attempts. Wait a minute and try again.'),
  });
  // A code has 49 bits and lives ten minutes: sixty tries a minute leave nothing to guess, and a whole office may pair on one morning.
  app.post('/v1/pair', { config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, async (request, reply) => {
    const body = parseBody(PairRequest, request.body);
    const paired = await pair(deps.store, deps.config.tenant.id, body, deps.now());
    if (!paired) {
      throw new ProblemError(
        'badPairingCode',
        'This pairing code is wrong, used or older than ten minutes. Run "alongside pair" for a new one.',
      );
    }
    deps.log.info({ user: paired.user.id, device: body.device }, 'device paired');
    const response: PairResponse = { token: paired.token, session: session(paired.user) };
    return reply.header('cache-control', 'no-store').send(response);
  });

  app.get('/v1/session', { config: { role: 'viewer' } }, async (request, reply) =>
    reply.header('cache-control', 'private, no-store').send(session(request.signedIn.user)),
  );

  app.delete('/v1/session', { config: { role: 'viewer' } }, async (request, reply) => {
    await deps.tokens.revoke(request.signedIn.token);
    return reply.code(204).send();
  });
}
