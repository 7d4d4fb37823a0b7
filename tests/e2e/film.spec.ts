import { urls } from '#app/urls.ts'
import { aScene, enrolled, play, playedTo, signIn, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// What comes after a film, and where a student goes on.

const SECONDS = 12
const THIRD = 2

test('who stopped in a lesson goes on with it, and who has seen it to the end is offered the next @full', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server, { lessons: ['First', 'Second', 'Third', 'Fourth'] })
  const { page: staff } = await newcomer()
  await withFilm(staff, scene, { at: THIRD, seconds: SECONDS })
  await enrolled(scene, 'ines@school.test')
  const { page, context } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? ''))
  await page.getByRole('button', { name: 'Mark as done' }).first().click()
  await expect(page.getByText('1 of 4').first()).toBeVisible()

  await play(page, scene, THIRD)
  const goesOnWith = page.getByRole('region', { name: 'A course' })
  await page.getByRole('link', { name: `School ${scene.slug}` }).click()
  await expect(goesOnWith).toContainText('Third')
  await play(page, scene, THIRD)
  await page.goto(scene.school + urls.school.learn())
  await expect(goesOnWith).toContainText('Third')

  // To the end without a line: what it means is known as soon as the line is back.
  await page.getByRole('link', { name: 'Continue' }).first().click()
  await page.getByRole('button', { name: /play/i }).first().click()
  await expect
    .poll(() => page.evaluate(() => document.querySelector('video')?.buffered.end(0) ?? 0), { timeout: 30_000 })
    .toBeGreaterThan(SECONDS - 1)
  await page.evaluate(() => {
    const video = document.querySelector('video')
    if (video) video.currentTime = 0
  })
  await expect.poll(() => playedTo(page)).toBeGreaterThan(1)
  await page.keyboard.press('f')
  await context.setOffline(true)
  const card = page.getByRole('region', { name: 'The end of this video' })
  await expect(card).toBeVisible({ timeout: 30_000 })
  await expect(card).toContainText('Fourth')
  expect(
    await page.evaluate(() => document.fullscreenElement?.contains(document.querySelector('[aria-label="The end of this video"]'))),
  ).toBe(true)
  await expect(card.getByRole('button', { name: 'Continue' })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Mark as done' }).first()).toBeAttached()
  await page.keyboard.press('f')
  await context.setOffline(false)
  await expect(page.getByText('2 of 4').first()).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Mark as done' })).toHaveCount(0)

  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(card).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(SECONDS - 1)
  await card.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: 'Fourth' })).toBeVisible()
})

test('without script a film says what it needs', async ({ server, browser, newcomer }) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await withFilm(staff, scene, { seconds: 2 })
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? ''))
  // Playwright's search by text passes over noscript.
  await expect(page.locator('noscript p')).toBeVisible()
  await expect(page.locator('noscript p')).toContainText('Videos need JavaScript to play.')
  await context.close()
})
