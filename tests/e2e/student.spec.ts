import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { unpublishCourse } from '#tenants/courses/versions.ts'
import { watchedOf } from '#tenants/learning/watched.ts'
import { codesOf, createBatch, withdrawBatch } from '#tenants/sales/batches.ts'
import { PASSWORD } from '../setup/kit.ts'
import type { TestServer } from '../setup/server.ts'
import { aScene, enrolled, FILM_SECONDS, play, playedTo, type Scene, signIn, takenOver, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// What a student does and what another may not: watching on without a connection, links that are hers alone, codes and their sentences.

test('what is watched without a connection is sent when it is back', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await withFilm(staff, scene)
  const student = await enrolled(scene, 'ines@school.test')
  const { page, context } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene)
  const covered = () =>
    scene.inside((tenant) => {
      const intervals = tenant.read((db) => watchedOf(db, student, scene.lessons[0]?.id ?? ''))
      return intervals.reduce((sum, [from, to]) => sum + to - from, 0)
    })
  // All of it is in the browser's buffer before the line goes.
  await expect
    .poll(() => page.evaluate(() => document.querySelector('video')?.buffered.end(0) ?? 0), { timeout: 30_000 })
    .toBeGreaterThan(FILM_SECONDS - 1)
  await context.setOffline(true)
  const wentAt = await playedTo(page)
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(wentAt + 6)
  await expect(page.getByText('what you watched is kept and sent later').first()).toBeVisible()
  const reached = await playedTo(page)
  expect(await covered()).toBeLessThan(reached - 3)
  await context.setOffline(false)
  await expect.poll(covered, { timeout: 30_000 }).toBeGreaterThan(reached - 1)
})

test('the links of a video open for the student they were made for, and for nobody else @full', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const twin = await aScene(server)
  const { page: staff } = await newcomer()
  await withFilm(staff, scene)
  await enrolled(scene, 'ines@school.test')
  await enrolled(scene, 'tomas@school.test')
  await enrolled(twin, 'ines@school.test')
  const { page } = await newcomer()
  const links = new Set<string>()
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/media/') && !pathname.endsWith('.jpg')) links.add(pathname)
  })
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene)
  const { page: another } = await newcomer()
  await signIn(another, scene.school, 'tomas@school.test')
  const { page: visitor } = await newcomer()
  await visitor.goto(scene.school + urls.school.redeem())
  const { page: elsewhere } = await newcomer()
  await signIn(elsewhere, twin.school, 'ines@school.test')

  const answers = (of: Page) => of.evaluate((paths) => Promise.all(paths.map(async (path) => (await fetch(path)).status)), [...links])
  expect(links.size).toBeGreaterThan(2)
  const all = (status: number) => [...links].map(() => status)
  expect(await answers(page)).toEqual(all(200))
  expect(await answers(another)).toEqual(all(403))
  expect(await answers(visitor)).toEqual(all(403))
  expect(await answers(elsewhere)).toEqual(all(403))
})

/** A code of the scene's course in the state asked for. */
function aCode(scene: Scene, state: 'fresh' | 'expired' | 'withdrawn'): Promise<string> {
  return scene.inside(async (tenant) => {
    const yesterday = Date.now() - 86_400_000
    const batch = await createBatch(
      tenant,
      scene.owner.id,
      { courseId: scene.course.id, label: state, count: 1, expiresAt: state === 'expired' ? yesterday : null },
      yesterday - 1,
    )
    if (state === 'withdrawn') await withdrawBatch(tenant, scene.owner.id, scene.course.id, batch.id)
    return tenant.read((db) => codesOf(db, batch.id))[0]?.text ?? ''
  })
}

/** One letter read wrongly from the card. */
const misread = (code: string) => code.slice(0, -1) + (code.endsWith('7') ? '9' : '7')

async function tells(page: Page, scene: Scene, code: string, sentence: RegExp): Promise<void> {
  await page.goto(scene.school + urls.school.redeem())
  await takenOver(page)
  await page.getByLabel('Access code').fill(code)
  await page.getByRole('button', { name: /Continue|Open the course|Open another course/ }).click()
  await expect(page.getByText(sentence).first()).toBeVisible()
  // What was typed is still there to be mended.
  await expect(page.getByLabel('Access code')).toHaveValue(/^[0-9A-Z-]{19}$/)
}

