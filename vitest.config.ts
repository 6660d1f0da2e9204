import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Each file with a server imports the whole house. Node strips the types itself there, as it does when Sen runs, and keeps what it compiled;
// read through a bundler, imports took longer than many of the tests.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'sen-compiled');
const native = { viteModuleRunner: false, nodeLoader: false };

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
          experimental: native,
          // Files follow one another in a process that has read the house once: what the house keeps outside a platform that is stopped
          // would show here, and must not be. It saves three seconds of processor for each of some 240 files.
          isolate: false,
          include: ['src/**/*.e2e.test.ts', 'test/**/*.e2e.test.ts'],
          globalSetup: ['src/platform/testing/global-setup.ts'],
          // A busy machine must not fail what only takes long.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // One more than the cores of the smallest machine: many of these wait for a lease, a job or a clock.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'browser',
          experimental: native,
          include: ['src/**/*.browser.test.ts', 'test/**/*.browser.test.ts'],
          globalSetup: ['src/platform/testing/global-setup.ts', 'src/web/testing/build-pages.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
