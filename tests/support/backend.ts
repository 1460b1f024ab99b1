import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPairingCode } from '../../server/auth/tokens.ts';
import type { Config } from '../../server/config.ts';
import { runPipeline } from '../../server/jobs/pipeline.ts';
import { processDeps } from '../../server/jobs/processDeps.ts';
import { publishAccounts } from '../../server/jobs/publish.ts';
import { createLog } from '../../server/log.ts';
import { type RunningServer, startServer } from '../../server/main.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import { openStore, type Store } from '../../server/store/openStore.ts';

export type Backend = {
  sandbox: Sandbox;
  store: Store;
  config: Config;
  server: RunningServer;
  /** Pull, resolve and publish once more. */
  sync(): Promise<void>;
  /** Resolve nothing, publish what the stored records say now. */
  publish(): Promise<void>;
  pairingCode(userId?: string): Promise<string>;
  /** Stops listening; the store stays. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** The whole backend on free ports: sandbox, SQLite file in a temporary folder, one synchronisation, the server. */
export async function startBackend(options: { accounts?: number; database?: string } = {}): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-backend-'));
  const sandbox = await startSandbox({ port: 0, accounts: options.accounts ?? 60 });
  const { tenant, users, sources } = sandboxConfig(sandbox.url);
  const config: Config = { tenant, users, sources: sources.map((s) => ({ ...s, secret: String(s.secret) })) };
  const store = await openStore(options.database ?? `sqlite:${join(folder, 'alongside.sqlite')}`);
  const log = createLog('silent');
  const sync = async () => {
    await runPipeline({
      store,
      tenantId: tenant.id,
      sources: config.sources,
      deps: processDeps(),
      onProgress: () => undefined,
    });
  };
  await sync();
  const listen = (port: number) => startServer({ store, config, host: '127.0.0.1', port, log });
  const backend: Backend = {
    sandbox,
    store,
    config,
    server: await listen(0),
    sync,
    async publish() {
      await publishAccounts({
        store,
        tenantId: tenant.id,
        sources: config.sources,
        nowMs: Date.now(),
        onProgress: () => undefined,
        all: true,
      });
    },
    async pairingCode(userId = users[0]?.id ?? '') {
      return (await createPairingCode(store, tenant.id, userId, Date.now())).code;
    },
    stop: () => backend.server.close(),
    async restart() {
      backend.server = await listen(backend.server.port);
    },
    async close() {
      await backend.server.close();
      await store.close();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return backend;
}
