import AxeBuilder from '@axe-core/playwright'
import { urls } from '#app/urls.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// Who has not published yet walks through the course as its students will.

const BAND = 'Preview – only staff who may edit this course see this.'

test('a lesson as it was just typed, the course around it, and back to the editor', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const sections = [{ title: 'Roots', lessons: ['Digging madder', 'Reading the vat'] }]
  const draft = { title: 'Indigo, not yet', outcome: 'Blue by Sunday.', price: 4900, currency: 'USD', sections }
  const { course, lesson } = await scene.inside(async (tenant) => {
    const made = await createCourse(tenant, scene.owner.id, draft)
    return { course: made, lesson: tenant.read((db) => lessonsInOrder(db, made.id))[1]?.id ?? '' }
  })
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, course.id, lesson))
  await takenOver(page)
  await page.getByRole('button', { name: 'Text', exact: true }).click()
  await page.locator('[contenteditable=true]').click()
  await page.keyboard.type('The vat smells of hay.')
  await page.getByRole('link', { name: 'Preview' }).click()

  await page.waitForURL(scene.school + urls.school.lesson(course.slug, lesson))
  await expect(page.getByText(BAND)).toBeVisible()
  await expect(page.getByText('The vat smells of hay.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mark as done' }).first()).toBeDisabled()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page
    .getByRole('link', { name: /Digging madder/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Digging madder' })).toBeVisible()
  await expect(page.getByText(BAND)).toBeVisible()
  await page.getByRole('button', { name: 'Back to the editor' }).click()
  await expect(page.getByRole('textbox', { name: /title/i }).first()).toHaveValue('Digging madder')

  await page.goto(scene.platform + urls.dashboard.course(scene.slug, course.id))
  await takenOver(page)
  await page.getByRole('link', { name: 'Preview' }).click()
  await page.waitForURL(scene.school + urls.school.course(course.slug))
  await expect(page.getByRole('heading', { name: 'Indigo, not yet' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Go to the course' })).toBeVisible()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.getByRole('link', { name: 'See it as a visitor' }).click()
  await expect(page.getByText('$49').first()).toBeVisible()
  await page.getByRole('button', { name: 'Back to the editor' }).click()
  await page.waitForURL(scene.platform + urls.dashboard.course(scene.slug, course.id))
  // The preview is over: the draft is nobody's again.
  const answer = await page.goto(scene.school + urls.school.course(course.slug))
  expect(answer?.status()).toBe(404)
})

test('without script each step is a press', async ({ server, browser }) => {
  const scene = await aScene(server)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await page.getByRole('link', { name: 'Preview' }).click()
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByRole('link', { name: 'Open the preview' }).click()
  await expect(page.getByText(BAND)).toBeVisible()
  await context.close()
})
