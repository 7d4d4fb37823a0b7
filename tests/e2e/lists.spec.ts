import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { listsOf } from '#tenants/lists/saved-lists.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// A list that was set is kept under a name, on each screen that has lists, and what is done to it can be undone.

const axe = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 160)}`)

const kept = (page: Page) => page.getByRole('list', { name: 'Saved lists' })

test('courses, jobs, people and the audit log each keep their lists, which open as they were set', async ({ server, newcomer }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing' })
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  const { courses, jobs, audit, people } = urls.dashboard
  const places = [
    [courses(scene.slug, { q: 'dye', status: 'published' }), courses(scene.slug)],
    [jobs(scene.slug, { show: 'failed', q: 'vat', kind: 'video', sort: 'oldest' }), jobs(scene.slug)],
    [audit(scene.slug, { q: 'natural', about: 'course', from: '2026-01-01', sort: 'oldest' }), audit(scene.slug)],
    [people(scene.slug, { search: 'ines', segment: 'stuck' }), people(scene.slug)],
  ] as const
  const { registerStudent } = await import('#tenants/people/students.ts')
  await scene.inside((tenant) =>
    registerStudent(tenant, { name: 'Ines', email: 'ines@lists.test', password: 'a long enough one' }, { address: '', userAgent: '' }),
  )
  for (const [set, bare] of places) {
    await page.goto(scene.platform + bare)
    await takenOver(page)
    await expect(page.getByText('Save this list')).toHaveCount(0)
    await page.goto(scene.platform + set)
    await takenOver(page)
    await page.getByText('Save this list').click()
    await page.getByLabel('Name of the list').fill('The ones I look at')
    await page.keyboard.press('Enter')
    await expect(page.getByText('“The ones I look at” is saved.').first()).toBeVisible()
    await expect(kept(page).getByRole('link', { name: 'The ones I look at' })).toHaveAttribute('aria-current', 'page')
    await page.goto(scene.platform + bare)
    await takenOver(page)
    await kept(page).getByRole('link', { name: 'The ones I look at' }).click()
    await expect(page).toHaveURL(scene.platform + set)
    // The field says what is looked for.
    await expect(page.getByRole('searchbox').first()).toHaveValue(/.+/)
    expect(await axe(page)).toEqual([])
  }
})

test('on a phone a list is renamed and removed, both taken back from the toast, and a name stands once', async ({ server, newcomer }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing' })
  const { page } = await newcomer({ phone: true, dark: true })
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.courses(scene.slug, { q: 'dye' }))
  await takenOver(page)
  const save = async (name: string) => {
    await page.getByText('Save this list').tap()
    await page.getByRole('textbox', { name: 'Name of the list' }).fill(name)
    await page.getByRole('button', { name: 'Save', exact: true }).tap()
  }
  await save('Dyes')
  const link = (name: string) => kept(page).getByRole('link', { name, exact: true })
  const change = async (name: string) => page.getByLabel(`Change ${name}`).tap()
  await change('Dyes')
  await page.getByRole('textbox', { name: 'Name of the list' }).fill('Colours')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Rename' }).tap()
  await expect(link('Colours')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).tap()
  await expect(link('Dyes')).toBeVisible()
  await change('Dyes')
  await page.getByRole('button', { name: 'Remove' }).tap()
  await expect(kept(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).tap()
  await expect(link('Dyes')).toBeVisible()
  await page.goto(scene.platform + urls.dashboard.courses(scene.slug, { q: 'weld' }))
  await takenOver(page)
  await save('dyes')
  await expect(page.getByText('There is a list of the name “dyes” already.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name of the list' })).toHaveValue('dyes')
  expect(await scene.inside((tenant) => tenant.read((db) => listsOf(db, 'courses').map(({ query }) => query)))).toEqual(['q=dye'])
})

test('without script a list is kept, removed, and kept again from the line that says so', async ({ server, browser }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing' })
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.audit(scene.slug, { about: 'course' }))
  await page.getByText('Save this list').click()
  await page.getByLabel('Name of the list').fill('Courses alone')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('“Courses alone” is saved.')).toBeVisible()
  await page.getByLabel('Change Courses alone').click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(kept(page).getByRole('link', { name: 'Courses alone' })).toBeVisible()
  await context.close()
})

test('the audit log is searched while one types, in the words it shows, and read from its beginning', async ({ server, newcomer }) => {
  const scene = await aScene(server, { title: 'Natural Dyeing' })
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.audit(scene.slug))
  await takenOver(page)
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') })
  await page.getByRole('searchbox').fill(`${scene.owner.name} published natural`)
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('published the course Natural Dyeing')
  await expect(page).toHaveURL(/[?&]q=/)
  await page.getByRole('searchbox').fill('nothing of the kind')
  await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible()
  await page.goto(scene.platform + urls.dashboard.audit(scene.slug, { sort: 'oldest' }))
  await expect(rows.first()).toContainText('opened the school')
})
