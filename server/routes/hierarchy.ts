import type { FastifyInstance } from 'fastify';
import type { Hierarchy, HierarchyEntry } from '../../lib/contract/hierarchy.ts';
import type { AppDeps } from '../appDeps.ts';
import { rollUpHealth } from '../domain/health/rollUpHealth.ts';
import { ProblemError } from '../problem.ts';
import { maskOf } from '../roles.ts';
import { readDocument } from '../store/documents.ts';
import { type Relative, readRelatives } from '../store/parents.ts';
import { followRedirect } from '../store/redirects.ts';

const maxChildren = 100;

/** `GET /v1/accounts/:id/hierarchy`: parents, children, and the children's health rolled up in three ways. */
export function hierarchyRoute(app: FastifyInstance, { store, config }: AppDeps): void {
  app.get<{ Params: { id: string } }>(
    '/v1/accounts/:id/hierarchy',
    { config: { role: 'viewer' } },
    async (request, reply) => {
      const tenantId = config.tenant.id;
      const mask = maskOf(request.signedIn.user.role);
      const accountId = await followRedirect(store, tenantId, request.params.id);
      if ((await readDocument(store, tenantId, accountId, mask)) === null)
        throw new ProblemError('unknownRecord', 'There is no such account. Refresh the panel and try again.');
      const { parents, children } = await readRelatives(store, tenantId, accountId, mask);
      const named = children.filter(({ kind }) => kind === 'parent');
      const answer: Hierarchy = {
        accountId,
        parents: parents.map(toEntry),
        children: children.slice(0, maxChildren).map(toEntry),
        more: children.length > maxChildren,
        health: rollUpHealth(
          named.map(({ accountId: id, summary: { score, band, arr } }) => ({ accountId: id, score, band, arr })),
        ),
      };
      return reply.header('cache-control', 'private, no-store').send(answer);
    },
  );
}

function toEntry({ accountId, kind, evidence, summary: { name, band, score, arr } }: Relative): HierarchyEntry {
  return { accountId, name, kind, evidence, band, score, arr };
}
