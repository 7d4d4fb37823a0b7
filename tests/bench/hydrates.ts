import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import type { Lessons } from './lesson-school.ts'
import { BenchFailed, ToolMissing } from './report.ts'

/**
 * Opens the measured page in a browser and goes on to another lesson, which works without a new document only where React has
 * taken the page over. @throws BenchFailed when it has not, or when the console complains; ToolMissing without Chromium
 */
export async function mustHydrate(origin: string, { path, otherPath, otherTitle, cookie }: Lessons): Promise<void> {
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const [name = '', value = ''] = cookie.split('=')
    await context.addCookies([{ name, value, url: origin }])
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      const { url } = message.location()
      // What the browser asks for on its own account says nothing about the page.
      if (message.type() === 'error' && !url.endsWith('/favicon.ico')) complaints.push(`${message.text()} (${url})`)
    })
    page.on('pageerror', (error) => complaints.push(error.stack ?? String(error)))
    await page.goto(origin + path, { waitUntil: 'networkidle' })
    const other = page.locator(`aside a[href="${otherPath}"]`)
    // React keeps an element's props under a key of this name from the moment it owns the element.
    const isOwned = (link: Element) => Object.keys(link).some((key) => key.startsWith('__reactProps$'))
    const deadline = Date.now() + 15_000
    while (!(await other.evaluate(isOwned))) {
      if (Date.now() > deadline) throw new BenchFailed(`the page does not hydrate: ${complaints.join('; ') || 'no complaint'}`)
    }
    await page.evaluate(() => document.documentElement.setAttribute('data-same-document', ''))
    await other.click()
    await page.getByRole('heading', { level: 1, name: otherTitle }).waitFor({ timeout: 15_000 })
    if ((await page.locator('html[data-same-document]').count()) !== 1)
      throw new BenchFailed('going to another lesson loaded a new document')
    if (complaints.length) throw new BenchFailed(`the browser's console complains: ${complaints.join('; ')}`)
  } finally {
    await browser.close()
  }
}

async function openBrowser(): Promise<Browser> {
  const executablePath =
    process.env.CHROMIUM ?? onPath('chromium-headless-shell') ?? onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome')
  if (!executablePath)
    throw new ToolMissing('the page must hydrate, and there is no browser to see it: set CHROMIUM or apt-get install chromium')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] })
}

function onPath(tool: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        // Not in this folder: the next one may have it.
        return false
      }
    })
}
