import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '../appDeps.ts';
import { readSourceList } from '../store/sourceStatus.ts';

/** `GET /v1/sources`: how the sources stand, for managers and administrators. It names no customer and no secret. */
export function sourcesRoute(app: FastifyInstance, deps: AppDeps): void {
  const { tenant, sources } = deps.config;
  app.get('/v1/sources', { config: { role: 'manager' } }, async (_request, reply) =>
    reply
      .header('cache-control', 'private, no-store')
      .send(await readSourceList(deps.store, tenant.id, sources, deps.now())),
  );
}
