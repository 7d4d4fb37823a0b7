import type { Locator, Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// The order of a course by mouse, by finger and by keyboard; what was deleted comes back.

const titles = (page: Page): Locator => page.locator('main li a[href*="/lessons/"]')
const inOrder = async (page: Page, ...expected: string[]) => expect(titles(page)).toHaveText(expected)

async function board(page: Page, scene: Scene): Promise<void> {
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await takenOver(page)
  await inOrder(page, 'First', 'Second', 'Third')
}

/** The order as the server has it. */
async function keeps(page: Page, scene: Scene, ...expected: string[]): Promise<void> {
  const stored = () =>
    scene.inside(async (tenant) => {
      const { lessonsInOrder } = await import('#tenants/courses/find.ts')
      return tenant.read((db) => lessonsInOrder(db, scene.course.id).map((lesson) => lesson.title))
    })
  await expect.poll(stored).toEqual(expected)
  await page.reload()
  await inOrder(page, ...expected)
}

const handle = (page: Page, title: string) => page.getByRole('button', { name: `Move ${title}`, exact: true })

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox()
  if (!box) throw new Error('it is not on the screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

test('a lesson is dragged by mouse', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await board(page, scene)
  const from = await middle(handle(page, 'First'))
  const to = await middle(handle(page, 'Third'))
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x, from.y + 12, { steps: 3 })
  await page.mouse.move(to.x, to.y + 4, { steps: 12 })
  await page.mouse.up()
  await inOrder(page, 'Second', 'Third', 'First')
  await keeps(page, scene, 'Second', 'Third', 'First')
})

test('a lesson is dragged by finger', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page, context } = await newcomer({ phone: true })
  await board(page, scene)
  const from = await middle(handle(page, 'Third'))
  const to = await middle(handle(page, 'First'))
  const finger = await context.newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: from.x, y }] })
  await touch('touchStart', from.y)
  for (let step = 1; step <= 12; step++) await touch('touchMove', from.y + ((to.y - 6 - from.y) * step) / 12)
  await touch('touchEnd')
  await inOrder(page, 'Third', 'First', 'Second')
  await keeps(page, scene, 'Third', 'First', 'Second')
})

test('a lesson is moved by keyboard, and Escape leaves it where it was', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await board(page, scene)
  await handle(page, 'First').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByText('First is lesson 2 of 3 in One section.')).toBeAttached()
  await page.keyboard.press('Escape')
  await inOrder(page, 'First', 'Second', 'Third')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await inOrder(page, 'Second', 'First', 'Third')
  await expect(handle(page, 'First')).toBeFocused()
  await keeps(page, scene, 'Second', 'First', 'Third')
})

test('a deleted lesson comes back where it was', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await board(page, scene)
  await page.getByRole('button', { name: 'More about Second' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await inOrder(page, 'First', 'Third')
  await page.getByRole('button', { name: 'Undo' }).click()
  await inOrder(page, 'First', 'Second', 'Third')
  await keeps(page, scene, 'First', 'Second', 'Third')
})
