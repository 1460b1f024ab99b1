import * as z from 'zod/mini';

/**
 * Everything that can go wrong between the panel and the server, as a closed list. Words for people are in the locale
 * files under `error_<code>`; `message` is for logs and the command line and says what to do.
 */
export const errorCodes = [
  'notPaired', // this browser has no token yet
  'invalidToken', // the token is unknown, revoked or expired
  'forbidden', // signed in, but the role may not do this
  'unknownRecord', // no customer is known for this record
  'badRequest', // malformed or unexpected input
  'tooLarge', // the body is over the limit
  'rateLimited',
  'clientTooOld',
  'serverTooOld',
  'badPairingCode', // wrong, used or expired
  'offline', // the browser reports no network, or the server did not answer
  'serverError',
  'badResponse', // the server answered something outside the contract
  'permissionNeeded', // the browser withholds access to the CRM or to the backend
] as const;
export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The body of every non-2xx answer. */
export const Problem = z.object({ code: ErrorCode, message: z.string(), retryAfterMs: z.optional(z.int()) });
export type Problem = z.infer<typeof Problem>;

/** Success or a problem; nothing throws across a boundary. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };
