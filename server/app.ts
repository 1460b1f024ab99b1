import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Role } from '../lib/contract/api.ts';
import { contractHeader, contractVersion, oldestClientVersion } from '../lib/contract/version.ts';
import type { AppDeps } from './appDeps.ts';
import { checkHost, checkOrigin } from './auth/originCheck.ts';
import { ProblemError } from './problem.ts';
import { hasRole } from './roles.ts';
import { contextRoute } from './routes/context.ts';
import { eventsRoute } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { openApiRoute } from './routes/openapi.ts';
import { sessionRoutes } from './routes/session.ts';
import { watchlistRoute } from './routes/watchlist.ts';
import { writeRoutes } from './routes/writes.ts';
import type { StoredUser } from './store/credentials.ts';

declare module 'fastify' {
  interface FastifyRequest {
    user: StoredUser;
    token: string;
  }
  interface FastifyContextConfig {
    /** The least role; a route without one is open. */
    role?: Role;
  }
}

const bodyLimit = 64 * 1024;
const bearer = /^Bearer ([A-Za-z0-9_-]{10,200})$/;
const corsHeaders = {
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': `authorization, content-type, if-none-match, last-event-id, ${contractHeader}`,
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '600',
};

/** The HTTP application; nothing listens yet, so tests call it with `inject`. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: undefined,
    logger: false,
    bodyLimit,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
  });
  app.decorateRequest('user', null as unknown as StoredUser);
  app.decorateRequest('token', '');

  app.addHook('onRequest', (request, reply, done) => {
    // In callback style: a known token is let in without a turn of the event loop.
    try {
      reply.header(contractHeader, String(contractVersion));
      checkHost(request.headers.host, deps.hosts);
      if (checkOrigin(request.headers.origin)) {
        reply.headers(allowOrigin(request.headers.origin as string));
        if (request.method === 'OPTIONS') return void reply.headers(corsHeaders).code(204).send();
      }
      checkVersion(request.headers[contractHeader]);
      const role = request.routeOptions.config.role;
      if (role === undefined) return done();
      const token = readToken(request.headers.authorization);
      const known = deps.tokens.peek(token);
      if (known) return done(admit(request, token, known, role));
      deps.tokens.verify(token).then((user) => done(admit(request, token, user, role)), done);
    } catch (error) {
      done(error as Error);
    }
  });

  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const problem = toProblem(error);
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
  watchlistRoute(app, deps);
  eventsRoute(app, deps);
  healthRoutes(app, deps);
  openApiRoute(app);
  await sessionRoutes(app, deps);
  return app;
}

const allowOrigin = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': `etag, retry-after, ${contractHeader}`,
  vary: 'Origin',
});

function readToken(authorization: string | undefined): string {
  const token = bearer.exec(authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new ProblemError(
    'notPaired',
    'Send "Authorization: Bearer <device token>". Pair the extension with "alongside pair".',
  );
}

/** Marks the request as the user's, or says why the user may not go on. */
function admit(request: FastifyRequest, token: string, user: StoredUser | null, role: Role): ProblemError | undefined {
  if (!user)
    return new ProblemError('invalidToken', 'This device token is unknown or revoked. Pair the extension again.');
  if (!hasRole(user.role, role)) {
    return new ProblemError(
      'forbidden',
      `This needs the role ${role}; ${user.id} has ${user.role}. Ask an administrator.`,
    );
  }
  request.user = user;
  request.token = token;
  return undefined;
}

function checkVersion(sent: string | string[] | undefined): void {
  if (sent === undefined) return;
  const version = Number(sent);
  if (!Number.isInteger(version))
    throw new ProblemError('badRequest', `The header ${contractHeader} takes a whole number.`);
  if (version < oldestClientVersion) {
    throw new ProblemError(
      'clientTooOld',
      `This server serves contract versions from ${oldestClientVersion}. Update the extension.`,
    );
  }
}

function toProblem(error: Error & { statusCode?: number; code?: string }): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.statusCode === 413) {
    return new ProblemError('tooLarge', `The body is larger than ${bodyLimit / 1024} kB. Send less.`);
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
