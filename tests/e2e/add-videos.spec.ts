import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { PART_BYTES } from '#tenants/media/upload.ts'
import { aFilm } from '../setup/kit.ts'
import { aScene, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// Several videos at once on the curriculum: each becomes a lesson, and what a closed page has lost is asked for again.

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-videos-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

const board = async (page: Page, scene: Scene) => {
  await page.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await takenOver(page)
}

/** A real film of three parts: the bytes after the picture are a box that players pass over. */
async function filmOfThreeParts(name: string): Promise<string> {
  const file = await aFilm(folder, { seconds: 2, name })
  const padding = Buffer.alloc(2 * PART_BYTES + 1_000)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4, 'latin1')
  await appendFile(file, padding)
  return file
}

test('three videos and a text become three lessons; a reload in the middle loses no part that was sent', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const first = await filmOfThreeParts('01 - digging_madder.mp4')
  const second = await filmOfThreeParts('2 - washing.mp4')
  const tenth = await filmOfThreeParts('10 - drying.mp4')
  const notes = join(folder, 'notes.txt')
  await writeFile(notes, 'no film')
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await board(page, scene)

  let sent = 0
  let mayPass = 1
  await page.route('**/uploads/**', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue()
    if (mayPass-- > 0) await route.continue()
  })
  page.on('requestfinished', (request) => {
    if (request.method() === 'PUT' && request.url().includes('/uploads/')) sent++
  })
  const dialog = page.waitForEvent('filechooser')
  await page
    .getByRole('button', { name: /^Add videos to/ })
    .last()
    .click()
  await (await dialog).setFiles([tenth, notes, first, second])
  await expect(page.getByText('3 videos are being added. notes.txt is no video.').first()).toBeVisible()
  const titles = page.locator('[data-section]').last().locator('li[data-lesson] a[id]').filter({ hasText: /\S/ })
  await expect.poll(async () => (await titles.allTextContents()).slice(-3)).toEqual(['Digging madder', 'Washing', 'Drying'])
  const tray = page.getByRole('complementary', { name: 'Uploads' })
  await expect(tray.getByText('Waiting for the uploads before it')).toHaveCount(1)
  await expect.poll(() => sent).toBe(1)

  // The page goes with its requests still held: nothing more arrives of it.
  page.on('dialog', (asked) => void asked.accept())
  await board(page, scene)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  let missing = 0
  await page.route('**/uploads/**', async (route) => {
    if (route.request().method() === 'PUT') missing++
    await route.continue()
  })
  await expect(tray.getByText('3 uploads wait for their files')).toBeVisible()
  const again = page.waitForEvent('filechooser')
  await tray.getByRole('button', { name: 'Choose them' }).click()
  await (await again).setFiles([first, second, tenth])
  await expect(tray.getByText('3 of 3 uploaded')).toBeVisible({ timeout: 60_000 })
  // Nine parts in all; the one that had arrived is not sent again.
  expect(missing).toBe(8)
  await expect(page.getByText('No video yet')).toHaveCount(0)
  // The header counted the three as empty while they were on their way.
  await expect(page.getByText(/lessons? (is|are) still empty/)).toHaveCount(0)
  await tray.getByRole('button', { name: 'Hide what is done' }).click()
  await expect(tray).toHaveCount(0)
})

test('the tray says what becomes of each video: one that plays leaves it by itself, one that cannot be prepared says why', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const film = await aFilm(folder, { seconds: 1, name: 'weld.mp4' })
  const broken = join(folder, 'broken.mp4')
  await writeFile(broken, 'no film at all')
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await board(page, scene)
  const dialog = page.waitForEvent('filechooser')
  await page
    .getByRole('button', { name: /^Add videos to/ })
    .last()
    .click()
  await (await dialog).setFiles([film, broken])
  const tray = page.getByRole('complementary', { name: 'Uploads' })
  await expect(tray.getByText('Ready to watch', { exact: true })).toBeVisible({ timeout: 60_000 })
  const failed = tray.getByRole('listitem').filter({ hasText: 'Broken' })
  await expect(failed).toContainText('Could not be prepared. This is not a video we can read.', { timeout: 60_000 })
  await expect(tray.getByRole('progressbar')).toHaveCount(0)
  // It is looked at again and again; the reason stays, and what plays goes.
  await expect(tray.getByText('Weld')).toHaveCount(0, { timeout: 60_000 })
  await failed.getByRole('link', { name: 'To the lesson' }).click()
  await expect(page.getByText('This video could not be prepared')).toBeVisible()
  await expect(tray).toHaveCount(0)
})

test('what one tab is sending no other tab offers to go on with, or to give up, until that tab is closed', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const film = await filmOfThreeParts('weld.mp4')
  const { page, context } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await board(page, scene)
  const other = await context.newPage()
  await page.route('**/uploads/**', (route) => (route.request().method() === 'PUT' ? undefined : route.continue()))
  const dialog = page.waitForEvent('filechooser')
  await page
    .getByRole('button', { name: /^Add videos to/ })
    .last()
    .click()
  await (await dialog).setFiles([film])
  const sending = page.getByRole('complementary', { name: 'Uploads' })
  await expect(sending).toContainText('Weld')

  await board(other, scene)
  const waiting = other.getByText('1 upload waits for its file')
  await expect(other.locator('li[data-lesson] a[id]').filter({ hasText: 'Weld' })).toBeVisible()
  const held = () => other.evaluate(async () => (await navigator.locks.query()).held?.length)
  await expect.poll(held).toBe(1)
  await other.getByRole('link', { name: 'Settings' }).click()
  await expect(other.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await expect(waiting).toHaveCount(0)
  await page.close({ runBeforeUnload: false })
  await expect(waiting).toBeVisible()
})

test('a dropped folder goes to the section below it, its depths too, and one undo takes all of it back', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const film = await aFilm(folder, { seconds: 1, name: 'weld.mp4' })
  const vat = join(folder, 'Vat')
  await mkdir(join(vat, 'deep'), { recursive: true })
  for (const name of ['1 weld.mp4', 'deep/2 woad.mp4', '.hidden.mp4']) await cp(film, join(vat, name))
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await board(page, scene)
  const before = await page.locator('li[data-lesson]').count()
  const target = await page.locator('[data-section]').first().boundingBox()
  const at = { x: (target?.x ?? 0) + 200, y: (target?.y ?? 0) + 20 }
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files: [vat], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const) await cdp.send('Input.dispatchDragEvent', { type, ...at, data })
  await expect(page.getByText(/^Drop to add videos to/)).toBeVisible()
  await cdp.send('Input.dispatchDragEvent', { type: 'drop', ...at, data })
  await expect(page.getByText('2 videos are being added. 1 hidden file was left out.').first()).toBeVisible()
  const titles = page.locator('[data-section]').first().locator('li[data-lesson] a[id]').filter({ hasText: /\S/ })
  await expect.poll(async () => (await titles.allTextContents()).slice(-2)).toEqual(['Weld', 'Woad'])
  await page.getByRole('button', { name: /Undo/ }).first().click()
  await expect(page.locator('li[data-lesson]')).toHaveCount(before)
  await expect(page.getByRole('complementary', { name: 'Uploads' })).toHaveCount(0)
})
