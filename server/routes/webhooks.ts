import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '../appDeps.ts';
import { webhookSecrets } from '../auth/webhookSecrets.ts';
import { connectors } from '../connectors/registry.ts';
import { WebhookRefused } from '../connectors/signature.ts';
import type { WebhookEvent } from '../domain/ports.ts';
import { ProblemError } from '../problem.ts';
import { acceptEvents } from '../store/refetch.ts';

const bodyLimit = 1024 * 1024;

/**
 * `POST /v1/webhooks/:source`: takes a vendor's signed delivery as raw bytes, marks the records that it names and answers 200. Nothing
 * of the body is stored: the next pull fetches the records from the source. Unsigned, stale and forged deliveries are refused with 401;
 * a repeated one is answered like the first and does nothing.
 */
export async function webhookRoutes(app: FastifyInstance, deps: AppDeps): Promise<void> {
  const { tenant, sources, publicUrl } = deps.config;
  const secretsOf = webhookSecrets(deps.store, tenant.id);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { source: string }; Body: Buffer }>(
      '/v1/webhooks/:source',
      { bodyLimit },
      async (request, reply) => {
        const config = sources.find((s) => s.source === request.params.source);
        const webhooks = config && connectors[config.source].webhooks;
        const secrets = config && webhooks ? await secretsOf(config, deps.now()) : [];
        if (!config || !webhooks || secrets.length === 0) {
          throw new ProblemError(
            'badRequest',
            'No webhook is set up here for this source. Store its secret with "alongside connect <source> --webhook-secret", or add webhookSecrets to its configuration (docs/configuration.md).',
            404,
          );
        }
        const header = (name: string) => {
          const value = request.headers[name];
          return typeof value === 'string' ? value : null;
        };
        let events: WebhookEvent[];
        try {
          events = webhooks.receive(
            {
              header,
              body: request.body ?? Buffer.alloc(0),
              publicUri: `${publicUrl ?? ''}${request.url}`,
              secrets,
              nowMs: deps.now(),
            },
            config,
          );
        } catch (error) {
          if (error instanceof WebhookRefused) throw new ProblemError('forbidden', error.message, 401);
          if (error instanceof SyntaxError) throw new ProblemError('badRequest', 'The body is not JSON.');
          throw error;
        }
        const accepted = await acceptEvents(deps.store, tenant.id, config.source, events, deps.now());
        if (accepted > 0) deps.onMarked?.();
        return reply.header('cache-control', 'no-store').send({ accepted });
      },
    );
  });
}
