import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Config, readConfig } from '../config.ts';
import { connectors } from '../connectors/registry.ts';
import type { ConnectorConfig, ConnectorDeps, Credentials } from '../domain/ports.ts';
import { processDeps } from '../jobs/processDeps.ts';
import { findBrowser } from '../launch/findBrowser.ts';
import { sourceCredentials } from '../oauth/credentials.ts';
import { type DriftSum, readDrift } from '../store/drift.ts';
import { openStore } from '../store/openStore.ts';
import { missedHints } from './missedHints.ts';

/** `warning`: everything works, and yet somebody should know. */
export type Check = { what: string; ok: boolean; detail: string; warning?: true };

/** Checks everything a working installation needs, one sentence each. Changes nothing but an absent database, which is created. */
export async function runDoctor(options: { configPath: string; database: string; port: number }): Promise<Check[]> {
  const checks: Check[] = [];
  const check = async (what: string, run: () => Promise<string>) => {
    try {
      checks.push({ what, ok: true, detail: await run() });
    } catch (error) {
      checks.push({ what, ok: false, detail: (error as Error).message });
    }
  };
  await check('node', async () => {
    const major = Number(process.versions.node.split('.')[0]);
    if (major < 24)
      throw new Error(`Node ${process.versions.node} is too old. Run through "npm run", which brings Node 24.`);
    return `Node ${process.versions.node}`;
  });
  const known: { config: Config | null; drift: DriftSum[] } = { config: null, drift: [] };
  await check('configuration', async () => {
    known.config = readConfig(options.configPath);
    return `${known.config.sources.length} sources, ${known.config.users.length} users`;
  });
  await check('database', async () => {
    const isNew = options.database.startsWith('sqlite:') && !existsSync(options.database.slice(7));
    const store = await openStore(options.database);
    try {
      if (known.config) known.drift = await readDrift(store, known.config.tenant.id, Date.now());
    } finally {
      await store.close();
    }
    return isNew ? 'created' : `${store.engine}, readable and up to date`;
  });
  for (const source of known.config?.sources ?? []) {
    await check(`source ${source.source}`, async () => {
      // A secret of the configuration needs no database.
      const store = source.secret === undefined ? await openStore(options.database) : null;
      try {
        return await askOnce(source, store && sourceCredentials(store, known.config?.tenant.id ?? ''));
      } finally {
        await store?.close();
      }
    });
  }
  await check('port', () => portState(options.port));
  await check('browser', async () => {
    const path = findBrowser();
    if (!path)
      throw new Error(
        'No Chromium was found. Install it, for example with "apt-get install chromium", or name it in CHROMIUM.',
      );
    return path;
  });
  for (const detail of missedHints(known.drift)) checks.push({ what: 'pages', ok: true, warning: true, detail });
  return checks;
}

async function askOnce(source: ConnectorConfig, stored: Credentials | null): Promise<string> {
  const connector = connectors[source.source];
  const stream = connector.streams[0] ?? '';
  const patient = processDeps(AbortSignal.timeout(5_000));
  const deps: ConnectorDeps = {
    ...patient,
    sleep: () => Promise.reject(new Error(`${source.source} does not answer at ${source.baseUrl}. Is it running?`)),
    // Another process may be renewing a token; that is worth waiting for.
    ...(stored
      ? { credentials: { secretOf: (config, _deps, refused) => stored.secretOf(config, patient, refused) } }
      : {}),
  };
  for await (const page of connector.pull(source, stream, null, deps))
    return `answers, first page of ${stream} has ${page.records.length} records`;
  return 'answers, empty';
}

function portState(port: number): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(`${port} is in use, probably by a running backend`));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(`${port} is free`)));
  });
}
