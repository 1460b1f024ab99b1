import { createServer } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Role } from '../lib/contract/api.ts';
import { contractHeader } from '../lib/contract/version.ts';
import type { AppDeps } from './appDeps.ts';
import { checkVersion, createGate, ownHeaders, preflightHeaders } from './auth/gate.ts';
import { requireRole } from './auth/requireRole.ts';
import type { SignedIn } from './auth/tokens.ts';
import { ProblemError } from './problem.ts';
import { contextRoute, createRevalidation } from './routes/context.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { driftRoutes } from './routes/drift.ts';
import { eventsRoute } from './routes/events.ts';
import { glossaryRoute } from './routes/glossary.ts';
import { healthRoutes } from './routes/health.ts';
import { hierarchyRoute } from './routes/hierarchy.ts';
import { openApiRoute } from './routes/openapi.ts';
import { overrideRoutes } from './routes/overrides.ts';
import { searchRoute } from './routes/search.ts';
import { sessionRoutes } from './routes/session.ts';
import { sourcesRoute } from './routes/sources.ts';
import { trackRoutes } from './routes/track.ts';
import { watchlistRoute } from './routes/watchlist.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { writeRoutes } from './routes/writes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every route with a role. */
    signedIn: SignedIn;
  }
  interface FastifyContextConfig {
    /** The least role; a route without one is open. */
    role?: Role;
  }
}

const bodyLimit = 64 * 1024;

/** The HTTP application; nothing listens yet, so tests call it with `inject`. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const gate = createGate(deps.hosts);
  const revalidate = createRevalidation(deps, gate);
  const app = Fastify({
    logger: false,
    bodyLimit,
    forceCloseConnections: 'idle',
    // `request.query` stays empty: the routes with a query read it themselves, and /v1/context only when it has no answer ready.
    routerOptions: { querystringParser: () => ({}) },
    serverFactory(routes) {
      // 72 s is what the framework gives a server of its own: longer than the usual minute of a proxy in front.
      const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 72_000 }, (request, response) => {
        // A server that is being stopped leaves every answer to the framework, which ends the connection with it.
        if (!server.listening || !revalidate(request, response)) routes(request, response);
      });
      return server;
    },
  });
  app.decorateRequest('signedIn', null as unknown as SignedIn);

  app.addHook('onRequest', (request, reply, done) => {
    try {
      reply.headers(ownHeaders).headers(gate(request.headers));
      if (request.method === 'OPTIONS' && request.headers.origin !== undefined) {
        return void reply.headers(preflightHeaders).code(204).send();
      }
      checkVersion(request.headers[contractHeader]);
      done();
    } catch (error) {
      done(error as Error);
    }
  });

  app.addHook('onRoute', (route) => {
    const role = route.config?.role;
    if (role) route.onRequest = [requireRole(deps.tokens, role)].concat(route.onRequest ?? []);
  });

  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const problem = toProblem(error, request.routeOptions.bodyLimit ?? bodyLimit);
    if (problem.status >= 500) deps.log.error({ err: error, path: request.routeOptions.url }, 'request failed');
    else deps.log.debug({ code: problem.code, path: request.routeOptions.url }, 'request refused');
    return reply.code(problem.status).send(problem.body());
  });
  app.setNotFoundHandler((request) => {
    throw new ProblemError(
      'badRequest',
      `There is no ${request.method} ${request.url.split('?')[0]} here. See /openapi.json.`,
      404,
    );
  });
  app.options('/*', async (_request, reply) => reply.code(204).send());

  contextRoute(app, deps);
  writeRoutes(app, deps);
  overrideRoutes(app, deps);
  watchlistRoute(app, deps);
  searchRoute(app, deps);
  driftRoutes(app, deps);
  sourcesRoute(app, deps);
  decisionRoutes(app, deps);
  hierarchyRoute(app, deps);
  eventsRoute(app, deps);
  glossaryRoute(app);
  healthRoutes(app, deps);
  openApiRoute(app);
  await sessionRoutes(app, deps);
  await webhookRoutes(app, deps);
  await trackRoutes(app, deps);
  return app;
}

function toProblem(error: Error & { statusCode?: number; code?: string }, limit: number): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.statusCode === 413) {
    return new ProblemError('tooLarge', `The body is larger than ${limit / 1024} kB. Send less.`);
  }
  if (error.statusCode === 415) {
    return new ProblemError('badRequest', 'Send JSON with "Content-Type: application/json".', 415);
  }
  if (error.statusCode && error.statusCode < 500) {
    return new ProblemError(
      'badRequest',
      `The request could not be read (${error.message}). Send well-formed JSON.`,
      error.statusCode,
    );
  }
  return new ProblemError(
    'serverError',
    'Something went wrong on the server. It has been logged; try again in a moment.',
  );
}
