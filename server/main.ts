import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { TokenVerifier } from './auth/tokens.ts';
import { ChangeFeed } from './changeFeed.ts';
import type { Config } from './config.ts';
import { ContextCache } from './contextCache.ts';
import { saveUsers } from './store/credentials.ts';
import type { Store } from './store/openStore.ts';

export type RunningServer = { url: string; port: number; app: FastifyInstance; close(): Promise<void> };

/** A server that could not start, in words that say what to do. */
export class StartError extends Error {
  override name = 'StartError';
}

/** How long a request under way may take to finish when the server is stopped. */
const graceMs = 5_000;
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** Composes the application over an open store. `hosts` are the names it answers for, loopback and `host` by default. */
export async function createApp(options: {
  store: Store;
  config: Config;
  log: Logger;
  hosts?: readonly string[];
  now?: () => number;
  onMarked?: () => void;
}): Promise<{ app: FastifyInstance; feed: ChangeFeed }> {
  const { store, config, log } = options;
  const now = options.now ?? Date.now;
  await saveUsers(store, config.tenant.id, config.users);
  const feed = new ChangeFeed(store, config.tenant.id);
  const contexts = new ContextCache(store, config.tenant.id, feed);
  const tokens = new TokenVerifier(store, config.tenant.id, now);
  const own = [...(options.hosts ?? []), ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : [])];
  const hosts = new Set([...loopbackNames, ...own.map((h) => h.toLowerCase())]);
  const { onMarked } = options;
  const app = await buildApp({ store, config, tokens, feed, contexts, hosts, now, log, ...(onMarked && { onMarked }) });
  await feed.start();
  app.addHook('onClose', () => feed.stop());
  return { app, feed };
}

/** Starts listening. `close` ends event streams, finishes requests under way and leaves the store open. Throws StartError. */
export async function startServer(options: {
  store: Store;
  config: Config;
  host: string;
  /** 0 picks a free one. */
  port: number;
  log: Logger;
  now?: () => number;
  onMarked?: () => void;
}): Promise<RunningServer> {
  const { app } = await createApp({ ...options, hosts: [options.host] });
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await app.close();
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${options.port} is taken, perhaps by another Alongside. Stop that one, or choose another with --port.`,
      );
    }
    throw new StartError(`Cannot listen on ${options.host}:${options.port} (${(error as Error).message}).`);
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const url = `http://${options.host}:${port}`;
  options.log.info({ url }, 'listening');
  return {
    url,
    port,
    app,
    async close() {
      const closing = app.close();
      // Browsers open connections ahead of need. Node does not count one without a request as idle, so it would hold up the stop.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await closing.finally(() => clearTimeout(timer));
    },
  };
}
