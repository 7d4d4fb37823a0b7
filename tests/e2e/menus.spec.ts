import type { Locator, Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, enrolled, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// A menu opens at the first click, tap or key, however soon after the page came.

const opened = (page: Page) => expect(page.getByRole('menu')).toBeVisible()

async function pressOnce(page: Page, button: Locator): Promise<void> {
  await button.scrollIntoViewIfNeeded()
  const box = await button.boundingBox()
  if (!box) throw new Error('it is not on the screen')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

/** Every menu of staff, with the page it is on. */
const menus = (scene: Scene): readonly [string, (page: Page) => Locator][] => [
  [urls.dashboard.course(scene.slug, scene.course.id), (page) => page.getByRole('button', { name: 'More about Second' })],
  [urls.dashboard.course(scene.slug, scene.course.id), (page) => page.getByRole('button', { name: 'More about One section' })],
  [urls.dashboard.course(scene.slug, scene.course.id), (page) => page.getByRole('button', { name: 'More', exact: true })],
  [urls.dashboard.courses(scene.slug), (page) => page.getByRole('button', { name: 'More about A course' })],
]

test('every menu of the dashboard opens at the first click of a mouse', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  for (const [path, button] of menus(scene)) {
    await page.goto(scene.platform + path)
    await takenOver(page)
    await pressOnce(page, button(page))
    await opened(page)
    // Still there once the page has come to rest.
    await page.getByRole('menuitem').first().hover()
    await opened(page)
  }
})

test('after hovering, by key and by tap as well @full', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  for (const [path, button] of menus(scene)) {
    await page.goto(scene.platform + path)
    await takenOver(page)
    await button(page).hover()
    await pressOnce(page, button(page))
    await opened(page)
    await page.reload()
    await takenOver(page)
    await button(page).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem').first()).toBeFocused()
  }
  const { page: phone } = await newcomer({ phone: true })
  await signIn(phone, scene.platform, scene.owner.email)
  for (const [path, button] of menus(scene)) {
    await phone.goto(scene.platform + path)
    await takenOver(phone)
    await button(phone).tap()
    await opened(phone)
  }
})

test('the account menu beside a lesson opens at the first click, before any script is here', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  const lesson = scene.school + urls.school.lesson(scene.course.slug, scene.lessons[1]?.id ?? '')
  const account = page.locator('summary').filter({ has: page.getByText('IB', { exact: true }) })
  const signOut = page.getByRole('button', { name: 'Sign out' })
  await page.goto(lesson)
  await takenOver(page)
  await pressOnce(page, account)
  await expect(signOut).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(signOut).toBeHidden()

  await page.route('**/*.js', (route) => route.abort())
  await page.goto(lesson, { waitUntil: 'commit' })
  await pressOnce(page, account)
  await expect(signOut).toBeVisible()
})
