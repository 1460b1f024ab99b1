import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { PageResponse } from '../playground/playground.ts';
import { selfSigned } from './selfSigned.ts';

export type SecureSite = {
  /** Flags with which Chromium finds the site under its hosts, and trusts it. */
  flags: string[];
  close(): Promise<void>;
};

/**
 * The pages of the playground on a real server, over https, for what a browser does not do while its requests are intercepted: to prepare a
 * page before it is asked for (prerendering).
 */
export function serveSecurely(
  hosts: readonly string[],
  answer: (url: string) => PageResponse | null,
): Promise<SecureSite> {
  const server = createServer(selfSigned(hosts), (request, response) => {
    const page = answer(`https://${request.headers.host}${request.url}`);
    response.writeHead(page?.status ?? 404, page?.headers ?? {});
    response.end(page?.body ?? '');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const rules = hosts.map((host) => `MAP ${host} 127.0.0.1:${port}`).join(', ');
      resolve({
        flags: [`--host-resolver-rules=${rules}`, '--ignore-certificate-errors'],
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(() => done());
          }),
      });
    });
  });
}
