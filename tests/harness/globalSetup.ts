import { mkdirSync, rmSync } from 'node:fs';
import { serveHarness } from './serveHarness.ts';

/** Serves the page for the whole run and empties the folder of pictures. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const pictures = new URL('../../.data/screens/', import.meta.url).pathname;
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const server = await serveHarness();
  process.env.HARNESS_URL = server.url;
  return server.close;
}
