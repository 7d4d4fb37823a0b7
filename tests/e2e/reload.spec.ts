import { aScene, enrolled, play, playedTo, signIn, takenOver, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// Where a film goes on, and where one points after its end.

test('a reload goes on at the second that was left, and after its end a film goes where one points', async ({ server, newcomer }) => {
  test.setTimeout(150_000)
  const scene = await aScene(server)
  await withFilm((await newcomer()).page, scene, { seconds: 40 })
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene)
  await page.keyboard.press('4')
  await expect.poll(() => playedTo(page)).toBeGreaterThan(17)
  const left = await playedTo(page)
  // The page is asked for before what was watched has arrived: a server that hears nothing of it at all.
  await page.route('**/learn/heartbeats', (route) => route.abort())
  await page.reload()
  await takenOver(page)
  await page.getByRole('button', { name: 'Play the video' }).click()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(left - 1)
  expect(await playedTo(page)).toBeLessThan(left + 8)

  await page.keyboard.press('9')
  const card = page.getByRole('region', { name: 'The end of this video' })
  await expect(card).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('5')
  await expect(card).toHaveCount(0)
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(20.5)
  expect(await playedTo(page)).toBeLessThan(30)

  // A menu that the mouse has opened hears Escape too.
  await page.mouse.move(400, 300)
  const speed = page.getByRole('button', { name: /^Speed/ })
  await speed.click()
  await expect(page.getByRole('menu', { name: 'Speed' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu', { name: 'Speed' })).toBeHidden()
})
