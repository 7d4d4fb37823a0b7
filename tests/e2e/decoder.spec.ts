import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, enrolled, playedTo, signIn, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// Browsers give a film up in the middle: the graphics process dies, a laptop wakes, a picture cannot be decoded.

declare global {
  interface Window {
    source?: MediaSource
  }
}

/** What the page plays from is remembered, so that it can be broken. */
const withSource = (page: Page) =>
  page.addInitScript(() => {
    const add = MediaSource.prototype.addSourceBuffer
    MediaSource.prototype.addSourceBuffer = function (type) {
      window.source = this
      return add.call(this, type)
    }
  })

/** The decoder gives up, as the standard has it: the element reports error 3. */
const breakDecoder = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((broken) => {
        const { source } = window
        const buffer = source?.sourceBuffers[0]
        const fail = () => {
          if (source?.readyState !== 'open' || buffer?.updating) return
          document.querySelector('video')?.addEventListener('error', () => broken(), { once: true })
          source.endOfStream('decode')
        }
        // A source that has everything is closed; taking a little away opens it.
        buffer?.addEventListener('updateend', fail)
        if (source?.readyState === 'open') fail()
        else buffer?.remove(22, 24)
      }),
  )

test('a film the browser gave up goes on where it was; one it gives up for good says so and can be tried again @full', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await withFilm(staff, scene)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await withSource(page)
  await signIn(page, scene.school, 'ines@school.test')
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? ''))
  await page.getByRole('button', { name: /play/i }).first().click()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(3)

  await breakDecoder(page)
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(4.5)
  const notice = page.getByRole('alert').filter({ hasText: 'could not play the video' })
  await expect(notice).toHaveCount(0)

  await expect(async () => {
    await breakDecoder(page)
    await expect(notice).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 40_000 })
  const stopped = await playedTo(page)
  await notice.getByRole('button', { name: 'Try again' }).click()
  await expect(notice).toHaveCount(0)
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(stopped + 1)
})