async function codesAndSentences(server: TestServer, scene: Scene): Promise<readonly (readonly [string, RegExp])[]> {
  const elsewhere = await aScene(server)
  return [
    [await aCode(scene, 'expired'), /This code expired on .+ Ask the school for a new one\./],
    [await aCode(scene, 'withdrawn'), /The school has withdrawn this code/],
    [await aCode(elsewhere, 'fresh'), /This is a code of another school/],
    [misread(await aCode(scene, 'fresh')), /We do not know this code/],
  ]
}

test('a code that does not work says why: to a visitor, and to a student who is signed in', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const sentences = await codesAndSentences(server, scene)
  const { page: visitor } = await newcomer({ phone: true })
  for (const [code, sentence] of sentences) await tells(visitor, scene, code, sentence)

  const { page: ines } = await newcomer()
  await signIn(ines, scene.school, 'ines@school.test')
  for (const [code, sentence] of sentences) await tells(ines, scene, code, sentence)
  await tells(ines, scene, await aCode(scene, 'fresh'), /You are already in this course, so the code was not used/)
})

test('one’s own used code leads to the course, and a code waits in the address for a reload', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const code = await aCode(scene, 'fresh')
  const { page } = await newcomer({ phone: true })
  await page.goto(scene.school + urls.school.redeem())
  await page.getByLabel('Access code').fill(code)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: 'Your code is good' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Your code is good' })).toBeVisible()
  await page.getByLabel('Your name').fill('Ines Bakker')
  await page.getByLabel('E-mail').first().fill('ines@school.test')
  await page.getByLabel('Password', { exact: true }).first().fill('indigo in winter')
  await page.getByRole('button', { name: 'Open the course' }).first().click()
  await expect(page.getByRole('heading', { name: 'First' })).toBeVisible()
  for (const arrive of [
    () => page.goto(scene.school + urls.school.redeem(code)),
    async () => {
      await page.goto(scene.school + urls.school.redeem())
      await page.getByLabel('Access code').fill(code)
      await page.getByRole('button', { name: 'Open the course' }).click()
    },
  ]) {
    await arrive()
    await expect(page.getByText('You have used this code already, and the course is yours.')).toBeVisible()
    await expect(page.locator('.button-primary')).toHaveText('Go to the course')
  }
  await page.getByRole('link', { name: 'Go to the course' }).click()
  await expect(page.getByRole('heading', { name: 'First' })).toBeVisible()
})

test('a code of a course that is off the site says so before it asks who one is', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const code = await aCode(scene, 'fresh')
  await scene.inside((tenant) => unpublishCourse(tenant, scene.owner.id, scene.course.id))
  const { page } = await newcomer()
  await page.goto(scene.school + urls.school.redeem(code))
  await expect(page.getByRole('heading', { name: 'Your code is good, but the course is not open yet' })).toBeVisible()
  await expect(page.getByText(/taken it off its site for now/)).toBeVisible()
})

test('an address of a school where nothing is wears the school’s face and leads home', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  for (const path of ['/courses/nothing', `${urls.school.course(scene.course.slug)}/nothing`, '/nothing']) {
    expect((await page.goto(scene.school + path))?.status()).toBe(404)
    await expect(page.getByRole('banner')).toContainText(`School ${scene.slug}`)
    await expect(page.getByRole('link', { name: 'Back to the start' })).toHaveAttribute('href', '/')
  }
})

test('signing in with a code one does not need signs in, says so and leads to the course', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer({ phone: true })
  await page.goto(scene.school + urls.school.redeem(await aCode(scene, 'fresh')))
  await takenOver(page)
  await page.getByText('I have an account').click()
  await page.getByLabel('E-mail').first().fill('ines@school.test')
  await page.getByLabel('Password', { exact: true }).first().fill(PASSWORD)
  await page.getByRole('button', { name: 'Open the course' }).first().click()
  await expect(page.getByText(/You are already in this course, so the code was not used/)).toBeVisible()
  await page
    .getByRole('link', { name: /course/i })
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'First', level: 1 })).toBeVisible()
})

test('redeeming with an e-mail that has an account asks for its password, and signs nobody in without it', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer({ phone: true })
  await page.goto(scene.school + urls.school.redeem(await aCode(scene, 'fresh')))
  await takenOver(page)
  await page.getByLabel('Your name').fill('Not Ines')
  await page.getByLabel('E-mail').first().fill('ines@school.test')
  await page.getByLabel('Password', { exact: true }).first().fill('a password of my own')
  await page.getByRole('button', { name: 'Open the course' }).first().click()
  await expect(page.getByText(/There is an account with this e-mail already/).first()).toBeVisible()
  await page.goto(scene.school + urls.school.learn())
  await expect(page).toHaveURL(/sign-in/)
})
