import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, enrolled, play, playedTo, signIn, takenOver, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// The next film begins when one has ended, unless the student would rather not.

const card = (page: Page) => page.getByRole('region', { name: 'The end of this video' })
const toTheEnd = (page: Page) => page.keyboard.press('9')

test('the next video begins by itself, Escape and a switch keep it from that, and a reload begins nothing', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(180_000)
  const scene = await aScene(server, { lessons: ['First', 'Second'] })
  for (const at of [0, 1]) await withFilm((await newcomer()).page, scene, { at, seconds: 8 })
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  const second = scene.school + urls.school.lesson(scene.course.slug, scene.lessons[1]?.id ?? '')

  await play(page, scene)
  await toTheEnd(page)
  await expect(card(page)).toContainText(/Second.*Begins in \d s/)
  await expect(page.getByRole('status').filter({ hasText: 'The next lesson begins in 8 seconds. Escape stops that.' })).toBeAttached()
  await page.waitForURL(second)
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(1)
  // What follows on its heels says so too: this was the last one.
  await page.reload()
  await takenOver(page)
  await expect(page.getByRole('button', { name: 'Play the video' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'First' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play the video' })).toBeVisible()

  await page.getByRole('button', { name: 'Play the video' }).click()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(0.5)
  await toTheEnd(page)
  await expect(card(page).getByText(/Begins in/)).toBeVisible()
  await expect(card(page).getByRole('button', { name: 'Continue' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(card(page).getByText(/Begins in/)).toHaveCount(0)
  await expect(card(page).getByRole('button', { name: 'Watch again' })).toBeVisible()
  await expect(card(page).getByRole('button', { name: 'Continue' })).toBeFocused()

  await card(page).getByLabel('Play the next video by itself').uncheck()
  await page.reload()
  await play(page, scene)
  await toTheEnd(page)
  await expect(card(page)).toContainText('Second')
  await expect(card(page).getByText(/Begins in/)).toHaveCount(0)
  await expect(card(page).getByLabel('Play the next video by itself')).not.toBeChecked()
  // A button is a word: it begins all the same.
  await card(page).getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL(second)
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(1)
})
