import { urls } from '#app/urls.ts'
import { PASSWORD } from '../setup/kit.ts'
import { aScene, enrolled, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// The link of a lesson that is for students only, opened by somebody who is not signed in.

test('it shows the course first, and signing in from there leads to the lesson', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const lesson = scene.school + urls.school.lesson(scene.course.slug, scene.lessons[1]?.id ?? '')
  for (const link of ['Sign in', 'Sign in to open it']) {
    const { page } = await newcomer()
    await page.goto(lesson)
    await expect(page.getByRole('heading', { level: 1, name: 'A course' })).toBeVisible()
    await expect(page.getByText('“Second” is for students of this course.')).toBeVisible()
    await page.getByRole('link', { name: link, exact: true }).click()
    await takenOver(page)
    await page.getByLabel('E-mail').fill('ines@school.test')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible()
    expect(page.url()).toBe(lesson)
  }
})

test('a student of another course lands on the page of the one the lesson is in', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const elsewhere = await scene.inside(async (tenant) => {
    const { aPublishedCourse } = await import('../setup/kit.ts')
    return aPublishedCourse(tenant, scene.owner.id, { title: 'Another course' })
  })
  await enrolled({ ...scene, course: elsewhere.course }, 'tomas@school.test')
  const { page } = await newcomer()
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[1]?.id ?? ''))
  await page.getByRole('link', { name: 'Sign in to open it' }).click()
  await page.getByLabel('E-mail').fill('tomas@school.test')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(scene.school + urls.school.course(scene.course.slug))
  await expect(page.getByRole('heading', { level: 1, name: 'A course' })).toBeVisible()
})
