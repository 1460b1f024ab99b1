import { createServer, request } from 'node:http';

export type Proxy = {
  url: string;
  /** Milliseconds to hold each answer back. */
  delayMs: () => number;
  /** Changes an answer's headers, for a server of another version. */
  headers: (headers: Record<string, string | string[] | undefined>) => Record<string, string | string[] | undefined>;
  requests: string[];
  close(): Promise<void>;
};

/** A proxy in front of the backend that holds answers back and may dress them up, so that networks and versions can be tried. */
export function startProxy(target: () => string): Promise<Proxy> {
  const proxy: Proxy = {
    url: '',
    delayMs: () => 0,
    headers: (headers) => headers,
    requests: [],
    close: async () => undefined,
  };
  const server = createServer((incoming, outgoing) => {
    proxy.requests.push(`${incoming.method} ${incoming.url}`);
    const upstream = request(
      target() + incoming.url,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        setTimeout(() => {
          outgoing.writeHead(answer.statusCode ?? 502, proxy.headers(answer.headers));
          answer.pipe(outgoing);
        }, proxy.delayMs());
      },
    );
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      proxy.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
      proxy.close = () =>
        new Promise((done) => {
          server.closeAllConnections();
          server.close(() => done());
        });
      resolve(proxy);
    });
  });
}
