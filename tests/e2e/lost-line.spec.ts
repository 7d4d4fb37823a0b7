import { urls } from '#app/urls.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

test('a place of the rail pressed without a connection keeps the page and its text; another try leads there', async ({
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
  const rail = page.getByRole('navigation', { name: 'Main' })
  await context.setOffline(true)
  await rail.getByRole('link', { name: 'People' }).click()
  const told = page.getByText('There is no connection').first()
  await expect(told).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(told).toBeVisible()
  await expect(name).toHaveValue('A name nobody has saved')
  expect(new URL(page.url()).pathname).toBe(urls.dashboard.settings(scene.slug))
  await context.setOffline(false)
  // That something is not saved is asked about when one really goes.
  page.once('dialog', (dialog) => dialog.accept())
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
})

test('a place never opened before fails inside the frame while the server is away, and opens when it is back', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.settings(scene.slug), { waitUntil: 'networkidle' })
  await takenOver(page)
  const scripts = page.locator('link[rel="modulepreload"][href*="people"]')
  await expect(scripts).not.toHaveCount(0)
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /people-[^/]+\.js$/.test(name)))
  await page.route(
    (url) => !url.pathname.startsWith('/assets/'),
    (route) => route.abort('connectionrefused'),
  )
  const rail = page.getByRole('navigation', { name: 'Main' })
  await rail.getByRole('link', { name: 'People' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(rail.getByRole('link', { name: 'Courses' })).toBeVisible()
  await page.unrouteAll()
  await rail.getByRole('link', { name: 'People' }).click()
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
})
