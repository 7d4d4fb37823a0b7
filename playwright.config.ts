import { defineConfig } from '@playwright/test'

// Schools that tests open beside the server say nothing of it.
process.env.LOG_LEVEL ??= 'warn'

/** Against the built server with real video; each file starts a server of its own on a data folder of its own. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // A worker has a server of its own.
  workers: 2,
  // The long ones run with `bin/test --full`.
  ...(process.env.LECTERN_FULL ? {} : { grepInvert: /@full/ }),
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // What fails only once is named as flaky at the end of the run, to be looked into; what fails twice is red.
  retries: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    actionTimeout: 20_000,
    launchOptions: {
      ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--autoplay-policy=no-user-gesture-required'],
    },
  },
})
