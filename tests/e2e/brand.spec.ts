import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { letterLogoPath } from '#tenants/mail/letter-look.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { aScene, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

/** How the page in the preview is set: what a browser has computed, not what was asked for. */
const looks = (page: Page) =>
  page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
    const inside = frame.contentDocument
    const [title, action] = [inside?.querySelector('h1'), inside?.querySelector('.button-primary')]
    return title && action
      ? {
          font: getComputedStyle(title).fontFamily.split(',')[0],
          ground: getComputedStyle(action).backgroundColor,
          radius: getComputedStyle(action).borderRadius,
        }
      : undefined
  })

const brandOf = (scene: Scene) => scene.inside((tenant) => tenant.read(schoolFace))

async function openBrand(page: Page, scene: Scene): Promise<void> {
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.brand(scene.slug))
  await takenOver(page)
}

test('a colour and fonts are seen before they are saved, and stand on the site after', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await openBrand(page, scene)
  await expect.poll(() => looks(page)).toMatchObject({ font: '"Newsreader Variable"' })
  const before = await looks(page)

  await page.getByLabel('Colour as a code').fill('#2f55d4')
  await page.getByRole('radio', { name: 'Lora and Inter' }).check({ force: true })
  await page.getByRole('radio', { name: 'Sharp' }).check({ force: true })
  await expect.poll(() => looks(page)).toMatchObject({ font: '"Lora Variable"', radius: '0px' })
  expect((await looks(page))?.ground).not.toBe(before?.ground)
  expect(await brandOf(scene)).toMatchObject({ accent: '#156a40', fonts: 'newsreader-geist' })
  await expect(page.getByText('Not saved yet')).toBeVisible()

  await page.getByText('Course page', { exact: true }).click()
  await expect(page.frameLocator('iframe').getByRole('heading', { level: 1, includeHidden: true })).toHaveText('A course')
  await expect.poll(() => looks(page)).toMatchObject({ font: '"Lora Variable"', radius: '0px' })

  await page.getByText('Mail', { exact: true }).click()
  const letter = page.frameLocator('iframe').getByRole('heading', { level: 1, includeHidden: true })
  await expect(letter).toHaveCSS('font-family', /^Lora, Georgia/)
  await expect(page.frameLocator('iframe').locator('td:has(> a[style*="inline-block"])')).toHaveCSS('background-color', 'rgb(47, 85, 212)')
  await page.getByText('Round', { exact: true }).click()
  await expect(page.frameLocator('iframe').locator('td:has(> a[style*="inline-block"])')).toHaveCSS('border-radius', '24px')
  await page.getByText('Sharp', { exact: true }).click()

  const { page: visitor } = await newcomer()
  const fonts: string[] = []
  visitor.on('response', (answer) => {
    if (answer.url().endsWith('.woff2')) fonts.push(new URL(answer.url()).pathname)
  })
  await page.getByRole('button', { name: 'Save brand' }).click()
  await expect(page.getByText(/^Saved/)).toBeVisible()
  await visitor.goto(scene.school, { waitUntil: 'networkidle' })
  expect(await visitor.locator('h1').evaluate((title) => getComputedStyle(title).fontFamily)).toContain('Lora Variable')
  expect(fonts.length).toBeGreaterThan(0)
  for (const font of fonts) expect(font).toMatch(/\/(lora|inter)-/)
  const shift = await visitor.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        const watch = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value
        })
        watch.observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
      }),
  )
  expect(shift).toBeLessThan(0.02)
})

test('Back to what is saved undoes what was tried, and leaving with something unsaved is asked about', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await openBrand(page, scene)
  await page.getByRole('button', { name: 'Studio' }).click()
  await expect(page.getByRole('radio', { name: 'Bricolage Grotesque and DM Sans' })).toBeChecked()
  const asked: string[] = []
  page.once('dialog', (dialog) => {
    asked.push(dialog.type())
    return dialog.dismiss()
  })
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect.poll(() => asked).toEqual(['confirm'])
  await page.getByRole('button', { name: 'Back to what is saved' }).click()
  await expect(page.getByRole('radio', { name: 'Newsreader and Geist' })).toBeChecked()
  await expect(page.getByLabel('Colour as a code')).toHaveValue('#156a40')
  await expect(page.getByText('Not saved yet')).toBeHidden()
})

test('the whole screen works by keyboard, and axe finds nothing on it with any pane open', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer({ dark: true })
  await openBrand(page, scene)
  await page.getByRole('button', { name: 'Madder red' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Colour as a code')).toHaveValue('#a63d2f')
  await page.getByRole('radio', { name: 'Soft' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Round' })).toBeChecked()
  await page.getByRole('radio', { name: 'Home page' }).focus()
  for (const pane of ['Course page', 'Mail', 'Lesson']) {
    await page.keyboard.press('ArrowRight')
    await expect(page.getByTitle(`Your school as it would look: ${pane}`)).toBeVisible()
    await expect(page.frameLocator('iframe').locator('h1')).toBeAttached()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${pane}: ${id} ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
  }
  await page.getByLabel('Colour as a code').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Saved/)).toBeVisible()
  expect(await brandOf(scene)).toMatchObject({ accent: '#a63d2f', corners: 'round' })
})

test('one logo becomes icons; a picture that is no picture says why', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await openBrand(page, scene)
  const logo = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#c0209a' } })
    .png()
    .toBuffer()
  await page.locator('input[type=file]').first().setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: logo })
  await expect(page.getByText('In use.')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Made from your logo.')).toBeVisible()
  const host = new URL(scene.school).host
  const { text } = await server.ask(host, '/')
  const { assetId = '' } = (await brandOf(scene)).logo ?? {}
  const inLetters = await server.ask(host, letterLogoPath(assetId))
  expect(inLetters.status).toBe(200)
  expect(await sharp(inLetters.body).metadata()).toMatchObject({ format: 'png', width: 80 })
  const older = await server.ask(host, letterLogoPath('asset_before'))
  expect([older.status, older.headers.location]).toEqual([302, letterLogoPath(assetId)])
  const icon = await server.ask(host, /<link rel="apple-touch-icon" href="([^"]+)"/.exec(text)?.[1] ?? '')
  const { data } = await sharp(icon.body)
    .extract({ left: 90, top: 90, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(Math.abs((data[0] ?? 0) - 0xc0)).toBeLessThan(12)

  const drawn = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>')
  await page.locator('input[type=file]').nth(1).setInputFiles({ name: 'drawn.png', mimeType: 'image/png', buffer: drawn })
  await expect(page.getByRole('alert').filter({ hasText: /picture/ })).toBeVisible({ timeout: 60_000 })
})

test('a colour and a look are saved before script arrives', async ({ server, browser }) => {
  const scene = await aScene(server)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.brand(scene.slug))
  await page.getByLabel('Colour as a code').fill('#a63d2f')
  await page.getByRole('button', { name: 'Save brand' }).click()
  await expect.poll(async () => (await brandOf(scene)).accent).toBe('#a63d2f')
  await page.getByRole('button', { name: 'Gallery' }).click()
  await expect.poll(async () => (await brandOf(scene)).fonts).toBe('playfair-source-serif')
  await context.close()
})
