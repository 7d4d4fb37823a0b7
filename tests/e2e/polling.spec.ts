import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { resizeImage } from '#tenants/media/jobs.ts'
import { assets } from '#tenants/media/schema.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { setSchoolLogo } from '#tenants/site/school-logo.ts'
import { DEVICE, PASSWORD } from '../setup/kit.ts'
import { aScene, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// Pages that look again by themselves: a look without an answer costs nothing but itself.

const LOOKS = '**/*.data*'

const cutTheLine = (page: Page) => page.route(LOOKS, (route) => route.abort('internetdisconnected'))

/** Lets time pass until the page has looked. */
async function looks(page: Page, ms: number): Promise<void> {
  const asked = page.waitForRequest(LOOKS)
  await page.clock.runFor(ms)
  await asked
  await page.clock.runFor(500)
}

async function newStudent(scene: Scene, name: string): Promise<void> {
  await scene.inside(async (tenant) => {
    const { student } = await registerStudent(tenant, { name, email: `${name}@school.test`, password: PASSWORD }, DEVICE)
    await tenant.transact((tx) => grant(tx, student.id, scene.course.id, { source: 'staff', actor: scene.owner.id }, Date.now()))
  })
}

test('the home page outlives a lost line and goes on afterwards', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await newStudent(scene, 'ines')
  const { page } = await newcomer()
  await page.clock.install()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await expect(page.getByText('ines').first()).toBeVisible()
  await cutTheLine(page)
  await looks(page, 31_000)
  await looks(page, 31_000)
  await expect(page.getByText('ines').first()).toBeVisible()
  await page.unrouteAll()
  await newStudent(scene, 'tomas')
  await looks(page, 31_000)
  await expect(page.getByText('tomas').first()).toBeVisible()
})

test('nobody looks while the tab is hidden; who comes back sees the new at once', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await page.clock.install()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('.data')) asked++
  })
  const show = (state: 'hidden' | 'visible') =>
    page.evaluate((to) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => to })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await show('hidden')
  await page.clock.runFor(120_000)
  expect(asked).toBe(0)
  await newStudent(scene, 'ines')
  await show('visible')
  await page.clock.runFor(100)
  await expect(page.getByText('ines').first()).toBeVisible()
})

test('an unsaved colour outlives a lost line while a logo is prepared', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await scene.inside(async (tenant) => {
    const asset = { id: 'asset_logo', kind: 'image', state: 'processing', name: 'logo.png', size: 1, createdBy: scene.owner.id } as const
    await tenant.transact((tx) => {
      tx.insert(assets)
        .values({ ...asset, createdAt: Date.now() })
        .run()
      // An hour from now, so that it waits as long as the test lasts.
      enqueue(tx, resizeImage, { payload: { assetId: asset.id }, subject: asset.id }, Date.now() + 3_600_000)
    })
    await setSchoolLogo(tenant, scene.owner.id, asset.id)
  })
  const { page } = await newcomer()
  await page.clock.install()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.brand(scene.slug))
  await takenOver(page)
  await page.getByLabel('Colour as a code').fill('#a63d2f')
  await cutTheLine(page)
  await looks(page, 2_500)
  await looks(page, 2_500)
  await expect(page.getByLabel('Colour as a code')).toHaveValue('#a63d2f')
  await expect(page.getByText('Being prepared.')).toBeVisible()
})
