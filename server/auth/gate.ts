import type { IncomingHttpHeaders } from 'node:http';
import { contractHeader, contractVersion, oldestClientVersion } from '../../lib/contract/version.ts';
import { ProblemError } from '../problem.ts';
import { checkHost, checkOrigin } from './originCheck.ts';

const ownVersion = String(contractVersion);
/** What every answer says, also a refusal. */
export const ownHeaders: Readonly<Record<string, string>> = { [contractHeader]: ownVersion };
/** What else an extension may send, for `OPTIONS`. */
export const preflightHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': `authorization, content-type, if-none-match, last-event-id, ${contractHeader}`,
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '600',
};

/**
 * What every request has to pass, whoever sends it: a host this server answers for, and no web page as its origin. Returns the
 * headers of the answer; throws ProblemError. Requests in a row mostly say the same, so the last verdict is kept.
 */
export function createGate(
  hosts: ReadonlySet<string>,
): (headers: IncomingHttpHeaders) => Readonly<Record<string, string>> {
  let last: { host?: string; origin?: string; answer: Record<string, string> } | null = null;
  return ({ host, origin }) => {
    if (last && last.host === host && last.origin === origin) return last.answer;
    checkHost(host, hosts);
    const answer = checkOrigin(origin) ? { ...ownHeaders, ...allowOrigin(origin as string) } : ownHeaders;
    last = { host, origin, answer };
    return answer;
  };
}

const allowOrigin = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': `etag, retry-after, ${contractHeader}`,
  vary: 'Origin',
});

/** Refuses a client whose contract this server no longer serves. */
export function checkVersion(sent: string | string[] | undefined): void {
  if (sent === undefined || sent === ownVersion) return;
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
