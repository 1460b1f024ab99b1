import { defineConfig } from 'vitest/config';

/** The unit layer: pure logic, server over `inject`, background over a memory transport. Browsers live in tests/e2e and tests/harness. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: [
      '{adapters,components,entrypoints,lib,server}/**/*.test.{ts,tsx}',
      'tests/{structure,integration}/**/*.test.ts',
    ],
    exclude: ['node_modules/**', '.output/**'],
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 20_000,
  },
});
