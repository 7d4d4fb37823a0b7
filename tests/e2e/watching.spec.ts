import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { lessonById } from '#tenants/courses/find.ts'
import { studentCoverage } from '#tenants/insights/student-coverage.ts'
import { aScene, enrolled, play, playedTo, type Scene, signIn, takenOver, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// A student watches a part, skips, and goes back; staff see which seconds that were, of the lesson and of the student.

const LONG = { timeout: 30_000 }

async function goTo(page: Page, at: number, until: number): Promise<void> {
  await page.evaluate((to) => {
    const film = document.querySelector('video')
    if (film) film.currentTime = to
  }, at)
  await expect.poll(() => playedTo(page), LONG).toBeLessThan(at + 3)
  await expect.poll(() => playedTo(page), LONG).toBeGreaterThan(until)
}

async function noComplaints(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
}

/** What the server has of the student: from, to, and whether again. */
const seen = (scene: Scene, student: string) =>
  scene.inside((tenant) =>
    tenant.read((db) => {
      const { id, assetId } = lessonById(db, scene.course.id, scene.lessons[0]?.id ?? '')
      return studentCoverage(db, student, [{ id, assetId }]).get(id)?.stretches ?? []
    }),
  )

test('which parts a student watched, skipped and played again stands on the lesson’s curve and in the student’s file', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await withFilm(staff, scene)
  const lesson = scene.lessons[0]?.id ?? ''
  const watching = scene.platform + urls.dashboard.lessonWatching(scene.slug, scene.course.id, lesson)
  await staff.goto(watching)
  await expect(staff.getByRole('heading', { name: 'Nobody has watched it yet' })).toBeVisible()

  const student = await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene)
  await expect.poll(() => playedTo(page), LONG).toBeGreaterThan(7)
  await goTo(page, 14, 18)
  await goTo(page, 2, 5)
  await page.evaluate(() => document.querySelector('video')?.pause())
  await expect.poll(async () => (await seen(scene, student)).some(({ again }) => again), LONG).toBe(true)
  const stretches = await seen(scene, student)
  const at = (second: number) => stretches.find(({ from, to }) => from <= second && second < to)
  expect(at(1)?.again).toBe(false)
  expect(at(3)?.again).toBe(true)
  expect(at(11)).toBeUndefined()
  expect(at(16)?.again).toBe(false)

  await staff.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, lesson))
  await staff.getByRole('link', { name: 'How it is watched' }).click()
  await staff.waitForURL(watching)
  await takenOver(staff)
  await expect(staff.getByRole('definition').first()).toHaveText('1')
  await expect(staff.getByText('of 1 in the course')).toBeVisible()
  const curve = staff.getByRole('slider', { name: 'Who is still there' })
  await curve.focus()
  await expect(curve).toHaveAttribute('aria-valuetext', '0:00: 100% saw it, 0 went back to it')
  for (let second = 0; second < 11; second++) await curve.press('ArrowRight')
  await expect(curve).toHaveAttribute('aria-valuetext', '0:11: 0% saw it, 0 went back to it')
  for (let second = 11; second < 16; second++) await curve.press('ArrowRight')
  await expect(curve).toHaveAttribute('aria-valuetext', '0:16: 100% saw it, 0 went back to it')
  // Enter shows what is seen there.
  await curve.press('Enter')
  await expect.poll(() => playedTo(staff), LONG).toBeGreaterThan(15)
  await staff.getByText('As a table').click()
  await expect(staff.getByRole('row', { name: /^0:16–0:17/ })).toContainText('100%')
  const [download] = await Promise.all([staff.waitForEvent('download'), staff.getByRole('link', { name: 'Download as CSV' }).click()])
  expect(download.suggestedFilename()).toMatch(/watching\.csv$/)

  await noComplaints(staff)
  await staff.goto(scene.platform + urls.dashboard.student(scene.slug, student))
  await staff.getByText(/of \d+ lessons/).click()
  await expect(staff.getByRole('img', { name: /more than once/ })).toBeVisible()
  await noComplaints(staff)
})
