import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { playerText } from '#app/locales/en/player.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { assets } from '#tenants/media/schema.ts'
import { type TestServer, until } from '../setup/server.ts'
import { aScene, enrolled, play, playedTo, type Scene, signIn } from './scene.ts'
import { expect, test } from './setup.ts'

const run = promisify(execFile)

const SECONDS = 64
const STUDENT = 'ines@school.test'

/** A film in a lesson that grows evenly from black to white: each picture of it tells its second. */
async function aSchoolWithDawn(server: TestServer, size: string): Promise<{ scene: Scene; asset: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-dawn-'))
  const file = join(folder, 'dawn.mp4')
  const dawn = `color=white:size=${size}:rate=10:duration=${SECONDS},fade=d=${SECONDS}`
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', dawn, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file])
  const scene = await aScene(server)
  await enrolled(scene, STUDENT)
  const asset = await scene.inside(async (tenant) => {
    const { id } = await importFile(tenant, scene.owner.id, file, 'video')
    await changeLesson(tenant, scene.owner.id, scene.course.id, scene.lessons[0]?.id ?? '', { kind: 'video', preview: false, assetId: id })
    await publishCourse(tenant, scene.owner.id, scene.course.id)
    await until('the film is made', () => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get()?.state === 'ready'))
    return id
  })
  await rm(folder, { recursive: true, force: true })
  return { scene, asset }
}

const scrubber = (page: Page) => page.getByRole('slider', { name: playerText.seek })
/** As long as it is shown: it is only transparent while nobody points at a moment. */
const thumbnail = (page: Page) => page.locator('.player-preview[data-visible] .player-thumbnail')

async function pointAt(page: Page, share: number): Promise<void> {
  const box = await scrubber(page).boundingBox()
  if (box) await page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 4 })
}

/** Which second the picture above the scrubber is of, as it is seen on the screen. */
async function secondShown(page: Page): Promise<number> {
  const { channels } = await sharp(await thumbnail(page).screenshot()).stats()
  return ((channels[1]?.mean ?? 0) / 255) * SECONDS
}

/** Of an edge's softness and JPEG; a stretch is two seconds. */
const CLOSE = 3

const asked = (page: Page) => {
  const paths: string[] = []
  page.on('request', (request) => {
    const found = /storyboard[^/?]*/.exec(request.url())?.[0]
    if (found) paths.push(found)
  })
  return paths
}

test('above the scrubber there is a picture of the moment under the pointer, the finger or the keys', async ({ server, newcomer }) => {
  test.setTimeout(240_000)
  const { scene } = await aSchoolWithDawn(server, '640x360')
  const { page } = await newcomer()
  await signIn(page, scene.school, STUDENT)
  const paths = asked(page)
  await play(page, scene)
  expect(paths).toEqual([])

  for (const share of [0.25, 0.9, 0.6, 0.02]) {
    await pointAt(page, share)
    await expect(thumbnail(page)).toBeVisible()
    await expect.poll(() => secondShown(page)).toBeGreaterThan(SECONDS * share - CLOSE)
    await expect.poll(() => secondShown(page)).toBeLessThan(SECONDS * share + CLOSE)
  }
  const { width, height } = (await thumbnail(page).boundingBox()) ?? { width: 0, height: 0 }
  expect([Math.round(width), Math.round(height)]).toEqual([160, 90])
  // One index, two sheets, each once.
  expect([...new Set(paths)].sort()).toEqual(['storyboard-0.jpg', 'storyboard-1.jpg', 'storyboard.vtt'])
  expect(paths.filter((path) => path.endsWith('.vtt'))).toHaveLength(1)

  await page.mouse.move(0, 0)
  await scrubber(page).focus()
  await page.keyboard.press('Home')
  // A key that is held moves along; five seconds each time it repeats.
  for (let i = 0; i < 8; i++) await page.keyboard.down('ArrowRight')
  await expect(thumbnail(page)).toBeVisible()
  await expect.poll(() => secondShown(page)).toBeGreaterThan(40 - CLOSE)
  await page.keyboard.up('ArrowRight')
  await expect.poll(() => playedTo(page)).toBeGreaterThan(39)
  await expect(thumbnail(page)).toHaveCount(0)
})

test('on a phone an upright film’s picture stays within the film', async ({ server, newcomer }) => {
  test.setTimeout(240_000)
  const { scene } = await aSchoolWithDawn(server, '180x320')
  const { page } = await newcomer({ phone: true })
  await signIn(page, scene.school, STUDENT)
  await play(page, scene)
  const finger = await page.context().newCDPSession(page)
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', share = 0) => {
    const box = (await scrubber(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const touchPoints = type === 'touchEnd' ? [] : [{ x: box.x + box.width * share, y: box.y + box.height / 2 }]
    await finger.send('Input.dispatchTouchEvent', { type, touchPoints })
  }
  // Held upright, and then lying on its side, where the film is no higher than the small picture may be.
  for (const [nth, viewport] of [
    { width: 390, height: 844 },
    { width: 844, height: 390 },
  ].entries()) {
    const share = 0.4 + nth / 10
    await page.setViewportSize(viewport)
    // A touch of the film shows the controls, the next one takes hold of the scrubber.
    await page.locator('.player').tap({ position: { x: 80, y: 60 } })
    await expect(page.locator('.player-controls[data-visible]')).toBeVisible()
    await touch('touchStart', 0.2)
    for (const on of [0.15, 0.1, 0.05, 0]) await touch('touchMove', share - on)
    await expect(thumbnail(page)).toBeVisible()
    await expect.poll(() => secondShown(page)).toBeGreaterThan(SECONDS * share - CLOSE)
    const [picture, film] = [await thumbnail(page).boundingBox(), await page.locator('.player').boundingBox()]
    expect((picture?.height ?? 0) / (picture?.width ?? 1)).toBeCloseTo(16 / 9, 1)
    expect(picture?.y ?? 0).toBeGreaterThan(film?.y ?? 1e9)
    expect(picture?.height ?? 1e9).toBeLessThan((film?.height ?? 0) / 2)
    await touch('touchEnd')
    await expect.poll(() => playedTo(page)).toBeGreaterThan(SECONDS * share - 1)
    await expect(thumbnail(page)).toHaveCount(0)
    await expect(page.locator('.player-controls[data-visible]')).toHaveCount(0)
  }
})

test('a film made before there were pictures plays without, and nothing is asked for in vain', async ({ server, newcomer }) => {
  test.setTimeout(240_000)
  const { scene, asset } = await aSchoolWithDawn(server, '320x180')
  await scene.inside((tenant) =>
    tenant.transact((tx) => void tx.update(assets).set({ storyboard: false }).where(eq(assets.id, asset)).run()),
  )
  const { page } = await newcomer()
  await signIn(page, scene.school, STUDENT)
  const paths = asked(page)
  await play(page, scene)
  await pointAt(page, 0.5)
  await expect(page.locator('.player-preview[data-visible]')).toContainText('0:32')
  await expect(page.locator('.player-thumbnail')).toHaveCount(0)
  expect(paths).toEqual([])
})
