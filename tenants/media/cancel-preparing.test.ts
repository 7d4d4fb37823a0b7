import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { claim, hear, latestJob, settle } from '#tenants/jobs/lifecycle.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { assetView } from './asset-view.ts'
import { cancelPreparing } from './cancel-preparing.ts'
import { AssetUnknown } from './failures.ts'
import { encodeVideo } from './jobs.ts'
import { retryAsset } from './retry-asset.ts'
import { assets } from './schema.ts'

const RENDITION = { name: '360p', width: 640, height: 360, bandwidth: 800_000, codecs: 'avc1.64001e', segments: 2, bytes: 1 }
const VIDEO = { seconds: 9, width: 640, height: 360, hasAudio: true, renditions: [RENDITION], bytes: 1 }

async function preparing() {
  const { tenant, actor } = await oneSchool()
  await tenant.transact((tx) => {
    const film = { id: 'asset_film', kind: 'video' as const, state: 'processing' as const, name: 'film.mp4', size: 1 }
    tx.insert(assets)
      .values({ ...film, sourceKey: 'assets/asset_film/source', createdBy: actor, createdAt: 1 })
      .run()
    enqueue(tx, encodeVideo, { payload: { assetId: 'asset_film' }, subject: 'asset_film' })
  })
  const attempt = async () => (await claim(tenant, [encodeVideo.name]))!
  const handler = handlers.get(encodeVideo.name)!
  return { tenant, actor, attempt, handler, view: () => tenant.read((db) => assetView(db, 'asset_film')) }
}

test('a video that is stopped says so, its attempt ends at the next report and never counts, and it can be started again', async () => {
  const { tenant, actor, attempt, handler, view } = await preparing()
  const running = await attempt()
  await cancelPreparing(tenant, actor, 'asset_film')
  await cancelPreparing(tenant, actor, 'asset_film')
  expect(view()).toMatchObject({ state: 'failed', failure: 'media.cancelled' })
  expect(await hear(tenant, running, 0.5)).toBe(false)
  expect(await settle(tenant, handler, running, VIDEO)).toBe(false)
  expect(view()?.state).toBe('failed')

  await retryAsset(tenant, actor, 'asset_film')
  expect(view()).toMatchObject({ state: 'processing', failure: null })
  expect(await settle(tenant, handler, await attempt(), VIDEO)).toBe(true)
  expect(view()).toMatchObject({ state: 'ready', seconds: 9 })
})

test('a video that is ready meanwhile stays ready, and another school knows nothing of it', async () => {
  const { tenant, actor, attempt, handler, view } = await preparing()
  await settle(tenant, handler, await attempt(), VIDEO)
  await cancelPreparing(tenant, actor, 'asset_film')
  expect(view()?.state).toBe('ready')
  expect(tenant.read((db) => latestJob(db, 'asset_film')?.state)).toBe('done')
  const other = await oneSchool()
  await expect(cancelPreparing(other.tenant, actor, 'asset_film')).rejects.toBeInstanceOf(AssetUnknown)
  expect(tenant.read((db) => db.select().from(assets).where(eq(assets.id, 'asset_film')).get()?.state)).toBe('ready')
})
