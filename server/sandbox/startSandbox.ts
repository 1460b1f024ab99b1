import Fastify, { type FastifyInstance } from 'fastify';
import type { PulledSource } from '../domain/model.ts';
import type { VendorChanges } from './changes.ts';
import { controlRoutes } from './control.ts';
import { createFaults, type Faults } from './faults.ts';
import { defaultAccounts, defaultSeed } from './instances.ts';
import { hubspotApi } from './vendors/hubspot.ts';
import type { SandboxOAuth } from './vendors/oauth.ts';
import { salesforceApi } from './vendors/salesforce.ts';
import { hubspotSignIn, salesforceSignIn } from './vendors/signIns.ts';
import { stripeApi } from './vendors/stripe.ts';
import { zendeskApi } from './vendors/zendesk.ts';
import { buildWorld } from './world/buildWorld.ts';
import type { World } from './world/types.ts';

export type Sandbox = {
  url: string;
  port: number;
  world: World;
  /** Changes records while it runs. */
  vendors: Record<PulledSource, VendorChanges>;
  /** Makes vendors fail while it runs. */
  faults: Faults;
  /** How signing in behaves, and what it was asked. */
  signIns: SignIns;
  close(): Promise<void>;
};
export type SignIns = Record<'salesforce' | 'hubspot', SandboxOAuth>;
export type SandboxOptions = {
  /** 0 picks a free one. */
  port: number;
  seed?: number;
  accounts?: number;
  /** The world's "now", epoch ms; the start of the current UTC day by default, so that one day's worlds are equal. */
  nowMs?: number;
  /** The only currency of Salesforce and HubSpot, whose records then name none; by default each names its own. */
  oneCurrency?: string;
};

/** The sandbox's application, without a port; `publicUrl` is what it writes into absolute links. `parts` is filled when it is ready. */
export function buildSandbox(
  world: World,
  publicUrl: () => string,
  parts: { vendors?: Partial<Record<PulledSource, VendorChanges>>; faults?: Faults; signIns?: SignIns } = {},
  oneCurrency?: string,
): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  const vendors: Partial<Record<PulledSource, VendorChanges>> = {};
  const faults = createFaults(app);
  const signIns = {} as SignIns;
  Object.assign(parts, { vendors, faults, signIns });
  app.register(async (scope) => controlRoutes(scope, faults, vendors, signIns), { prefix: '/control' });
  const api = (source: PulledSource, build: (scope: FastifyInstance) => VendorChanges) =>
    app.register(
      async (scope) => {
        vendors[source] = build(scope);
      },
      { prefix: `/${source}` },
    );
  // Beside the interfaces, because nobody has a token yet who signs in.
  app.register(
    async (scope) => {
      signIns.salesforce = salesforceSignIn(scope, publicUrl);
    },
    { prefix: '/salesforce' },
  );
  app.register(
    async (scope) => {
      signIns.hubspot = hubspotSignIn(scope);
    },
    { prefix: '/hubspot' },
  );
  api('salesforce', (scope) =>
    salesforceApi(scope, world, { check: (sent) => signIns.salesforce.check(sent) }, oneCurrency),
  );
  api('hubspot', (scope) => hubspotApi(scope, world, { check: (sent) => signIns.hubspot.check(sent) }, oneCurrency));
  api('zendesk', (scope) => zendeskApi(scope, world, publicUrl));
  api('stripe', (scope) => stripeApi(scope, world));
  return app;
}

/** Serves the four vendors of a deterministic company world on loopback. Rejects with EADDRINUSE when the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dayMs = 86_400_000;
  const nowMs = options.nowMs ?? Math.floor(Date.now() / dayMs) * dayMs;
  const world = buildWorld({ seed: options.seed ?? defaultSeed, accounts: options.accounts ?? defaultAccounts, nowMs });
  let url = '';
  const parts = {} as Pick<Sandbox, 'vendors' | 'faults' | 'signIns'>;
  const app = buildSandbox(world, () => url, parts, options.oneCurrency);
  await app.listen({ host: '127.0.0.1', port: options.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  url = `http://127.0.0.1:${port}`;
  return { url, port, world, ...parts, close: () => app.close() };
}
