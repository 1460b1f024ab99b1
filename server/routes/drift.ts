import type { FastifyInstance } from 'fastify';
import type * as z from 'zod/mini';
import { type DriftList, DriftReport } from '../../lib/contract/api.ts';
import type { AppDeps } from '../appDeps.ts';
import { parseBody } from '../parseBody.ts';
import { ProblemError } from '../problem.ts';
import { addDrift, maxHintsPerDay, readDrift } from '../store/drift.ts';

/**
 * `POST /v1/drift` adds one browser's count of one hint to the tenant's sums, and answers 204; who sent it is not kept. `GET /v1/drift`
 * shows the sums to an administrator.
 */
export function driftRoutes(app: FastifyInstance, deps: AppDeps): void {
  const { id: tenantId } = deps.config.tenant;
  app.post('/v1/drift', { config: { role: 'viewer' } }, async (request, reply) => {
    const report = parseBody(DriftReport, request.body);
    if (report.found + report.missed > 0 && !(await addDrift(deps.store, tenantId, report, deps.now()))) {
      throw new ProblemError(
        'rateLimited',
        `${maxHintsPerDay} different hints were reported today, more than any pack has. Send this one tomorrow.`,
      );
    }
    return reply.code(204).send();
  });

  app.get('/v1/drift', { config: { role: 'admin' } }, async (_request, reply) => {
    const sums = await readDrift(deps.store, tenantId, deps.now());
    const list: z.infer<typeof DriftList> = {
      entries: sums.map(({ firstDay: _, lastAt, ...sum }) => ({ ...sum, lastAt: new Date(lastAt).toISOString() })),
    };
    return reply.header('cache-control', 'private, no-store').send(list);
  });
}
