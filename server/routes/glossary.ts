import type { FastifyInstance } from 'fastify';
import { glossary } from '../domain/glossary.ts';

/** `GET /v1/glossary`: what the numbers mean. The same for everybody who is signed in, and for as long as the server runs. */
export function glossaryRoute(app: FastifyInstance): void {
  const body = glossary();
  app.get('/v1/glossary', { config: { role: 'viewer' } }, async (_request, reply) =>
    reply.header('cache-control', 'private, no-cache').send(body),
  );
}
