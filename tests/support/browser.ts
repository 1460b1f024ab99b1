import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Worker } from '@playwright/test';
import { findBrowser } from '../../server/launch/findBrowser.ts';

/** Flags for a browser that talks to nobody but us. */
export const quietFlags = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
  '--lang=en-US',
];

/** Flags that load an unpacked extension, and no other; root has no sandbox. */
export function extensionFlags(extension: string): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--disable-extensions-except=${extension}`,
    `--load-extension=${extension}`,
  ];
}

export type ExtensionBrowser = {
  context: BrowserContext;
  extensionId: string;
  worker(): Promise<Worker>;
  close(): Promise<void>;
};

/** Starts Chromium with a built extension in a fresh profile. */
export async function launchWithExtension(options: {
  extension: string;
  headless?: boolean;
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number } | null;
  profile?: string;
}): Promise<ExtensionBrowser> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('No Chromium was found. Install it ("apt-get install chromium") or name it in CHROMIUM.');
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'alongside-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: options.headless ?? true,
    // Whoever started it closes it, in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    viewport: options.viewport === undefined ? { width: 1440, height: 900 } : options.viewport,
    ...(options.colorScheme ? { colorScheme: options.colorScheme } : {}),
    args: [...quietFlags, ...extensionFlags(options.extension)],
  });
  const worker = async () => context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const extensionId = new URL((await worker()).url()).host;
  return {
    context,
    extensionId,
    worker,
    async close() {
      await context.close();
      if (!options.profile) rmSync(profile, { recursive: true, force: true });
    },
  };
}
