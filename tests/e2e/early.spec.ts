import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { urls } from '#app/urls.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { assets } from '#tenants/media/schema.ts'
import { aFilm } from '../setup/kit.ts'
import { until } from '../setup/server.ts'
import { aScene, enrolled, playedTo, signIn } from './scene.ts'
import { expect, test } from './setup.ts'

const SECONDS = 45

test('a film plays while it is still being made, waits at what there is of it, and plays on by itself', async ({ server, newcomer }) => {
  test.setTimeout(300_000)
  const folder = await mkdtemp(join(tmpdir(), 'lectern-early-'))
  const file = await aFilm(folder, { seconds: SECONDS, size: '854x480' })
  const scene = await aScene(server)
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  const { page: staff } = await newcomer()
  await signIn(staff, scene.platform, scene.owner.email)

  const lesson = scene.lessons[0]?.id ?? ''
  await staff.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, lesson))
  const asset = await scene.inside(async (tenant) => {
    const { id } = await importFile(tenant, scene.owner.id, file, 'video')
    await changeLesson(tenant, scene.owner.id, scene.course.id, lesson, { kind: 'video', assetId: id })
    await publishCourse(tenant, scene.owner.id, scene.course.id)
    return id
  })
  // Held where it is as soon as there is something to watch.
  const ffmpeg = await scene.inside((tenant) =>
    until('something can be watched', () => {
      const { earlyAttempt } = tenant.read((db) => db.select().from(assets).where(eq(assets.id, asset)).get()) ?? {}
      const noted = join(server.dataDir, 'work', `${tenant.id}-${earlyAttempt}`, 'ffmpeg.pid')
      return existsSync(noted) && Number(readFileSync(noted, 'utf8'))
    }),
  )
  process.kill(ffmpeg, 'SIGSTOP')
  try {
    await staff.reload()
    await expect(staff.getByText(/Students can watch it up to \d+:\d+ of 0:45/)).toBeVisible()
    await expect(staff.getByRole('button', { name: /play/i }).first()).toBeVisible()

    const list = [
      { at: 1, title: 'Warp' },
      { at: SECONDS - 2, title: 'Finishing' },
    ]
    await scene.inside((tenant) => saveChapters(tenant, scene.owner.id, { assetId: asset, list, basedOn: 0 }))
    await page.goto(scene.school + urls.school.lesson(scene.course.slug, lesson))
    await expect(page.getByText(/Ready to watch up to \d+:\d+ of 0:45/)).toBeVisible()
    await page.getByRole('button', { name: /play/i }).first().click()
    await expect.poll(() => playedTo(page)).toBeGreaterThan(1)
    expect(await playedTo(page)).toBeLessThan(12)
    // A chapter that lies behind it leads nowhere yet, and says so.
    const chapters = page.getByRole('navigation', { name: 'Chapters' })
    await expect(chapters.getByRole('link')).toHaveText(['0:01Warp'])
    await expect(chapters.getByText('Finishing · still being prepared')).toBeVisible()
    await page.getByRole('button', { name: /^Chapters/ }).press('Enter')
    const behind = page.getByRole('menuitemradio', { name: /Finishing/ })
    await expect(behind).toHaveAttribute('aria-disabled', 'true')
    await behind.press('Enter')
    await expect(behind).toBeVisible()
    expect(await playedTo(page)).toBeLessThan(12)
    await page.keyboard.press('Escape')
    // To the last second there is.
    await page.evaluate(() => {
      const video = document.querySelector('video')
      if (video) video.currentTime = video.buffered.end(video.buffered.length - 1) - 0.5
    })
    await expect(page.getByText('The rest is still being prepared. It plays on by itself')).toBeVisible()
  } finally {
    process.kill(ffmpeg, 'SIGCONT')
  }
  const stood = await playedTo(page)
  await expect(page.getByRole('link', { name: /Finishing/ })).toBeVisible({ timeout: 90_000 })
  await expect.poll(() => playedTo(page), { timeout: 60_000 }).toBeGreaterThan(stood + 3)
  await expect(page.getByText('Ready to watch up to')).toHaveCount(0, { timeout: 60_000 })
  await expect
    .poll(() => page.evaluate(() => Math.round(document.querySelector('video')?.duration ?? 0)), { timeout: 60_000 })
    .toBe(SECONDS)
  await rm(folder, { recursive: true, force: true })
})
