import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { urls } from '#app/urls.ts'
import { attachVideo } from '#tenants/courses/lesson-video.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { assets, retiredOutputs } from '#tenants/media/schema.ts'
import { sourceRule } from '#tenants/media/source-policy.ts'
import { aFilm } from '../setup/kit.ts'
import { aScene, signIn } from './scene.ts'
import { expect, test } from './setup.ts'

test('originals are ruled, one is saved, and a video is prepared again while the old one plays', async ({ server, newcomer }) => {
  const scene = await aScene(server, { lessons: ['Film'] })
  const folder = await mkdtemp(join(tmpdir(), 'lectern-housekeeping-'))
  const file = await aFilm(folder, { seconds: 8, size: '640x360' })
  const { id } = await scene.inside((tenant) => importFile(tenant, scene.owner.id, file, 'video'))
  await rm(folder, { recursive: true })
  const now = () => scene.inside((tenant) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get()))
  await expect.poll(async () => (await now())?.state, { timeout: 60_000 }).toBe('ready')

  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.settings(scene.slug))
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Video', exact: true }).click()
  await expect(page.getByText('of the original of one video now')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Keep the original' })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'Move it to cheaper storage' })).toBeDisabled()
  await page.getByRole('radio', { name: 'Delete the original' }).check()
  await expect(page.getByText('What is deleted cannot be brought back')).toBeVisible()
  const days = page.getByRole('textbox', { name: 'Days to wait' })
  await days.fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Enter a number of days from 1 to 365.')).toBeVisible()
  await expect(days).toHaveValue('0')
  await days.fill('30')
  await page.getByRole('button', { name: 'Save' }).click()
  const asked = page.getByRole('dialog', { name: 'Delete the original of one video?' })
  await asked.getByRole('button', { name: 'Delete it when its days are over' }).click()
  await expect(page.getByText('Saved', { exact: false }).first()).toBeVisible()
  const rule = () => scene.inside((tenant) => tenant.read(sourceRule))
  await expect.poll(rule).toMatchObject({ policy: 'delete', graceDays: 30 })
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Delete the original' })).toBeChecked()
  await expect(page.getByRole('table', { name: 'Use by month' }).getByRole('row')).toHaveCount(2)

  const lesson = scene.lessons[0]
  await scene.inside(async (tenant) => {
    await attachVideo(tenant, scene.owner.id, scene.course.id, lesson?.id ?? '', id)
    // As if it had been made on another ladder.
    await tenant.transact((tx) => void tx.update(assets).set({ ladder: 'older' }).where(eq(assets.id, id)).run())
  })
  await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, lesson?.id ?? ''))
  const facts = page.getByRole('region', { name: 'About this video' })
  await expect(facts).toContainText('The file as you uploaded it is kept.')
  const saved = page.waitForEvent('download')
  await facts.getByRole('link', { name: 'Download original' }).click()
  expect((await saved).suggestedFilename()).toBe((await now())?.name)

  const before = await now()
  const linkTo = (prefix: string | null | undefined) =>
    scene.inside((tenant) => {
      const o = prefix?.split('/').at(-2) ?? ''
      const token = mediaToken(tenant, { a: id, o, l: '', c: '', s: scene.owner.id, as: 'staff' })
      return scene.platform + urls.dashboard.media(tenant.id, token, 'master.m3u8')
    })
  const old = await linkTo(before?.outputPrefix)
  expect((await page.request.get(old)).status()).toBe(200)
  await facts.getByRole('button', { name: 'Prepare again' }).click()
  await expect.poll(async () => (await now())?.outputPrefix, { timeout: 60_000 }).not.toBe(before?.outputPrefix)
  expect((await now())?.state).toBe('ready')
  // The screen has followed, and what the old link names is still there for who has it.
  await expect(facts.getByRole('button', { name: 'Prepare again' })).toBeVisible()
  const kept = await scene.inside((tenant) => tenant.read((db) => db.select().from(retiredOutputs).all()))
  expect(kept).toMatchObject([{ outputPrefix: before?.outputPrefix, assetId: id }])
  expect((await page.request.get(old)).status()).toBe(200)
  expect((await page.request.get(await linkTo((await now())?.outputPrefix))).status()).toBe(200)
})
