import type { Source } from '../domain/model.ts';
import { text } from './read.ts';

export type FailureKind =
  | 'unauthorized'
  | 'forbidden'
  | 'rateLimited'
  | 'unavailable'
  | 'badAnswer'
  | 'badLink'
  | 'refused';

/** What an answer that refuses comes to, in a sentence without its subject, and the vendor's own word for it. */
export type Refusal = {
  kind: FailureKind;
  told: string;
  code: string | null;
  /** Asking again soon is of no use: the vendor will say the same for hours. */
  lasts: boolean;
};

/** Too slow, in conflict with another request, locked, too early, at HubSpot being moved (477): about the moment, not about what was asked. */
const passing: ReadonlySet<number> = new Set([408, 409, 423, 425, 477]);
/** Whether a status says that the vendor cannot answer now. */
export const isPassing = (status: number) => status >= 500 || passing.has(status);

/**
 * What Salesforce cannot answer now, under whatever status: a query that ran longer than its two minutes comes with 400, as a cursor
 * that is no more does.
 */
const busy: ReadonlySet<string> = new Set([
  'QUERY_TIMEOUT',
  'REQUEST_RUNNING_TOO_LONG',
  'SERVER_UNAVAILABLE',
  'UNABLE_TO_LOCK_ROW',
  'API_CURRENTLY_DISABLED',
]);

/** Where each vendor says in one word what is wrong. */
const codeAt: Record<Source, string> = {
  salesforce: '0.errorCode',
  hubspot: 'category',
  zendesk: 'error',
  stripe: 'error.code',
  file: '',
};

/** Judges a refusal by its status and by its body, parsed; what the body says beyond one word is not told. */
export function refusalOf(source: Source, status: number, body: unknown, isStored: boolean): Refusal {
  const word = text(body, codeAt[source]);
  // One word of letters: a body may repeat what it was sent, the credential with it.
  const code = word !== null && /^[A-Za-z_]{1,50}$/.test(word) ? word : null;
  const is = (kind: FailureKind, told: string, lasts = false): Refusal => ({ kind, told, code, lasts });
  if (status === 401) {
    const where = isStored ? `Run "alongside connect ${source}".` : 'Renew the secret in the configuration.';
    return is('unauthorized', `refused the credentials. ${where}`);
  }
  // Salesforce words a used-up allocation as 403, as if a permission were missing.
  if (status === 429 || code === 'REQUEST_LIMIT_EXCEEDED') {
    // Requests that run at once are limited under the same code, and that passes.
    if (!(text(body, '0.message') ?? '').includes('TotalRequests'))
      return is('rateLimited', 'says the request limit is used up.');
    const told =
      'says its requests of 24 hours are used up. It is asked again with each pull; pull less often, or raise it.';
    return is('rateLimited', told, true);
  }
  if (isPassing(status)) return is('unavailable', `answered with status ${status}.`);
  if (code !== null && busy.has(code))
    return is('unavailable', `could not answer in time (${code}). It is asked again with the next pull.`);
  if (status === 403) return is('forbidden', 'does not let this credential read the data. Grant read access.');
  if (status >= 300 && status < 400) return is('badLink', 'redirects elsewhere. Correct its baseUrl.');
  return is('refused', `refused a request with ${statusText(status, code)}. ${adviceOn(status)}`);
}

/** A status with the vendor's word for it: `status 400 (INVALID_FIELD)`. */
export function statusText(status: number, code: string | null): string {
  return code === null ? `status ${status}` : `status ${status} (${code})`;
}

/** What a person does about a request that was refused. */
export function adviceOn(status: number): string {
  return status === 404
    ? 'Check its baseUrl, and whether the account has what is asked for.'
    : 'If the next pull says the same, update Alongside, or report it with this message.';
}
