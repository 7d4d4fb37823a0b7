import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { courseById } from '#tenants/courses/find.ts'
import { aScene, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// Forms that stay on their page: what is typed while a save is on its way is not lost with its answer.

const FORMS = [
  {
    name: 'details',
    address: (scene: Scene) => urls.dashboard.courseDetails(scene.slug, scene.course.id),
    field: /^What can a student do/,
  },
  { name: 'settings', address: (scene: Scene) => urls.dashboard.settings(scene.slug), field: /^Tagline/ },
]

/** Holds every action back until it is let go. */
async function slowLine(page: Page): Promise<() => void> {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/*.data*', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  return letGo
}

for (const { name, address, field } of FORMS) {
  test(`${name}: words typed while a save is on its way are still unsaved, and leaving asks`, async ({ server, newcomer }) => {
    const scene = await aScene(server)
    const { page } = await newcomer()
    await signIn(page, scene.platform, scene.owner.email)
    await page.goto(scene.platform + address(scene))
    await takenOver(page)
    const save = page.getByRole('button', { name: /^Save/ }).first()
    const letGo = await slowLine(page)
    await page.getByLabel(field).fill('Sent.')
    await save.click()
    await page.getByLabel(field).fill('Sent. And typed on.')
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    letGo()
    await answered
    await expect(page.getByText('Not saved yet').first()).toBeVisible()
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    await page.getByRole('link', { name: 'People' }).first().click()
    await expect.poll(() => asked).toEqual(['confirm'])
    await expect(page.getByLabel(field)).toHaveValue('Sent. And typed on.')
    await save.click()
    await expect(page.getByText(/^Saved/).first()).toBeVisible()
    await page.reload()
    await expect(page.getByLabel(field)).toHaveValue('Sent. And typed on.')
    await page.getByLabel(field).fill('Another.')
    await expect(page.getByText(/^Saved/)).toHaveCount(0)
  })

  test(`${name}: a server that cannot be reached leaves the form and offers another try`, async ({ server, newcomer }) => {
    const scene = await aScene(server)
    const { page } = await newcomer()
    await signIn(page, scene.platform, scene.owner.email)
    await page.goto(scene.platform + address(scene))
    await takenOver(page)
    await page.route('**/*.data*', (route) => route.abort('internetdisconnected'))
    await page.getByLabel(field).fill('Typed without a line.')
    await page.getByRole('button', { name: /^Save/ }).first().click()
    await expect(page.getByText(/The server did not answer/).first()).toBeVisible()
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByText(/^Saved/).first()).toBeVisible()
    await page.reload()
    await expect(page.getByLabel(field)).toHaveValue('Typed without a line.')
  })
}

test('publishing without a line says so beside the button and can be tried again', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await scene.inside((tenant) => changeCourse(tenant, scene.owner.id, scene.course.id, { outcome: 'Something new.' }))
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await takenOver(page)
  await page.route('**/*.data*', (route) => route.abort('internetdisconnected'))
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Take off the site' }).click()
  await expect(page.getByText(/The server did not answer/).first()).toBeVisible()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Draft').first()).toBeVisible()
  const published = () => scene.inside((tenant) => tenant.read((db) => courseById(db, scene.course.id).publishedVersionId))
  await expect.poll(published).toBeNull()
})
