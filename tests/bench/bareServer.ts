import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A child process: `node:http` and nothing else, answering every request with the bytes, status and headers it is given on its channel. */
type Answer = { status: number; headers: Record<string, string>; body: string };

process.once('message', (answer: Answer) => {
  const body = Buffer.from(answer.body, 'base64');
  const server = createServer((_request, response) => {
    response.writeHead(answer.status, answer.headers);
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
});
