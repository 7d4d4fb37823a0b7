import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { everyScreen } from './every-screen.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'
import { enter, everyState } from './states.ts'
import { motionOf, watchMotion } from './stillness.ts'

// Nothing moves for who asked for no motion.

async function asksForNone(page: Page): Promise<Page> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await watchMotion(page)
  return page
}

test('with reduced motion nothing moves on any screen, nor where something opens, is told, chosen or fails', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(240_000)
  const still = async () => ({ page: await asksForNone((await newcomer()).page) })
  const found: string[] = []
  for (const [page, address] of await everyScreen(server, still, 'still', false, {
    course: 'A course',
    student: 'Ines',
    batch: 'Workshop',
  })) {
    await page.goto(address)
    found.push(...(await motionOf(page)).map((motion) => `${new URL(address).pathname}: ${motion}`))
  }
  for (const state of await everyState(server, still, false)) {
    await test.step(state.name, () => enter(state))
    found.push(...(await motionOf(state.page)).map((motion) => `${state.name}: ${motion}`))
  }
  expect(found).toEqual([])
})

test('with reduced motion a lesson that is dragged lies where it is let go at once', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const page = await asksForNone((await newcomer()).page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await takenOver(page)
  const [first, third] = [page.getByRole('button', { name: 'Move First' }), page.getByRole('button', { name: 'Move Third' })]
  const [from, to] = [await first.boundingBox(), await third.boundingBox()]
  if (!from || !to) throw new Error('the handles are not on the screen')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 })
  expect(await motionOf(page)).toEqual([])
  await page.mouse.up()
  await expect(page.locator('li[data-lesson]').last()).toContainText('First')
  expect(await motionOf(page)).toEqual([])
})

test('the look at what moves finds what moves', async ({ newcomer }) => {
  const { page } = await newcomer()
  await watchMotion(page)
  await page.goto('about:blank')
  const moving = async (html: string) => {
    await page.setContent(html)
    return (await motionOf(page)).join('\n')
  }
  expect(await moving('<p style="transition: color 140ms">Slow</p>')).toContain('would move')
  expect(await moving('<style>@keyframes turn { to { rotate: 1turn } }</style><p style="animation: turn 1s infinite">Round</p>')).toContain(
    'runs',
  )
  expect(await moving('<html style="scroll-behavior: smooth">Far')).toContain('would move')
  expect(await moving('<p>Still</p>')).toBe('')
  await page.evaluate(() => document.body.animate([{ opacity: 0 }, { opacity: 1 }], 160))
  expect(await motionOf(page)).toContainEqual(expect.stringContaining('moved by script'))
})
