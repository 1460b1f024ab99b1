import type { ErrorCode, Problem } from '../contract/errors.ts';

/** The answer to a message whose request to the server came to nothing. */
export function refused({ code, message }: Problem): { ok: false; code: ErrorCode; message: string } {
  return { ok: false, code, message };
}

/** The answer to what only a paired browser can do. */
export const notPaired = refused({ code: 'notPaired', message: 'This browser is not paired with a backend.' });
