import type { ErrorCode, Problem } from '../lib/contract/errors.ts';

const statusOf: Record<ErrorCode, number> = {
  notPaired: 401,
  invalidToken: 401,
  forbidden: 403,
  unknownRecord: 404,
  badRequest: 400,
  tooLarge: 413,
  rateLimited: 429,
  clientTooOld: 426,
  serverTooOld: 500,
  badPairingCode: 403,
  offline: 503,
  serverError: 500,
  badResponse: 500,
  permissionNeeded: 403,
};

/** A refusal with a code of the contract; the error handler turns it into a Problem body. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly code: ErrorCode;
  readonly status: number;

  constructor(code: ErrorCode, message: string, status: number = statusOf[code]) {
    super(message);
    this.code = code;
    this.status = status;
  }

  body(): Problem {
    return { code: this.code, message: this.message };
  }
}
