import { changeStudents } from '#tenants/people/changes.ts'
import { aScene, enrolled, play, playedTo, signIn, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// Where the browser plays HLS itself and scripts may not, as on iPhones: Chromium without its MediaSource does the same.

test('a browser that plays films itself goes on after a lost line, and says what it is refused @full', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  await withFilm((await newcomer()).page, scene, { at: 1, seconds: 240 })
  const student = await enrolled(scene, 'ines@school.test')
  const { page, context } = await newcomer({ phone: true })
  await page.addInitScript(() => {
    for (const name of ['MediaSource', 'ManagedMediaSource', 'WebKitMediaSource']) Reflect.deleteProperty(window, name)
  })
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene, 1)
  expect(await page.evaluate(() => document.querySelector('video')?.currentSrc)).toMatch(/\/master\.m3u8$/)

  await context.setOffline(true)
  await page.keyboard.press('8')
  await expect(page.getByText('The connection was lost').first()).toBeVisible({ timeout: 40_000 })
  await context.setOffline(false)
  await expect.poll(() => playedTo(page), { timeout: 40_000 }).toBeGreaterThan(193)

  await scene.inside((tenant) => changeStudents(tenant, scene.owner.id, { ids: [student] }, { what: 'revoke', courseId: scene.course.id }))
  // Nothing of it has been loaded yet.
  await page.keyboard.press('5')
  await expect(page.getByRole('alert').getByText('your access has ended')).toBeVisible({ timeout: 40_000 })
})
