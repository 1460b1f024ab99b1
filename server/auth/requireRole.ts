import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Role } from '../../lib/contract/api.ts';
import { ProblemError } from '../problem.ts';
import { hasRole } from '../roles.ts';
import type { SignedIn, TokenVerifier } from './tokens.ts';

const bearer = /^Bearer ([A-Za-z0-9_-]{10,200})$/;

/** Lets in who has at least `role`, and sets `request.signedIn`. In callback style: a known token costs no turn of the event loop. */
export function requireRole(tokens: TokenVerifier, role: Role): onRequestHookHandler {
  return (request, _reply, done) => {
    const { authorization } = request.headers;
    const known = tokens.peek(authorization);
    if (known) return done(admit(request, known, role));
    const token = bearer.exec(authorization ?? '')?.[1];
    if (token !== undefined) tokens.verify(token).then((found) => done(admit(request, found, role)), done);
    else {
      done(
        new ProblemError(
          'notPaired',
          'Send "Authorization: Bearer <device token>". Pair the extension with "alongside pair".',
        ),
      );
    }
  };
}

/** Marks the request as the user's, or says why the user may not go on. */
function admit(request: FastifyRequest, found: SignedIn | null, role: Role): ProblemError | undefined {
  if (!found)
    return new ProblemError('invalidToken', 'This device token is unknown or revoked. Pair the extension again.');
  const { user } = found;
  if (!hasRole(user.role, role)) {
    return new ProblemError(
      'forbidden',
      `This needs the role ${role}; ${user.id} has ${user.role}. Ask an administrator.`,
    );
  }
  request.signedIn = found;
  return undefined;
}
