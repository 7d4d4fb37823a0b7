// Makes the README's picture from the demo school of a running bin/dev: node --import tsx tests/e2e/pictures.ts http://localhost:3000
import { chromium } from '@playwright/test'
import sharp from 'sharp'
import { DEMO } from '../../bin/demo.ts'

const platform = new URL(process.argv[2] ?? 'http://localhost:3000')
const school = `${platform.protocol}//${DEMO.slug}.${platform.host}`
const browser = await chromium.launch({
  ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
})

async function signIn(origin: string, who: { email: string; password: string }, size: { width: number; height: number }, dark = false) {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 2, colorScheme: dark ? 'dark' : 'light' })
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  return page
}

const home = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 })
await home.goto(school)
const desk = await signIn(platform.origin, DEMO.owner, { width: 1280, height: 800 })
await desk.getByRole('link', { name: 'Courses', exact: true }).first().click()
await desk
  .getByRole('link', { name: /Natural Dyeing/ })
  .first()
  .click()
await desk.getByRole('heading', { name: /Natural Dyeing/ }).waitFor()
const phone = await signIn(school, DEMO.student, { width: 390, height: 844 }, true)
await phone.goto(`${school}/learn`)
await phone
  .getByRole('link', { name: /Continue|Start|Go on/ })
  .first()
  .click()
await phone.waitForURL(/learn\/.+\/.+/)
await phone.waitForLoadState('networkidle')
await desk.waitForLoadState('networkidle')

const shots = await Promise.all([home, desk, phone].map((page) => page.screenshot()))
const scaled = await Promise.all(
  shots.map((shot) =>
    sharp(shot)
      .resize({ height: 800 })
      .extend({ top: 1, bottom: 1, left: 1, right: 1, background: '#d9d5cc' })
      .toBuffer({ resolveWithObject: true }),
  ),
)
let left = 24
const layers = scaled.map(({ data, info }) => {
  const at = { input: data, left, top: 24 }
  left += info.width + 24
  return at
})
await sharp({ create: { width: left, height: 850, channels: 3, background: '#f2efe8' } })
  .composite(layers)
  .png({ palette: true, colours: 192 })
  .toFile('docs/pictures/overview.png')
await browser.close()
