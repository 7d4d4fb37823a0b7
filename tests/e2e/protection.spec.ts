import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { eq } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { mediaToken, readMediaToken } from '#tenants/media/links.ts'
import { assets } from '#tenants/media/schema.ts'
import { changeStudents } from '#tenants/people/changes.ts'
import { changeProtection } from '#tenants/protection/protection.ts'
import { aFilm } from '../setup/kit.ts'
import { type TestServer, until } from '../setup/server.ts'
import { aScene, enrolled, play, playedTo, type Scene, signIn } from './scene.ts'
import { expect, test } from './setup.ts'

const SECONDS = 110
const STUDENT = 'ines@school.test'
const HOUR = 3_600_000

/** A school with a film that is longer than what a player loads ahead, and a student who may watch it. */
async function aSchoolWithFilm(server: TestServer): Promise<{ scene: Scene; student: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-protection-'))
  const file = await aFilm(folder, { seconds: SECONDS, size: '320x180' })
  const scene = await aScene(server)
  const student = await enrolled(scene, STUDENT)
  await scene.inside(async (tenant) => {
    const { id } = await importFile(tenant, scene.owner.id, file, 'video')
    await changeLesson(tenant, scene.owner.id, scene.course.id, scene.lessons[0]?.id ?? '', { kind: 'video', preview: false, assetId: id })
    await publishCourse(tenant, scene.owner.id, scene.course.id)
    await until('the film is made', () => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get()?.state === 'ready'))
  })
  await rm(folder, { recursive: true, force: true })
  return { scene, student }
}

const loadedTo = (page: Page) =>
  page.evaluate(() => {
    const { buffered } = document.querySelector('video') ?? {}
    return buffered?.length ? buffered.end(buffered.length - 1) : 0
  })
const seek = (page: Page, to: number) =>
  page.evaluate((at) => {
    const video = document.querySelector('video')
    if (video) video.currentTime = at
  }, to)

test('who loses access sees what was loaded, a minute at most, and then no more', async ({ server, newcomer }) => {
  test.setTimeout(300_000)
  const { scene, student } = await aSchoolWithFilm(server)
  const { page } = await newcomer()
  await signIn(page, scene.school, STUDENT)
  await play(page, scene)
  // As much as it ever loads ahead.
  await expect.poll(() => loadedTo(page)).toBeGreaterThan(30)
  await scene.inside((tenant) => changeStudents(tenant, scene.owner.id, { ids: [student] }, { what: 'revoke', courseId: scene.course.id }))
  expect((await loadedTo(page)) - (await playedTo(page))).toBeLessThan(60 + 6 + 1)
  await seek(page, SECONDS - 12)
  await expect(page.getByRole('alert').getByText('your access has ended')).toBeVisible()
  // Nor what was loaded before.
  expect(await loadedTo(page)).toBe(0)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert').getByText('your access has ended')).toBeVisible()
  expect(await playedTo(page)).toBe(0)
})

test('a film that has been open for longer than its link lives goes on where it stands', async ({ server, newcomer }) => {
  test.setTimeout(300_000)
  const { scene } = await aSchoolWithFilm(server)
  const { page } = await newcomer()
  await signIn(page, scene.school, STUDENT)
  await play(page, scene)
  const token = await page.evaluate(
    () => /\/media\/([^/]+)\//.exec(performance.getEntriesByType('resource').find(({ name }) => name.includes('/media/'))?.name ?? '')?.[1],
  )
  const newer = await scene.inside((tenant) => {
    const { e: _, ...link } = readMediaToken(tenant, token ?? '') ?? fail(new Error('the page has no link'))
    return mediaToken(tenant, link, Date.now() + 2 * HOUR)
  })
  // Hours later: the link is refused, and the page is given another.
  await page.route(`**/media/${token}/**`, (route) => route.fulfill({ status: 410 }))
  await page.route('**/*.data*', async (route) => {
    const { pathname, search, host } = new URL(route.request().url())
    const { cookie = '' } = await route.request().allHeaders()
    const { status, headers, text } = await server.ask(host, pathname + search, { cookie })
    const contentType = String(headers['content-type'])
    await route.fulfill({ status, contentType, headers: { 'X-Remix-Response': 'yes' }, body: text.replaceAll(token ?? '', newer) })
  })
  await seek(page, SECONDS - 20)
  await expect.poll(() => playedTo(page)).toBeGreaterThan(SECONDS - 19)
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(await page.evaluate(() => document.querySelector('video')?.paused)).toBe(false)
})

test('a film with a watermark says whose it is, in fullscreen too, and does not leave the page', async ({ server, newcomer }) => {
  test.setTimeout(300_000)
  const { scene } = await aSchoolWithFilm(server)
  const { page } = await newcomer()
  await signIn(page, scene.school, STUDENT)
  await play(page, scene)
  const smaller = page.getByRole('button', { name: 'Picture in picture' })
  await expect(smaller).toBeAttached()
  await scene.inside((tenant) =>
    changeProtection(
      tenant,
      scene.owner.id,
      { watermark: 'email', streams: null, countryRule: 'all', countries: [], encrypts: false },
      false,
    ),
  )
  await play(page, scene)
  const mark = page.getByText(`Ines Bakker · ${STUDENT}`)
  await expect(mark).toBeVisible()
  await expect(smaller).toHaveCount(0)
  // On a small picture too all of it is there, on two lines.
  await page.setViewportSize({ width: 390, height: 844 })
  await expect
    .poll(() => mark.evaluate((said) => said.scrollWidth <= said.clientWidth && said.scrollHeight <= said.clientHeight))
    .toBe(true)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.keyboard.press('f')
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.textContent ?? '')).toContain(STUDENT)
})
