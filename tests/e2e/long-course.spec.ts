import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder, sectionsInOrder } from '#tenants/courses/find.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// Five hundred lessons, by keyboard alone.

const SECTIONS = Array.from({ length: 25 }, (_, s) => ({
  title: `Part ${s + 1}`,
  lessons: Array.from({ length: 20 }, (_, l) => `Lesson ${s + 1}.${l + 1}`),
}))

test('lessons of a long course are chosen, moved, put back, renamed, deleted and restored by keyboard', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const id = await scene.inside(
    async (tenant) =>
      (await createCourse(tenant, scene.owner.id, { title: 'Long', outcome: '', price: 0, currency: 'EUR', sections: SECTIONS })).id,
  )
  const inPart = (part: number) =>
    scene.inside((tenant) =>
      tenant.read((db) => {
        const section = sectionsInOrder(db, id)[part - 1]
        return lessonsInOrder(db, id).flatMap((lesson) => (lesson.sectionId === section?.id ? lesson.title : []))
      }),
    )
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, id))
  await takenOver(page)
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await page.getByRole('checkbox', { name: 'Select Lesson 1.2', exact: true }).focus()
  await press('Shift+ArrowDown', 'Shift+ArrowDown')
  await expect(page.getByText('3 lessons selected')).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Move to section' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Part 3', exact: true }).press('Enter')
  await expect.poll(() => inPart(1)).toHaveLength(17)
  expect((await inPart(3)).slice(-3)).toEqual(['Lesson 1.2', 'Lesson 1.3', 'Lesson 1.4'])
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => inPart(1)).toEqual(SECTIONS[0]?.lessons)
  expect(await inPart(3)).toEqual(SECTIONS[2]?.lessons)

  await page.getByRole('checkbox', { name: 'Select Lesson 1.1', exact: true }).focus()
  await press('F2')
  await page.keyboard.type('One')
  await press('Tab')
  await page.keyboard.type('Two')
  await press('Enter')
  await expect.poll(async () => (await inPart(1)).slice(0, 3)).toEqual(['One', 'Two', 'Lesson 1.3'])
  await page.getByRole('button', { name: 'Move One', exact: true }).focus()
  await press('Alt+ArrowDown')
  await expect.poll(async () => (await inPart(1)).slice(0, 2)).toEqual(['Two', 'One'])

  await page.getByRole('checkbox', { name: 'Select One', exact: true }).focus()
  await press('Control+a')
  await expect(page.getByText('20 lessons selected')).toBeVisible()
  await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter')
  await expect.poll(() => inPart(1)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => inPart(1)).toHaveLength(20)

  await page.getByRole('button', { name: 'Keys of this page' }).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keys of this page' })).toBeVisible()
  await press('Escape')
  await page.getByLabel('Find in this course').focus()
  await page.keyboard.type('25.20')
  await expect(page.getByRole('link', { name: 'Lesson 25.20' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Lesson 25.19' })).toHaveCount(0)
})

test('what was deleted waits in the trash, is restored from there, and goes for good only by its name', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await scene.inside(async (tenant) => {
    const { deleteCourse } = await import('#tenants/courses/change-course.ts')
    await deleteCourse(tenant, scene.owner.id, scene.course.id)
  })
  const { page } = await newcomer()
  await page.goto(`${scene.school}${urls.school.course(scene.course.slug)}`)
  await expect(page.getByText('“A course” has been removed by the school.')).toBeVisible()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.trash(scene.slug))
  await takenOver(page)
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Restore A course' }).click()
  await expect(page.getByText('It is back where it was.').first()).toBeVisible()
  await scene.inside(async (tenant) => {
    const { deleteCourse } = await import('#tenants/courses/change-course.ts')
    await deleteCourse(tenant, scene.owner.id, scene.course.id)
  })
  await page.reload()
  await takenOver(page)
  await page.getByRole('link', { name: 'Delete A course for good' }).click()
  const question = page.getByRole('dialog')
  await expect(question.getByRole('button', { name: 'Delete for good' })).toBeDisabled()
  await question.getByLabel('Type its title to confirm').fill('A course')
  await question.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByText('Nothing has been deleted')).toBeVisible()
})

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
}
