import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { AppDeps } from '../appDeps.ts';
import { ProblemError } from '../problem.ts';

/** `/healthz`: the process answers. `/readyz`: the database answers too. Neither needs a token nor tells anything else. */
export function healthRoutes(app: FastifyInstance, deps: AppDeps): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    try {
      await sql`select 1`.execute(deps.store.read);
    } catch (error) {
      deps.log.error({ err: error }, 'database does not answer');
      throw new ProblemError('serverError', 'The database does not answer.', 503);
    }
    return { status: 'ready' };
  });
}
