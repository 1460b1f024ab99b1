import Fastify, { type FastifyInstance } from 'fastify';
import { defaultAccounts, defaultSeed } from './instances.ts';
import { hubspotApi } from './vendors/hubspot.ts';
import { salesforceApi } from './vendors/salesforce.ts';
import { stripeApi } from './vendors/stripe.ts';
import { zendeskApi } from './vendors/zendesk.ts';
import { buildWorld } from './world/buildWorld.ts';
import type { World } from './world/types.ts';

export type Sandbox = { url: string; port: number; world: World; close(): Promise<void> };
export type SandboxOptions = {
  /** 0 picks a free one. */
  port: number;
  seed?: number;
  accounts?: number;
  /** The world's "now", epoch ms; the start of the current UTC day by default, so that one day's worlds are equal. */
  nowMs?: number;
};

/** The sandbox's application, without a port; `publicUrl` is what it writes into absolute links. */
export function buildSandbox(world: World, publicUrl: () => string): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  app.register(async (scope) => salesforceApi(scope, world), { prefix: '/salesforce' });
  app.register(async (scope) => hubspotApi(scope, world), { prefix: '/hubspot' });
  app.register(async (scope) => zendeskApi(scope, world, publicUrl), { prefix: '/zendesk' });
  app.register(async (scope) => stripeApi(scope, world), { prefix: '/stripe' });
  return app;
}

/** Serves the four vendors of a deterministic company world on loopback. Rejects with EADDRINUSE when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dayMs = 86_400_000;
  const nowMs = options.nowMs ?? Math.floor(Date.now() / dayMs) * dayMs;
  const world = buildWorld({ seed: options.seed ?? defaultSeed, accounts: options.accounts ?? defaultAccounts, nowMs });
  let url = '';
  const app = buildSandbox(world, () => url);
  await app.listen({ host: '127.0.0.1', port: options.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  url = `http://127.0.0.1:${port}`;
  return { url, port, world, close: () => app.close() };
}
