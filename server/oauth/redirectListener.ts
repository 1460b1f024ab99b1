import { createServer, type ServerResponse } from 'node:http';

/** The way back from the browser did not work, in words that say what to do. */
export class RedirectError extends Error {
  override name = 'RedirectError';
}

export type RedirectListener = {
  /** What is registered at the vendor: they accept plain http for the name `localhost` only. */
  redirectUri: string;
  /** The parameters of the redirect. Throws RedirectError after `ms`. */
  wait(ms: number): Promise<URLSearchParams>;
  close(): Promise<void>;
};

const path = '/callback';

/** Listens on 127.0.0.1 for one redirect of a browser; `port` 0 picks a free one. Redirects that are not `isOurs` are refused and change nothing. */
export async function listenForRedirect(options: {
  port: number;
  isOurs: (parameters: URLSearchParams) => boolean;
}): Promise<RedirectListener> {
  const came = Promise.withResolvers<URLSearchParams>();
  const server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://localhost');
    // Another name leads here when a website wants to be taken for this machine.
    const isNear = /^(localhost|127\.0\.0\.1):\d+$/.test(request.headers.host ?? '');
    if (request.method !== 'GET' || !isNear || url?.pathname !== path) return say(response, 404, 'Nothing is here.');
    if (!options.isOurs(url.searchParams))
      return say(response, 400, 'This is not the sign-in that was asked for. Open the address in the terminal again.');
    say(response, 200, 'Done here. You can close this window; the terminal says how it went.');
    came.resolve(url.searchParams);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new RedirectError(
          `Cannot listen on port ${options.port} for the browser's way back (${error.code}). Stop what uses it, or choose another with --port and register that one.`,
        ),
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    redirectUri: `http://localhost:${port}${path}`,
    async wait(ms) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () =>
          late.reject(
            new RedirectError(`Nobody signed in within ${Math.round(ms / 1000)} seconds. Nothing was changed.`),
          ),
        ms,
      );
      return Promise.race([came.promise, late.promise]).finally(() => clearTimeout(timer));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function say(response: ServerResponse, status: number, text: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
  response.writeHead(status, { ...headers, 'referrer-policy': 'no-referrer' }).end(text);
}
