import { urls } from '#app/urls.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { aScene, enrolled, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// “Done” said without a line is never lost, and never claimed to be saved.

const doneLessons = (scene: Scene) =>
  scene.inside((tenant) =>
    tenant.read(
      (db) =>
        db
          .select()
          .from(lessonProgress)
          .all()
          .filter(({ completedAt }) => completedAt !== null).length,
    ),
  )

test('what is marked as done without a line is kept, says so, and is saved when the line is back', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  const { page, context } = await newcomer({ phone: true })
  await signIn(page, scene.school, 'ines@student.test')
  const lesson = (nth: number) => scene.school + urls.school.lesson(scene.course.slug, scene.lessons[nth]?.id ?? '')
  // The router looks each address of the page up once, which needs the line.
  await page.goto(lesson(0), { waitUntil: 'networkidle' })
  await takenOver(page)
  const isKept = page.getByText('This is kept here and saved when you are online.')

  await test.step('taken back while the line is gone, nothing comes of it', async () => {
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Mark as done' }).first().tap()
    await expect(isKept).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: /^Done$/ })).toBeVisible()
    await page.getByRole('button', { name: 'Mark as not done' }).tap()
    await expect(page.getByRole('button', { name: 'Mark as done' }).first()).toBeVisible()
    await context.setOffline(false)
    await expect(isKept).toHaveCount(0)
    expect(await doneLessons(scene)).toBe(0)
  })

  await test.step('the line comes back', async () => {
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Mark as done' }).first().tap()
    await expect(isKept).toBeVisible()
    await context.setOffline(false)
    await expect(isKept).toHaveCount(0)
    await expect(page.getByRole('status').filter({ hasText: /^Done$/ })).toBeVisible()
    expect(await doneLessons(scene)).toBe(1)
  })

  await test.step('the page is closed meanwhile', async () => {
    await page.goto(lesson(1), { waitUntil: 'networkidle' })
    await takenOver(page)
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Mark as done' }).first().tap()
    await expect(isKept).toBeVisible()
    await page.close()
    await context.setOffline(false)
    expect(await doneLessons(scene)).toBe(1)
    const later = await context.newPage()
    await later.goto(scene.school + urls.school.learn())
    await expect.poll(() => doneLessons(scene)).toBe(2)
    await expect(later.getByText('2 of 3').first()).toBeVisible()
  })
})
