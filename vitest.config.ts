import { defineConfig } from 'vitest/config';

/** Three kinds of test: pure (`unit`), on a real PostgreSQL (`server`), in a real Chromium (`browser`). */
export default defineConfig({
  test: {
    // Tests run in a shuffled order, the same on every machine; `--sequence.seed=N` tries another.
    sequence: { shuffle: { files: false, tests: true }, seed: 20261122 },
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: 2,
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts', '**/*.browser.test.ts'],
          // Property tests take seconds; a busy machine must not fail them.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'server',
          include: ['src/**/*.e2e.test.ts', 'test/**/*.e2e.test.ts'],
          globalSetup: ['src/platform/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts', 'test/**/*.browser.test.ts'],
          globalSetup: ['src/platform/testing/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
