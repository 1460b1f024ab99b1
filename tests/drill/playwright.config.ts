import { defineConfig } from '@playwright/test';

/** Long tests in a browser, run by `npm run drill`. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../.data/drill-results',
  workers: 1,
  retries: 0,
  timeout: 0,
  expect: { timeout: 15_000 },
  reporter: [['line']],
});
