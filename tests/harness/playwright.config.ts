import { defineConfig } from '@playwright/test';
import { findBrowser } from '../../server/launch/findBrowser.ts';

/** Every screen on a plain page, without the extension: looks, accessibility, keyboard. With PICTURES, pictures go to .data/screens. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../.data/harness-results',
  globalSetup: './globalSetup.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  use: {
    actionTimeout: 10_000,
    viewport: { width: 380, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    // A colour on its way from one scheme to the other has the contrast of neither.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: findBrowser() ?? '',
      // Without a graphics card the one that is computed takes half of the processor.
      args: ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
  reporter: [['list'], ['json', { outputFile: '../../.data/reports/harness.json' }]],
});
