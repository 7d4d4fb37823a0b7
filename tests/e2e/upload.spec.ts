import { appendFile, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { PART_BYTES } from '#tenants/media/upload.ts'
import { aFilm } from '../setup/kit.ts'
import { aScene, FILM_INPUT, type Scene, signIn, takenOver, videoReady } from './scene.ts'
import { expect, test } from './setup.ts'

// Uploading a video in the lesson editor: what was sent stays sent, and what is no video gets a sentence.

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-upload-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** A real film of six parts: the bytes after the picture are a box that players pass over. */
async function filmOfSixParts(): Promise<string> {
  const file = await aFilm(folder, { seconds: 4, name: 'dyeing.mp4' })
  const padding = Buffer.alloc(5 * PART_BYTES + 1_000_000)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4, 'latin1')
  await appendFile(file, padding)
  return file
}

/** Lets part uploads through one by one and counts them. The rest waits as on a slow line. */
async function gate(page: Page) {
  const waiting: (() => void)[] = []
  let open = 0
  let sent = 0
  await page.route('**/uploads/**', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue()
    if (open > 0) open--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    // A page that was left or a paused upload has taken its request back.
    await route.continue().catch(() => undefined)
  })
  page.on('requestfinished', (request) => {
    if (request.method() === 'PUT' && request.url().includes('/uploads/')) sent++
  })
  return {
    sent: () => sent,
    let(parts: number) {
      for (let left = parts; left > 0; left--) {
        const next = waiting.shift()
        if (next) next()
        else open++
      }
    },
  }
}

async function lessonEditor(page: Page, scene: Scene, at = 0): Promise<void> {
  await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[at]?.id ?? ''))
  await takenOver(page)
}

async function staffAtLesson(page: Page, scene: Scene, at = 0): Promise<void> {
  await signIn(page, scene.platform, scene.owner.email)
  await lessonEditor(page, scene, at)
  await page.getByRole('button', { name: 'Video', exact: true }).click()
  await expect(page.locator(FILM_INPUT)).toBeAttached()
}

test('an upload pauses, survives a reload, sends only what is missing, and becomes a video', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const file = await filmOfSixParts()
  const { page } = await newcomer()
  await staffAtLesson(page, scene)

  const line = await gate(page)
  line.let(2)
  await page.locator(FILM_INPUT).setInputFiles(file)
  await expect.poll(line.sent).toBe(2)
  const shown = () =>
    page
      .getByRole('progressbar', { name: /dyeing/ })
      .first()
      .getAttribute('aria-valuenow')
      .then(Number)
  const before = await shown()
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click()
  await expect(page.getByText(/^Pausing/).first()).toBeVisible()
  line.let(3)
  await expect(page.getByText(/^Paused/).first()).toBeVisible()
  expect(line.sent()).toBe(5)
  expect(await shown()).toBeGreaterThanOrEqual(before)

  await page.unrouteAll({ behavior: 'ignoreErrors' })
  const again = await gate(page)
  await lessonEditor(page, scene)
  await expect(page.getByText(/Choose dyeing\.mp4 again to continue: \d+ % is stored\./)).toBeVisible()
  again.let(100)
  await page.locator(FILM_INPUT).setInputFiles(file)
  await videoReady(page)
  expect(again.sent()).toBe(1)
})

const POISON: readonly [string, (file: string) => Promise<void>, RegExp][] = [
  ['text that calls itself a film', (file) => writeFile(file, 'This is not a film.\n'.repeat(400)), /not a video we can read/],
  ['an empty file', (file) => writeFile(file, ''), /This file is empty/],
  [
    'half a film',
    async (file) => {
      await aFilm(folder, { seconds: 12, name: 'poison.mp4' })
      await truncate(file, Math.floor((await stat(file)).size / 2))
    },
    /ends too early/,
  ],
]

for (const [what, make, sentence] of POISON) {
  test(`${what} ends in a sentence, and another file can be chosen`, async ({ server, newcomer }) => {
    const scene = await aScene(server)
    const file = join(folder, 'poison.mp4')
    await make(file)
    const { page } = await newcomer()
    await staffAtLesson(page, scene)
    await page.locator(FILM_INPUT).setInputFiles(file)
    await expect(page.getByText(sentence).first()).toBeVisible({ timeout: 60_000 })
    await page.getByRole('button', { name: /Choose another/ }).click()
    await page.locator(FILM_INPUT).setInputFiles(await aFilm(folder, { seconds: 2, name: 'whole.mp4' }))
    await videoReady(page)
  })
}

test('a video that was replaced comes back by undo, and from beside one that could not be prepared', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const [first, second] = [await aFilm(folder, { seconds: 1, name: 'madder.mp4' }), await aFilm(folder, { seconds: 1, name: 'weld.mp4' })]
  const broken = join(folder, 'broken.mp4')
  await writeFile(broken, 'no film at all')
  const { page } = await newcomer()
  await staffAtLesson(page, scene)
  const facts = page.getByRole('region', { name: 'About this video' })
  const replaceBy = async (file: string) => {
    await page.getByRole('button', { name: 'Replace video' }).click()
    await expect(page.getByText('Chapters and captions belong to the video that is here now.')).toBeVisible()
    await page.locator(FILM_INPUT).setInputFiles(file)
  }
  await page.locator(FILM_INPUT).setInputFiles(first)
  await expect(facts).toContainText('madder.mp4')
  await videoReady(page)

  await replaceBy(second)
  await expect(facts).toContainText('weld.mp4')
  await page.getByText('Undo', { exact: true }).click()
  await expect(facts).toContainText('madder.mp4')

  await replaceBy(broken)
  await expect(page.getByText('This video could not be prepared')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Keep the earlier video' }).click()
  await expect(facts).toContainText('madder.mp4')
  await expect(page.getByText('This video could not be prepared')).toHaveCount(0)
})
