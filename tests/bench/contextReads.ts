import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import autocannon from 'autocannon';
import { parseRecordUrl } from '../../adapters/registry.ts';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import { playgroundStartUrls } from '../playground/hosts.ts';
import type { Backend } from '../support/backend.ts';
import { type Figure, percentile } from './statistics.ts';

/** Short and many: a machine whose speed drifts is the same one for the two halves of a round. */
export const rounds = 15;
const seconds = 1;
const connections = 20;

type Load = { perSecond: number; p99Ms: number };

/**
 * `GET /v1/context` of a real server process, beside a bare `node:http` process that returns the same bytes and headers, in
 * alternating rounds: requests per second, their ratio in each round, and the 99th percentile in ms; medians of the rounds.
 */
export async function measureContextReads(backend: Backend, server: string, onRound: () => void): Promise<Figure[]> {
  const token = await signIn(backend, server);
  const ref = parseRecordUrl(playgroundStartUrls().salesforce) as Record<string, string>;
  const path = `/v1/context?${new URLSearchParams(ref)}`;
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    [contractHeader]: String(contractVersion),
    // As an extension asks.
    origin: `chrome-extension://${'a'.repeat(32)}`,
    'accept-encoding': 'gzip, deflate, br, zstd',
  };
  const first = await fetch(server + path, { headers });
  if (first.status !== 200) throw new Error(`The server answered ${first.status}: ${await first.text()}`);
  // The validator of the very bytes that are sent.
  const etag = first.headers.get('etag') ?? '';
  await first.arrayBuffer();
  const figures: Figure[] = [];
  for (const { status, sent, floor } of [
    { status: 200, sent: headers, floor: 0.6 },
    { status: 304, sent: { ...headers, 'if-none-match': etag }, floor: 0.8 },
  ]) {
    const bare = await startBare(server + path, sent, status);
    const loads = { product: [] as Load[], bare: [] as Load[] };
    await load(server + path, sent, status, 1);
    await load(bare.url, sent, status, 1);
    for (let round = 0; round < rounds; round++) {
      loads.product.push(await load(server + path, sent, status, seconds));
      loads.bare.push(await load(bare.url, sent, status, seconds));
      onRound();
    }
    bare.stop();
    figures.push(...report(status, floor, loads));
  }
  return figures;
}

function report(status: number, floor: number, loads: { product: Load[]; bare: Load[] }): Figure[] {
  const group = `GET /v1/context, ${status}`;
  const median = (of: readonly number[]) => percentile(of, 0.5);
  const perSecond = (of: Load[]) => median(of.map((l) => l.perSecond));
  const p99Ms = (of: Load[]) => median(of.map((l) => l.p99Ms));
  const shares = loads.product.map(({ perSecond }, round) => perSecond / (loads.bare[round]?.perSecond ?? Number.NaN));
  return [
    { group, name: 'requests per second', value: perSecond(loads.product), unit: '/s' },
    { group, name: 'bare node:http', value: perSecond(loads.bare), unit: '/s' },
    { group, name: 'share of bare', value: median(shares), unit: '×', limit: floor, atLeast: true },
    { group, name: `p99 at ${connections} connections`, value: p99Ms(loads.product), unit: 'ms' },
    { group, name: 'p99, bare', value: p99Ms(loads.bare), unit: 'ms' },
  ];
}

async function load(url: string, headers: Record<string, string>, status: number, duration: number): Promise<Load> {
  const result = await autocannon({ url, headers, connections, duration });
  const right = result.statusCodeStats?.[String(status) as '200']?.count ?? 0;
  if (result.errors > 0 || right !== result.requests.total)
    throw new Error(`${url}: ${result.errors} errors, ${right} of ${result.requests.total} answers were ${status}.`);
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 };
}

async function signIn(backend: Backend, server: string): Promise<string> {
  const response = await fetch(`${server}/v1/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [contractHeader]: String(contractVersion) },
    body: JSON.stringify({ code: await backend.pairingCode(), device: 'bench' }),
  });
  return ((await response.json()) as { token: string }).token;
}

/** A bare server that returns what the product returned, header for header, byte for byte (compressed as it was sent). */
async function startBare(
  url: string,
  sent: Record<string, string>,
  status: number,
): Promise<{ url: string; stop(): void }> {
  const [response] = (await once(get(url, { headers: sent, agent: false }), 'response')) as [IncomingMessage];
  if (response.statusCode !== status)
    throw new Error(`Expected ${status}, the server answered ${response.statusCode}.`);
  const headers = { ...response.headers };
  for (const hop of ['connection', 'keep-alive', 'date', 'transfer-encoding']) delete headers[hop];
  const body = Buffer.concat(await response.toArray()).toString('base64');
  const child = fork(new URL('./bareServer.ts', import.meta.url).pathname);
  child.send({ status, headers, body });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}
