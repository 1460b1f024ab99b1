import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';
import { testConfig } from '../support/app.ts';
import { startServe } from '../support/runCli.ts';
import type { Figure } from './statistics.ts';

const key = 'wk_bench_0123456789abcdef';
const connections = 4;
/** How many events a request has, and how many requests are sent. */
const sizes = [
  { events: 1, requests: 2000 },
  { events: 100, requests: 400 },
  { events: 1000, requests: 40 },
];
export const rounds = sizes.length;

/**
 * Events per second that `alongside serve` takes over HTTP into a SQLite file, each request on disk before it is answered: 5,000 people in
 * 200 groups, 20 kinds of event, 30 days. Every event has an id of its own.
 */
export async function measureEvents(onRound: () => void): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-bench-'));
  const config = join(folder, 'config.json');
  const events = { writeKeys: [{ name: 'bench', secret: key }] };
  writeFileSync(config, JSON.stringify({ ...testConfig, sources: [], events }));
  const server = await startServe(['--config', config, '--database', `sqlite:${join(folder, 'bench.sqlite')}`]);
  const random = createRandom(1);
  const figures: Figure[] = [];
  try {
    for (const size of sizes) {
      const bodies = Array.from({ length: size.requests }, (_, i) =>
        JSON.stringify({
          batch: Array.from({ length: size.events }, (_, j) => makeEvent(random, `${size.events}-${i}-${j}`)),
        }),
      );
      const startedAt = performance.now();
      await sendAll(`${server.url}/v1/batch`, bodies);
      const seconds = (performance.now() - startedAt) / 1000;
      const name = size.events === 1 ? '1 event a request' : `${size.events} events a request`;
      const value = (size.events * size.requests) / seconds;
      const limit = size.events === 100 ? { limit: 5000, atLeast: true } : {};
      figures.push({ group: 'events over HTTP into SQLite', name, value, unit: '/s', ...limit });
      onRound();
    }
  } finally {
    server.child.kill();
    await server.result;
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

function makeEvent(random: Random, messageId: string): object {
  return {
    type: 'track',
    messageId,
    userId: `user-${random.int(1, 5000)}`,
    event: `Feature ${random.int(1, 20)} Used`,
    timestamp: new Date(Date.now() - random.int(0, 30 * 86_400) * 1000).toISOString(),
    properties: { plan: 'growth', seats: random.int(1, 90), path: '/reports/quarterly' },
    context: {
      groupId: `group-${random.int(1, 200)}`,
      userAgent: 'acme-server/2.1',
      library: { name: 'node', version: '2.0' },
    },
  };
}

async function sendAll(url: string, bodies: readonly string[]): Promise<void> {
  const queue = [...bodies];
  const headers = {
    authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const worker = async () => {
    for (let body = queue.pop(); body !== undefined; body = queue.pop()) {
      const response = await fetch(url, { method: 'POST', headers, body });
      const answer = (await response.json()) as { rejected?: unknown[] };
      if (!response.ok || answer.rejected?.length !== 0) throw new Error(`The server answered ${response.status}.`);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}
