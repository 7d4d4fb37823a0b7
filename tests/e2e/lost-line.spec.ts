import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// What is pressed while the server is away leaves the page one is on, with what is typed into it, and can be pressed again.

const STAYS = 'The page did not come'

const cut = (page: Page) => page.route('**/*', (route) => route.abort('internetdisconnected'))

test('a place of the rail pressed without a line keeps the page, its text and where one had scrolled to; another try leads there', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const { page, context } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.settings(scene.slug))
  await takenOver(page)
  const name = page.getByRole('textbox').first()
  await name.fill('A name nobody has saved')
  await page.evaluate(() => window.scrollTo({ top: 60, behavior: 'instant' }))
  const rail = page.getByRole('navigation', { name: 'Main' })
  await context.setOffline(true)
  // One whose script has never been asked for.
  await rail.getByRole('link', { name: 'People' }).click()
  await expect(page.getByText(STAYS).first()).toBeVisible()
  await expect(name).toHaveValue('A name nobody has saved')
  expect(new URL(page.url()).pathname).toBe(urls.dashboard.settings(scene.slug))
  await context.setOffline(false)
  // That something is not saved is asked about when one really goes.
  page.once('dialog', (dialog) => dialog.accept())
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
})

test('a page that has been open before is asked for in vain, and nothing moves', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer({ phone: true, dark: true })
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.courses(scene.slug))
  await takenOver(page)
  await page.goto(scene.platform + urls.dashboard.newCourse(scene.slug))
  await takenOver(page)
  const title = page.getByRole('textbox').first()
  await title.fill('Half a title')
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').first().hover()
  await cut(page)
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link').first().click()
  await expect(page.getByText(STAYS).first()).toBeVisible()
  await expect(title).toHaveValue('Half a title')
  // The address and the way back are as if nothing had been pressed.
  expect(page.url()).toBe(scene.platform + urls.dashboard.newCourse(scene.slug))
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Courses', level: 1 })).toBeVisible()
})

test('a lesson pressed while the server is away leaves the one that is open; another try opens it', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? ''))
  await takenOver(page)
  const first = await page.getByRole('heading', { level: 1 }).textContent()
  const lessons = page.getByRole('complementary')
  // A proxy says so for a server that starts anew.
  await page.route('**/*.data*', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: 'Bad gateway' }))
  await lessons.getByRole('link', { name: /Second/ }).click()
  await expect(page.getByText(STAYS).first()).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(first ?? '')
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Second', level: 1 })).toBeVisible()
})
