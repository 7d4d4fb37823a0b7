import { type Browser, type BrowserContext, test as base, devices, expect, type Page } from '@playwright/test'
import { TestServer } from '../setup/server.ts'

const EXPECTED = [
  // A browser reports each refused request by itself; tests that provoke one look at the answer.
  /^Failed to load resource/,
  // The router calls off a look of its own for the next one and complains of it (react-router#14203).
  /^AbortError: signal is aborted without reason/,
]

/** Complaints of a page that nobody may ignore: what it throws, and what it writes to console.error. */
export function watchPage(page: Page, complaints: string[]): void {
  const hear = (said: string) => {
    if (!EXPECTED.some((one) => one.test(said))) complaints.push(`${page.url()}: ${said}`)
  }
  page.on('pageerror', ({ name, message }) => hear(`${name}: ${message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') hear(message.text())
  })
}

/** One server a file; every page is watched. */
export const test = base.extend<
  { complaints: string[]; newcomer: (options?: { phone?: boolean; dark?: boolean }) => Promise<{ context: BrowserContext; page: Page }> },
  { server: TestServer }
>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const server = await TestServer.start({ env: { HOST: '0.0.0.0' } })
      await use(server)
      await server.remove()
    },
    { scope: 'worker' },
  ],
  complaints: async ({ browserName: _ }, use) => {
    const complaints: string[] = []
    await use(complaints)
    expect(complaints).toEqual([])
  },
  newcomer: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = []
    await use(async ({ phone = false, dark = false } = {}) => {
      const context = await open(browser, phone, dark)
      contexts.push(context)
      const page = await context.newPage()
      watchPage(page, complaints)
      return { context, page }
    })
    for (const context of contexts) await context.close()
  },
})

function open(browser: Browser, phone: boolean, dark: boolean): Promise<BrowserContext> {
  const { defaultBrowserType: _, ...pixel } = devices['Pixel 7']
  return browser.newContext({
    ...(phone ? { ...pixel, viewport: { width: 390, height: 844 } } : { viewport: { width: 1280, height: 800 } }),
    colorScheme: dark ? 'dark' : 'light',
  })
}

export { expect }
