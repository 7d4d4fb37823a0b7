import type { Locator, Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, enrolled, type Scene, signIn, takenOver } from './scene.ts'
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
  await expect(handle(page, 'First')).toBeFocused()
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

test('what was deleted hands the focus to what comes after it, and Escape leaves it on the handle', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await board(page, scene)
  const remove = async (title: string) => {
    await page.getByRole('button', { name: `More about ${title}` }).press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
  }
  await handle(page, 'Third').focus()
  for (const key of ['Space', 'ArrowUp', 'ArrowUp', 'Escape']) await page.keyboard.press(key)
  await inOrder(page, 'First', 'Second', 'Third')
  await expect(handle(page, 'Third')).toBeFocused()
  await remove('Second')
  await expect(handle(page, 'Third')).toBeFocused()
  await remove('Third')
  await expect(handle(page, 'First')).toBeFocused()
  await remove('First')
  await expect(page.getByLabel('Add a lesson', { exact: true })).toBeFocused()
  await remove('One section')
  await expect(page.getByLabel('Add a section')).toBeFocused()
})

test('before going live one is told how many lessons are empty, and after taking it off, for how many it is gone', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await board(page, scene)
  await page.getByLabel('Add a lesson', { exact: true }).fill('Fourth')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 of 4 lessons is still empty.').first()).toBeVisible()
  await page.getByRole('button', { name: 'Publish changes' }).click()
  const question = page.getByRole('dialog', { name: /1 of 4 lessons/ })
  await expect(question.getByRole('link', { name: 'Fourth' })).toBeVisible()
  await question.getByRole('button', { name: 'Publish anyway' }).click()
  await expect(page.getByText(/Students see it now/).first()).toBeVisible()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Take off the site' }).click()
  await expect(page.getByText('“A course” is off the site. 1 student cannot open it now.').first()).toBeVisible()
  // A toast stands at the end of the body, and wears the school's colour all the same.
  const colours = await page.evaluate(() =>
    ['main', '[role=region] li, body'].map((where) =>
      getComputedStyle(document.querySelector(where) ?? document.body).getPropertyValue('--accent'),
    ),
  )
  expect(new Set(colours).size).toBe(1)
})
