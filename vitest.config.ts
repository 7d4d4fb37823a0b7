import { defineConfig } from 'vitest/config'

// The long ones run with `bin/test --full`.
const exclude = ['**/node_modules/**', ...(process.env.LECTERN_FULL ? [] : ['**/*.full.test.ts'])]

const shared = {
  exclude,
  pool: 'forks' as const,
  globalSetup: ['tests/setup/build-bin.ts'],
  setupFiles: ['tests/setup/quiet.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      // Beside the code, on real files, real SQLite and real ffmpeg.
      { test: { ...shared, name: 'unit', include: ['{lib,integrations,tenants,workers,app,bin}/**/*.test.{ts,tsx}'] } },
      // Against the built server, as `npm start` runs it.
      { test: { ...shared, name: 'server', include: ['tests/{server,isolation}/**/*.test.ts'] } },
    ],
  },
})
