import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { lessonById } from '#tenants/courses/find.ts'
import { lessonBody, saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { aScene, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// The text of a lesson saves itself, waits for a lost line, and never overwrites what somebody else wrote unasked.

const editor = (page: Page) => page.locator('[contenteditable=true]')
const saved = (page: Page) => expect(page.getByText(/^Saved/).first()).toBeVisible()

async function open(page: Page, scene: Scene): Promise<void> {
  await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[1]?.id ?? ''))
  await takenOver(page)
  await editor(page).click()
  await page.keyboard.press('Control+End')
}

test('text saves itself, formatting and all, and is there after a reload', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+b')
  await page.keyboard.type('Weld')
  await page.keyboard.press('Control+b')
  await page.keyboard.type(' is cut in flower.')
  await saved(page)
  await page.reload()
  await expect(editor(page).locator('strong')).toHaveText('Weld')
  await expect(editor(page)).toContainText('Weld is cut in flower.')
})

test('text typed without a connection is kept through a reload and can be brought back', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  await page.route('**/lessons/*/text', (route) => route.abort('internetdisconnected'))
  await page.keyboard.type(' Kept on this device.')
  await expect(page.getByText(/Not saved|Offline/).first()).toBeVisible()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await expect(page.getByText('Text you typed here was not saved').first()).toBeVisible()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect(editor(page)).toContainText('Kept on this device.')
  await saved(page)
  await page.reload()
  await expect(editor(page)).toContainText('Kept on this device.')
  await expect(page.getByText('Text you typed here was not saved')).toHaveCount(0)
})

test('text brought back does not overwrite what a colleague has saved since', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const lesson = scene.lessons[1]?.id ?? ''
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  await page.route('**/lessons/*/text', (route) => route.abort('internetdisconnected'))
  await page.keyboard.type(' Mine, not sent.')
  await expect(page.getByText(/Not saved|Offline/).first()).toBeVisible()
  const stored = () => scene.inside((tenant) => tenant.read((db) => lessonBody(db, lessonById(db, scene.course.id, lesson).bodyId)))
  const { updatedAt } = await stored()
  await scene.inside((tenant) => saveLessonBody(tenant, 'person_test', scene.course.id, lesson, '<p>From a colleague.</p>', updatedAt))
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect(page.getByText('This text was changed somewhere else').first()).toBeVisible()
  await expect(editor(page)).toContainText('Mine, not sent.')
  expect((await stored()).html).toContain('From a colleague.')
})

test('two windows on one text: the second is asked, and neither is lost unasked', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page: first, context } = await newcomer()
  await signIn(first, scene.platform, scene.owner.email)
  await open(first, scene)
  const second = await context.newPage()
  await open(second, scene)
  await first.keyboard.type(' From the first window.')
  await saved(first)
  await second.keyboard.type(' From the second window.')
  await expect(second.getByText('This text was changed somewhere else').first()).toBeVisible()
  await expect(editor(second)).toContainText('From the second window.')
  await second.getByRole('button', { name: 'Use the other version' }).click()
  await expect(editor(second)).toContainText('From the first window.')
  await second.reload()
  await expect(editor(second)).toContainText('From the first window.')
})

test('an address nobody may link to is refused in words, and the links that are there stay', async ({ server, newcomer }) => {
  const scene = await aScene(server, { html: '<p>See <a href="https://madder.example">the garden</a> in June.</p>' })
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  for (const wrong of ['javascript:alert(1)', ' JavaScript:alert(1)//madder.example', '']) {
    await editor(page).click()
    await page.keyboard.press('Control+a')
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await page.getByLabel('Address').fill(wrong)
    await page.keyboard.press('Enter')
    await expect(page.getByText('This does not look like a web page or an e-mail address.')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(editor(page).locator('a')).toHaveAttribute('href', 'https://madder.example')
  }
})
