import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { build, type InlineConfig, preview } from 'vite';

/** Builds the screens and serves them on loopback. Port 0 takes a free one. */
export async function serveHarness(port = 0): Promise<{ url: string; close(): Promise<void> }> {
  const config: InlineConfig = {
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    plugins: [preact()],
    build: { outDir: join(import.meta.dirname, '../../.data/harness'), emptyOutDir: true, target: 'esnext' },
    preview: { host: '127.0.0.1', port },
  };
  await build(config);
  const server = await preview(config);
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

if (import.meta.main) console.log(`${(await serveHarness(4640)).url} shows every screen. Ctrl-C ends it.`);
