import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{lib,integrations,tenants,workers,app}/**/*.test.{ts,tsx}', 'tests/{isolation,server,jobs}/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['tests/setup/build-bin.ts'],
    setupFiles: ['tests/setup/quiet.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
