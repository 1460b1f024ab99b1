import { defineConfig } from 'vitest/config';

/** Tests that start database engines, servers or processes. */
const integration = ['server/{auth,cli,jobs,oauth,routes,store}/**/*.test.ts', 'tests/integration/**/*.test.ts'];

/** Two layers without a browser: `unit` is pure logic and the background over a memory transport. Browsers live in tests/e2e and tests/harness. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // By default one core is left free, which on two cores is half of them.
          maxWorkers: '100%',
          include: ['{adapters,components,entrypoints,lib,server}/**/*.test.{ts,tsx}', 'tests/structure/**/*.test.ts'],
          exclude: integration,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: integration,
          globalSetup: 'tests/support/sharedPostgres.ts',
          maxWorkers: '100%',
          testTimeout: 60_000,
        },
      },
    ],
  },
});
