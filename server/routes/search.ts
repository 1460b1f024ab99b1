import { parse as parseQuery } from 'node:querystring';
import type { FastifyInstance } from 'fastify';
import { SearchQuery } from '../../lib/contract/api.ts';
import type { AppDeps } from '../appDeps.ts';
import { readWanted } from '../domain/search/searchTerms.ts';
import { ProblemError } from '../problem.ts';
import { maskOf } from '../roles.ts';
import { searchAccounts } from '../store/search.ts';

const defaultLimit = 10;

/** `GET /v1/search`: accounts by name or domain, best first. */
export function searchRoute(app: FastifyInstance, deps: AppDeps): void {
  app.get('/v1/search', { config: { role: 'viewer' } }, async (request, reply) => {
    const url = request.raw.url ?? '';
    const start = url.indexOf('?');
    const parsed = SearchQuery.safeParse(start < 0 ? {} : { ...parseQuery(url.slice(start + 1)) });
    if (!parsed.success || parsed.data.q.trim() === '') {
      throw new ProblemError(
        'badRequest',
        'Ask with ?q= and 1 to 100 characters of a name or a domain, perhaps with &limit= of 1 to 50, and nothing else.',
      );
    }
    const { q, limit = defaultLimit } = parsed.data;
    const mask = maskOf(request.signedIn.user.role);
    const found = await searchAccounts(deps.store, deps.config.tenant.id, mask, readWanted(q), limit);
    return reply.header('cache-control', 'private, no-store').send(found);
  });
}
