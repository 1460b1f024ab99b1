import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ConnectorConfig, ConnectorDeps } from '../../server/domain/ports.ts';

type Answer = (request: IncomingMessage & { url: string; body: string }, response: ServerResponse) => void;
export type VendorServer = { url: string; requests: string[]; close(): Promise<void> };

/** A vendor's API as a test wants it to behave, on a real socket of loopback. `requests` tells what it was asked, in order. */
export async function startVendorServer(answer: Answer): Promise<VendorServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    answer(Object.assign(request, { url: request.url ?? '', body: Buffer.concat(chunks).toString() }), response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export const testSecret = 'sk-geheim-7Hq2';

export function vendorConfig(source: ConnectorConfig['source'], baseUrl: string): ConnectorConfig {
  return { source, baseUrl, instance: 'x.example', secret: testSecret };
}

/** Dependencies with a clock that stands still and a sleep that only remembers how long it was asked for. */
export function vendorDeps(over: Partial<ConnectorDeps> = {}): ConnectorDeps & { sleptMs: number[] } {
  const sleptMs: number[] = [];
  return {
    fetch: globalThis.fetch,
    now: () => Date.parse('2026-11-21T09:00:00Z'),
    sleep: async (ms) => {
      sleptMs.push(ms);
    },
    random: () => 0,
    ...over,
    sleptMs,
  };
}
