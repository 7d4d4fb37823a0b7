import { urls } from '#app/urls.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { anAssistant, aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// What fails or is refused says so inside the page it belongs to, and there is a way on.

test('a student signs out from a lesson and stands on the home page of the school', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  for (const place of [urls.school.learn(), urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? '')]) {
    await page.goto(scene.school + place)
    await takenOver(page)
    await page.getByLabel('Your account, Ines Bakker').click()
    await expect(page.getByRole('link', { name: 'My courses' }).last()).toBeVisible()
  }
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${scene.school}/`)
  await expect(page.getByRole('link', { name: scene.course.title }).first()).toBeVisible()
  await page.goto(scene.school + urls.school.learn())
  await expect(page).toHaveURL(/sign-in/)
})

test('an assistant is led to nothing they may not open, and a refusal keeps the rail', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await anAssistant(server, scene, `abel@${scene.slug}.test`)
  const { page } = await newcomer()
  await signIn(page, scene.platform, `abel@${scene.slug}.test`)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  const rail = page.getByRole('navigation', { name: 'Main' })
  await expect(rail.getByRole('link', { name: 'People' })).toBeVisible()
  await expect(page.locator('a[href*="/courses"]')).toHaveCount(0)
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await expect(page.getByText('Your role does not allow this.')).toBeVisible()
  await rail.getByRole('link', { name: 'People' }).click()
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
})

test('what is not in the course is said inside the school', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, 'lesson_none'))
  await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My courses' })).toBeVisible()
})

test('codes are said to be withdrawn when the server has done it, not before', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const batch = await scene.inside((tenant) =>
    createBatch(tenant, scene.owner.id, { courseId: scene.course.id, label: 'Workshop', count: 2, expiresAt: null }),
  )
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.batch(scene.slug, scene.course.id, batch.id))
  await takenOver(page)
  await page.route('**/*.data*', (route) => route.abort('internetdisconnected'))
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText(/The server did not answer/).first()).toBeVisible()
  await expect(page.getByText(/no longer open the course/)).toHaveCount(0)
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText(/no longer open the course/).first()).toBeVisible()
})

test('an expired code says the same day in every zone', async ({ server, browser, complaints }) => {
  const scene = await aScene(server)
  const evening = Date.UTC(2026, 2, 14, 23, 30)
  const code = await scene.inside(async (tenant) => {
    const { codesOf } = await import('#tenants/sales/batches.ts')
    const wanted = { courseId: scene.course.id, label: 'Old', count: 1, expiresAt: evening }
    const batch = await createBatch(tenant, scene.owner.id, wanted, evening - 1)
    return tenant.read((db) => codesOf(db, batch.id))[0]?.text ?? ''
  })
  const context = await browser.newContext({ timezoneId: 'Pacific/Kiritimati' })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(scene.school + urls.school.redeem(code))
  await takenOver(page)
  await expect(page.getByText('This code expired on March 14, 2026.')).toBeVisible()
  await context.close()
})

test('every host has an icon for browsers that ask for the old name', async ({ server }) => {
  const scene = await aScene(server)
  const school = await server.ask(server.host(scene.slug), '/favicon.ico')
  expect([school.status, school.headers['content-type']]).toEqual([200, 'image/png'])
  const platform = await server.ask(server.platform, '/favicon.ico')
  expect([platform.status, platform.headers.location]).toEqual([302, '/favicon.svg'])
})
