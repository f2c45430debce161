import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';

// No Remix plugin in here: it does not go together with Vitest, and nothing under test needs it.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/postgres.ts'],
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    maxWorkers: 2,
    // Modules are loaded once a worker, which is a second a file: none of ours keeps a state (CONTRIBUTING.md).
    isolate: false,
    // With --coverage (COVERAGE=1 npm test): what the tests run in this process. What a started product runs is not counted.
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: ['{app,db,identity,jobs,paymega,reconciliation,runtime}/**/*.{ts,tsx}'],
      reportsDirectory: 'node_modules/.coverage',
    },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
