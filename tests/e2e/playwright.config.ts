import { defineConfig } from '@playwright/test';

/** End-to-end flows on the production build, in real browsers, offline. One at a time; no retries, because a flake is a bug. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../.data/e2e-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../../.data/reports/e2e.json' }]],
});
