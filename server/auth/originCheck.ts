import { ProblemError } from '../problem.ts';

const extensionOrigin = /^(chrome-extension|moz-extension|safari-web-extension):\/\/[a-z0-9-]+$/i;

/**
 * Refuses requests that a web page could have caused. A page cannot choose `Host` (DNS rebinding shows its own name) and cannot
 * forge an extension's `Origin`; a program such as curl sends no Origin and is judged by its token alone.
 */
export function checkHost(host: string | undefined, allowedHosts: ReadonlySet<string>): void {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (!allowedHosts.has(name)) {
    throw new ProblemError(
      'forbidden',
      `This server does not answer for the host "${name}". Use http://127.0.0.1, or start it with --host.`,
    );
  }
}

/** True when the origin is one of a browser extension; throws for any other origin. */
export function checkOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return false;
  if (extensionOrigin.test(origin)) return true;
  throw new ProblemError('forbidden', 'Only the Alongside extension may call this server from a browser.');
}
