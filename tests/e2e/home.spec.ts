import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { courseDays } from '#tenants/insights/schema.ts'
import { noteVisit } from '#tenants/insights/staff-seen.ts'
import { markLesson } from '#tenants/learning/progress.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { aScene, enrolled, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

const DAY = 86_400_000

const axe = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)}`)

/** The owner was here two days ago; since then a student joined, a colleague published, and codes come to their end. */
async function aBusySchool(server: Parameters<typeof aScene>[0]): Promise<Scene> {
  const scene = await aScene(server, { title: 'Natural Dyeing', lessons: ['The indigo vat', 'Weld'] })
  await scene.inside((tenant) => noteVisit(tenant, scene.owner.id, Date.now() - 2 * DAY))
  // Enough weeks to be drawn.
  const today = Math.floor(Date.now() / DAY)
  const earlier = [21, 35].map((ago) => ({ day: today - ago, courseId: '', joined: 2 }))
  await scene.inside((tenant) => tenant.transact((tx) => tx.insert(courseDays).values(earlier).run().changes))
  const student = await enrolled(scene, `ines@${scene.slug}.test`)
  await scene.inside(async (tenant) => {
    await markLesson(tenant, student, scene.course.slug, scene.lessons[0]?.id ?? '', true)
    await changeCourse(tenant, 'person_gone', scene.course.id, { outcome: 'Dye with plants' })
    await publishCourse(tenant, 'person_gone', scene.course.id)
    await createBatch(tenant, scene.owner.id, { courseId: scene.course.id, label: 'Fair', count: 3, expiresAt: Date.now() + 3 * DAY })
  })
  return scene
}

test('Home says what needs the person and what is new to them; a chart is read by keyboard', async ({ server, newcomer }) => {
  const scene = await aBusySchool(server)
  for (const look of [{}, { phone: true, dark: true }]) {
    const { page } = await newcomer(look)
    await signIn(page, scene.platform, scene.owner.email)
    await page.goto(scene.platform + urls.dashboard.home(scene.slug))
    await takenOver(page)
    await expect(page.getByText(/The codes “Fair” expire on/)).toBeVisible()
    await expect(page.getByText('Somebody who left published “Natural Dyeing”.')).toBeVisible()
    await expect(page.getByText('One student joined', { exact: true })).toBeVisible()
    const chart = page.getByRole('slider', { name: 'New students' })
    await expect(chart).toHaveAttribute('aria-valuetext', 'This week so far: 1')
    await chart.focus()
    await page.keyboard.press('ArrowLeft')
    await expect(chart).toHaveAttribute('aria-valuetext', /^Week of .+: 0$/)
    await page.keyboard.press('Home')
    await expect(chart).toHaveAttribute('aria-valuenow', '1')
    await page.getByText('As a table').first().click()
    await expect(page.getByRole('rowheader', { name: 'This week so far' }).first()).toBeVisible()
    expect(await axe(page)).toEqual([])
  }
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await page.getByRole('button', { name: 'Mark as seen' }).click()
  await expect(page.getByText('Nothing new since then.')).toBeVisible()
  await page.getByRole('link', { name: /^Look: The codes “Fair”/ }).click()
  await expect(page.getByRole('heading', { name: /Fair/ }).first()).toBeVisible()
})

test('the tray is opened, read and closed by keyboard, and gives the focus back', async ({ server, newcomer }) => {
  const scene = await aBusySchool(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  const bell = page.getByRole('complementary').getByRole('link', { name: /^Notifications, 3 new/ })
  await bell.focus()
  await page.keyboard.press('Enter')
  const tray = page.getByRole('dialog', { name: 'Notifications' })
  await expect(tray.getByText('Ines Bakker joined.')).toBeVisible()
  await expect(tray.getByText('Somebody who left published “Natural Dyeing”.')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(tray).toBeHidden()
  await expect(bell).toBeFocused()
  await page.keyboard.press('Enter')
  await tray.getByRole('button', { name: 'Mark all as read' }).press('Enter')
  await expect(tray.getByRole('button', { name: 'Mark all as read' })).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary').getByRole('link', { name: 'Notifications', exact: true })).toBeFocused()
})

test('on a phone the tray opens from the bar and leads to what it tells; its page mutes a kind', async ({ server, newcomer }) => {
  const scene = await aBusySchool(server)
  const { page } = await newcomer({ phone: true, dark: true })
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.courses(scene.slug))
  await takenOver(page)
  await page.getByRole('link', { name: /^Notifications, 3 new/ }).tap()
  const tray = page.getByRole('dialog', { name: 'Notifications' })
  await expect(tray.getByText('Ines Bakker joined.')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await tray.getByRole('link', { name: 'All notifications and settings' }).tap()
  await page.waitForURL('**/notifications')
  await expect(tray).toBeHidden()
  await page.getByRole('button', { name: 'Mute: Students who join' }).tap()
  await expect(page.getByText('Ines Bakker joined.')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Hear again: Students who join' })).toBeVisible()
  expect(await axe(page)).toEqual([])
})

test('without script the bell leads to a page, where all is read and muted by forms', async ({ server, browser }) => {
  const scene = await aBusySchool(server)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await page
    .getByRole('complementary')
    .getByRole('link', { name: /^Notifications/ })
    .click()
  await expect(page.getByText('Ines Bakker joined.')).toBeVisible()
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByRole('button', { name: 'Mark all as read' })).toBeHidden()
  await page.getByRole('button', { name: 'Mute: Students who join' }).click()
  await expect(page.getByText('Ines Bakker joined.')).toBeHidden()
  await context.close()
})
