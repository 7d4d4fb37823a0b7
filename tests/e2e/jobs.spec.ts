import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { urls } from '#app/urls.ts'
import { newId } from '#lib/ids.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import { assetById } from '#tenants/media/asset.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { assets } from '#tenants/media/schema.ts'
import { aScene, signIn } from './scene.ts'
import { expect, test } from './setup.ts'

test('what could not be prepared is listed with its reason, and can be tried again', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const text = join(server.dataDir, 'holiday.mp4')
  await writeFile(text, 'no film at all')
  const asset = await scene.inside((tenant) => importFile(tenant, scene.owner.id, text, 'video'))
  const jobNow = () => scene.inside((tenant) => tenant.read((db) => latestJob(db, asset.id)))
  await expect.poll(async () => (await jobNow())?.state, { timeout: 30_000 }).toBe('failed')

  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.jobs(scene.slug))
  await expect(page.getByText('Nothing is being prepared')).toBeVisible()
  await page.getByRole('link', { name: 'Needs you' }).click()
  const row = page.getByRole('row').filter({ hasText: 'holiday.mp4' })
  await expect(row).toContainText('This is not a video we can read')
  const before = (await jobNow())?.attempt ?? 0
  await row.getByRole('button', { name: 'Try again: holiday.mp4' }).click()
  await expect.poll(async () => (await jobNow())?.attempt).toBe(before + 1)
  await expect.poll(async () => (await jobNow())?.state, { timeout: 30_000 }).toBe('failed')
})

test('a job that waits or runs is stopped, and found again where it can be started', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  // Due in an hour, as after a failed try.
  const assetId = newId('asset')
  await scene.inside((tenant) =>
    tenant.transact((tx) => {
      const sourceKey = `assets/${assetId}/source`
      const made = {
        id: assetId,
        kind: 'video',
        name: 'later.mp4',
        size: 10,
        sourceKey,
        createdBy: scene.owner.id,
        createdAt: Date.now(),
      } as const
      tx.insert(assets)
        .values({ ...made, state: 'processing' })
        .run()
      return enqueue(tx, encodeVideo, { payload: { assetId }, subject: assetId, runAt: Date.now() + 3_600_000 })
    }),
  )
  await page.goto(scene.platform + urls.dashboard.jobs(scene.slug))
  const row = page.getByRole('row').filter({ hasText: 'later.mp4' })
  await expect(row).toContainText('Waiting')
  await row.getByRole('button', { name: 'Stop preparing later.mp4' }).click()
  await expect(row).toHaveCount(0)
  await page.getByRole('link', { name: 'Needs you' }).click()
  await expect(row).toContainText('Stopped')
  expect(await scene.inside((tenant) => tenant.read((db) => assetById(db, assetId)?.state))).toBe('failed')
})
