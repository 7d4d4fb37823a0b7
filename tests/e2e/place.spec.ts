import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { anAssistant, aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

const axe = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)}`)

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and go' })

test('by keyboard one goes anywhere, finds a lesson and a student, and comes back to where one was', async ({ server, newcomer }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing', lessons: ['The indigo vat', 'Weld'] })
  await enrolled(scene, 'ines@place.test')
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('indi')
  await expect(page.getByRole('option', { name: /The indigo vat/ })).toHaveAttribute('aria-selected', 'true')
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForURL(`**${urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[0]?.id ?? '')}`)
  await expect(palette(page)).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('ines')
  await page.getByRole('option', { name: /Ines Bakker/ }).click()
  await page.waitForURL('**/people?search=ines%40place.test')
  await expect(palette(page)).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('zzz')
  await expect(page.getByText('Nothing begins with “zzz”')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Alt+1')
  await page.waitForURL(`**${urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[0]?.id ?? '')}`)
})

test('the palette says that the school could not be asked, and asks again', async ({ server, newcomer }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing' })
  const { page } = await newcomer({ phone: true, dark: true })
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await page.route('**/search?*', (route) => route.abort())
  await page.getByRole('button', { name: 'Search', exact: true }).tap()
  await page.getByRole('combobox').fill('natural')
  await expect(page.getByText('The school could not be searched')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await page.unroute('**/search?*')
  await page.getByRole('button', { name: 'Try again' }).tap()
  await page.getByRole('option', { name: 'Natural Dyeing' }).tap()
  await page.waitForURL(`**${urls.dashboard.course(scene.slug, scene.course.id)}`)
})

test('keys of one letter lead to places, never while one types, and are switched off for good by the person', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await page.keyboard.type('gp')
  await page.waitForURL('**/people')
  await page.keyboard.type('gc')
  await page.waitForURL('**/courses')
  await expect(page.getByRole('searchbox')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('gs?')
  await expect(page.getByRole('searchbox')).toHaveValue('gs?')
  await page.getByRole('searchbox').fill('')
  await page.getByRole('searchbox').blur()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(help.getByText('New course')).toBeVisible()
  expect(await axe(page)).toEqual([])
  const saved = page.waitForResponse((answer) => answer.url().includes(urls.platform.preferences()))
  await help.getByRole('switch').click()
  await saved
  await expect(help.getByText('They are switched off')).toBeVisible()
  await page.goto(scene.platform + urls.dashboard.courses(scene.slug))
  await takenOver(page)
  await page.keyboard.type('?n')
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await expect(help).toBeHidden()
  expect(new URL(page.url()).pathname).toBe(urls.dashboard.courses(scene.slug))
})

test('a theme that was chosen is in the first byte of every page of the platform', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page, context } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await page.getByRole('button', { name: 'Appearance and shortcuts' }).click()
  const saved = page.waitForResponse((answer) => answer.url().includes(urls.platform.preferences()))
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await saved
  for (const path of [urls.dashboard.home(scene.slug), urls.platform.home()]) {
    const first = async () => /<html[^>]*>/.exec(await (await context.request.get(scene.platform + path)).text())?.[0]
    // The answer is there a moment before the browser has put its cookie away.
    await expect.poll(first).toContain('data-theme="dark"')
  }
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
})

test('the audit log says who did what, narrows to one person, and is nobody else’s to see', async ({ server, newcomer }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing' })
  await scene.inside((tenant) =>
    createCourse(tenant, 'person_gone', { title: 'Left behind', outcome: '', price: 0, currency: 'USD', sections: [] }),
  )
  await anAssistant(server, scene, 'abel@place.test')
  for (const look of [{}, { phone: true, dark: true }]) {
    const { page } = await newcomer(look)
    await signIn(page, scene.platform, scene.owner.email)
    await page.goto(scene.platform + urls.dashboard.audit(scene.slug))
    await expect(page.getByText('Olive Owner published the course Natural Dyeing')).toBeVisible()
    await expect(page.getByText('Somebody who left made the course Left behind')).toBeVisible()
    expect(await axe(page)).toEqual([])
    await page.getByLabel('Who', { exact: true }).selectOption('person_gone')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect(page.getByText('published the course')).toBeHidden()
    await expect(page.getByText('Somebody who left made the course Left behind')).toBeVisible()
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()])
    expect(csv.suggestedFilename()).toBe('audit-log.csv')
  }
  const { page: assistant } = await newcomer()
  await signIn(assistant, scene.platform, 'abel@place.test')
  await assistant.goto(scene.platform + urls.dashboard.home(scene.slug))
  await expect(assistant.getByRole('link', { name: 'Audit log' })).toHaveCount(0)
  expect((await assistant.goto(scene.platform + urls.dashboard.audit(scene.slug)))?.status()).toBe(403)
})
