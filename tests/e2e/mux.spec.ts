import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page, Request } from '@playwright/test'
import { and, eq } from 'drizzle-orm'
import { urls } from '#app/urls.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { PART_BYTES } from '#tenants/media/upload.ts'
import { FakeMux } from '../fakes/mux/server.ts'
import { aFilm } from '../setup/kit.ts'
import { freePort, TestServer } from '../setup/server.ts'
import { aScene, enrolled, FILM_INPUT, play, playedTo, signIn, takenOver, videoReady, withFilm } from './scene.ts'
import { test as base, expect } from './setup.ts'

// A platform whose schools may have Mux prepare their videos: what the browser sends there, and what it plays from there.

const test = base.extend<object, { mux: FakeMux; port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  port: [async ({}, use) => use(await freePort()), { scope: 'worker' }],
  mux: [
    async ({ port }, use) => {
      const mux = await FakeMux.start()
      mux.webhooks.url = `http://localhost:${port}/webhooks/mux`
      await use(mux)
      await mux.close()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ mux, port }, use) => {
      const server = await TestServer.start({ port, env: { HOST: '0.0.0.0', ...mux.env } })
      await use(server)
      await server.remove()
    },
    { scope: 'worker' },
  ],
})

/** Staff have the school's videos made there, by the settings' own screen. */
async function chooseMux(page: Page, scene: Awaited<ReturnType<typeof aScene>>, label: string): Promise<void> {
  await page.goto(scene.platform + urls.dashboard.videoSettings(scene.slug))
  await takenOver(page)
  const section = page.getByRole('region', { name: 'Where videos are prepared' })
  await section.getByRole('radio', { name: new RegExp(`^${label}`) }).check()
  await section.getByRole('button', { name: 'Save' }).click()
  await expect(section.getByText('Saved. It holds from the next upload on.')).toBeVisible()
}

test('staff have Mux make the school’s videos: a file goes there in chunks, after a reload only what is missing; a student watches it, and no more once out of the course', async ({
  server,
  mux,
  newcomer,
}) => {
  const scene = await aScene(server)
  const folder = await mkdtemp(join(tmpdir(), 'lectern-mux-film-'))
  const file = await aFilm(folder, { seconds: 12, name: 'dyeing.mp4' })
  // A box that players pass over makes it three chunks.
  const padding = Buffer.alloc(2 * PART_BYTES)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4, 'latin1')
  await appendFile(file, padding)

  const { context, page } = await newcomer()
  const ranges: string[] = []
  const puts = (request: Request) => request.method() === 'PUT' && request.url().startsWith(mux.options.apiUrl)
  page.on('request', (request) => puts(request) && ranges.push(request.headers()['content-range'] ?? ''))
  const taken: number[] = []
  page.on('response', (answer) => puts(answer.request()) && taken.push(answer.status()))
  await signIn(page, scene.platform, scene.owner.email)
  await chooseMux(page, scene, 'At Mux')

  const open = async () => {
    await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[1]?.id ?? ''))
    await takenOver(page)
  }
  await open()
  await page.getByRole('button', { name: 'Video', exact: true }).click()
  await page.route(`${mux.options.apiUrl}/**`, (route, request) =>
    taken.length > 0 && request.method() === 'PUT' ? route.abort() : route.continue(),
  )
  await page.locator(FILM_INPUT).setInputFiles(file)
  await expect.poll(() => ranges.length, { timeout: 20_000 }).toBeGreaterThan(1)
  // The page that goes must not send the rest.
  await open()
  await page.unrouteAll()
  await expect(page.getByText(/Choose dyeing\.mp4 again to continue: \d+ % is stored\./)).toBeVisible()
  ranges.length = 0
  await page.locator(FILM_INPUT).setInputFiles(file)
  await videoReady(page)
  expect(ranges[0]).toMatch(new RegExp(`^bytes ${PART_BYTES}-`))
  expect(await playedByStaff(page)).toBeGreaterThan(1)

  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await takenOver(page)
  await page.getByRole('button', { name: /^Publish/ }).click()
  await expect(page.getByText('Students see everything you have')).toBeVisible()
  await context.close()

  const ines = await enrolled(scene, 'ines@student.test')
  const { page: student } = await newcomer()
  await signIn(student, scene.school, 'ines@student.test')
  const hosts = new Set<string>()
  student.on('request', (request) => request.url().includes('.ts') && hosts.add(new URL(request.url()).origin))
  await play(student, scene, 1)
  expect([...hosts].sort()).toEqual([mux.options.streamUrl, scene.school].sort())

  const lesson = scene.lessons[1]?.id ?? ''
  const [master] = await Promise.all([
    student.waitForRequest((request) => request.url().endsWith('master.m3u8')),
    student.goto(scene.school + urls.school.lesson(scene.course.slug, lesson)),
  ])
  await scene.inside((tenant) =>
    tenant.transact((tx) => {
      const theirs = and(eq(enrollments.studentId, ines), eq(enrollments.courseId, scene.course.id))
      tx.update(enrollments).set({ revokedAt: Date.now() }).where(theirs).run()
    }),
  )
  expect(await student.evaluate((url) => fetch(url).then(({ status }) => status), master.url())).toBe(403)
  await rm(folder, { recursive: true, force: true })
})

async function playedByStaff(page: Page): Promise<number> {
  await page.getByRole('button', { name: /play/i }).first().click()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(1)
  return playedTo(page)
}

test('what is prepared here is moved to Mux and back from the settings, and plays from there each time', async ({
  server,
  mux,
  newcomer,
}) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const { page } = await newcomer()
  await withFilm(page, scene, { seconds: 8 })
  await enrolled(scene, 'ines@student.test')
  const { page: student } = await newcomer()
  await signIn(student, scene.school, 'ines@student.test')
  await play(student, scene)
  const origins = new Set<string>()
  student.on('request', (request) => request.url().includes('.ts') && origins.add(new URL(request.url()).origin))
  const { streamUrl } = mux.options
  // Each segment is asked for here, whoever has it.
  const places: [string, string[]][] = [
    ['At Mux', [scene.school, streamUrl].sort()],
    ['Here', [scene.school]],
  ]
  for (const [label, expected] of places) {
    await chooseMux(page, scene, label)
    await page.getByRole('button', { name: 'Move one video' }).click()
    await expect(page.getByRole('heading', { name: /^Your videos/ })).toBeHidden({ timeout: 90_000 })
    // What plays until then comes from where it was.
    await student.goto('about:blank')
    origins.clear()
    await play(student, scene)
    expect([...origins].sort()).toEqual(expected)
  }
})
