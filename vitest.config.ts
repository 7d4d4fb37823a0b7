import { defineConfig } from 'vitest/config'

// The long ones run with `bin/test --full`.
const exclude = ['**/node_modules/**', ...(process.env.LECTERN_FULL ? [] : ['**/*.full.test.ts'])]

const shared = {
  exclude,
  pool: 'forks' as const,
  globalSetup: ['tests/setup/build-bin.ts'],
  setupFiles: ['tests/setup/quiet.ts'],
  // As in the browser: with `--full` what fails only once is named at the end, what fails twice is red. At a developer's hand once is red.
  retry: process.env.LECTERN_FULL ? 1 : 0,
  // For what hangs, not for what is slow: the machines are shared.
  testTimeout: 180_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './tests/setup/flaky-reporter.ts'],
    projects: [
      // Beside the code, on real files, real SQLite and real ffmpeg.
      { test: { ...shared, name: 'unit', include: ['{lib,integrations,tenants,workers,app,bin,tests/media}/**/*.test.{ts,tsx}'] } },
      // Against the built server, as `npm start` runs it.
      { test: { ...shared, name: 'server', include: ['tests/{server,isolation}/**/*.test.ts'] } },
    ],
  },
})
