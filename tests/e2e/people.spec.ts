import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { isEnrolled } from '#tenants/learning/enrollments.ts'
import { matchingIds } from '#tenants/people/segments.ts'
import { aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

async function expectAccessible(page: Page): Promise<void> {
  await takenOver(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

test('students are imported, one is given a course and it is taken back, and the school is seen as they see it', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const ines = await enrolled(scene, 'ines@student.test')
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)

  await page.goto(scene.platform + urls.dashboard.importPeople(scene.slug))
  await takenOver(page)
  await page
    .getByLabel('File')
    .setInputFiles({ name: 'open.csv', mimeType: 'text/csv', buffer: Buffer.from('Name;E-Mail\nTomás;"tomas@student.test\nAiko;a@x.test') })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await expect(page.getByLabel('File')).toHaveAccessibleDescription(/opened in line 2 is never closed/)
  await page.getByLabel('File').setInputFiles([])
  await page
    .getByLabel('Or paste the table here')
    .fill('Name;E-Mail\nTomás Ortega;tomas@student.test\nNobody;not an address\nInes;ines@student.test')
  await page.getByRole('button', { name: 'Check the file' }).click()
  await expect(page.getByText('1 student would be added')).toBeVisible()
  await expect(page.getByText('“not an address” is not an e-mail address')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Add 1 student', exact: true }).click()
  await expect(page.getByText('1 student added. 1 row was left out.')).toBeVisible()
  await expect(page.getByText(/would/)).toHaveCount(0)
  await page.getByRole('link', { name: 'See the new student' }).click()
  await expect(page.getByRole('row', { name: /Tomás Ortega/ })).toContainText('Never')
  await takenOver(page)
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Never began/ }).click()
  await page.getByRole('link', { name: /Tomás Ortega/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Tomás Ortega')
  await takenOver(page)
  await page.getByRole('button', { name: 'Give access' }).click()
  await expect(page.getByText('Access given.', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone.', { exact: true })).toBeVisible()
  await expect(page.getByText('revoked', { exact: false }).first()).toBeVisible()

  await page.goto(scene.platform + urls.dashboard.student(scene.slug, ines))
  await expectAccessible(page)
  await page.getByRole('link', { name: 'View as student' }).click()
  await page.waitForURL((url) => url.host === new URL(scene.school).host)
  await expect(page.getByText('You see the school as Ines Bakker sees it')).toBeVisible()
  await expectAccessible(page)
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? ''))
  await expect(page.getByText('You see the school as Ines Bakker sees it')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mark as done' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.waitForURL(scene.platform + urls.dashboard.student(scene.slug, ines))
  await expect(page.getByText('Staff ended their look')).toBeVisible()
})

test('an import of many shows how far it is, is stopped, and the same table brings in the rest', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.importPeople(scene.slug))
  await takenOver(page)
  const rows = Array.from({ length: 1_200 }, (_, at) => `Student ${at},student${at}@many.test`)
  const table = { name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(['Name,E-Mail', ...rows].join('\n')) }
  await page.getByLabel('File').setInputFiles(table)
  await page.getByRole('button', { name: 'Check the file' }).click()
  // Held until it has been seen and stopped.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/people/import.data*', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  await page.getByRole('button', { name: 'Add 1,200 students' }).click()
  await expect(page.getByRole('progressbar', { name: 'Students are being added' })).toHaveAttribute('aria-valuenow', '0')
  await expect(page.getByText('0 of 1,200 students')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Stop here' }).click()
  letGo()
  await expect(page.getByText('Imported so far: 500 added')).toBeVisible()
  await page.getByRole('button', { name: 'Add 700 students' }).click()
  await expect(page.getByText('700 students added.')).toBeVisible()
  expect(await scene.inside((tenant) => tenant.read((db) => matchingIds(db, { search: 'many.test' }, 2_000)))).toHaveLength(1_200)
})

test('on a phone and by keyboard several are given a course until a day, and that is taken back', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const ines = await enrolled(scene, 'ines@student.test')
  const { page } = await newcomer({ phone: true, dark: true })
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.people(scene.slug))
  await takenOver(page)
  await page.getByRole('checkbox', { name: 'Pick Ines Bakker' }).focus()
  await page.keyboard.press('Space')
  const bar = page.getByRole('region', { name: 'Students who are picked' })
  await expect(bar.getByText('1 picked')).toBeInViewport()
  // A day that is over is told beside its field.
  await bar.getByText('Change the end').press('Enter')
  await bar.getByRole('textbox', { name: 'Until' }).fill('2020-01-01')
  await expectAccessible(page)
  await bar.getByRole('textbox', { name: 'Until' }).press('Enter')
  await expect(bar.getByRole('textbox', { name: 'Until' })).toHaveAccessibleDescription(/Choose a day that is still to come/)
  await bar.getByText('Revoke', { exact: true }).press('Enter')
  const isIn = () => scene.inside((tenant) => tenant.read((db) => isEnrolled(db, ines, scene.course.id)))
  await bar.getByRole('button', { name: 'Revoke access' }).press('Enter')
  await expect(page.getByText('Access revoked.', { exact: true })).toBeVisible()
  expect(await isIn()).toBe(false)
  await expect(bar).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone.', { exact: true })).toBeVisible()
  expect(await isIn()).toBe(true)
  await page.goto(scene.platform + urls.dashboard.student(scene.slug, ines))
  await expectAccessible(page)
})
