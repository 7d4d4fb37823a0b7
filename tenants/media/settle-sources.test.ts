import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { aFilm } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { NoColdStorage, SourceGone } from './failures.ts'
import { encodeAgain } from './jobs.ts'
import { prepareAgain } from './prepare-again.ts'
import { type Asset, assets } from './schema.ts'
import { settleSources } from './settle-sources.ts'
import { setSourceRule, sourcesKept } from './source-policy.ts'
import { storedNow } from './usage.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 22)
const WEEK_LATER = NOW + 7 * DAY

const MADE = ['master.m3u8', '360p/index.m3u8', '360p/00000.ts', '360p/00001.ts']
const RUNG = { name: '360p', width: 640, height: 360, bandwidth: 1, codecs: 'avc1.4d401e', segments: 2, bytes: 8 }

async function film(tenant: Tenant, id: string, more: Partial<Asset> = {}): Promise<void> {
  await tenant.files.put(`assets/${id}/source`, Buffer.from('bytes'))
  for (const object of MADE) await tenant.files.put(`assets/${id}/1-1/${object}`, Buffer.from('made'))
  const row = { kind: 'video' as const, state: 'ready' as const, name: 'vat.mp4', size: 5, createdBy: 'p', createdAt: 1, readyAt: 1 }
  const keys = { sourceKey: `assets/${id}/source`, outputPrefix: `assets/${id}/1-1/`, renditions: [RUNG] }
  await tenant.transact(
    (tx) =>
      void tx
        .insert(assets)
        .values({ id, ...row, ...keys, ...more })
        .run(),
  )
}
const isThere = async (tenant: Tenant, id: string) => (await tenant.files.stat(`assets/${id}/source`)) !== undefined
const row = (tenant: Tenant, id: string) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get())
const settle = async (tenant: Tenant, now: number, dryRun = false) =>
  (await settleSources(tenant, { now, dryRun })).map(({ key }) => key.split('/')[1])

test('sources are kept unless the school says otherwise; then they go after their days, counted from the rule for older videos', async () => {
  const { tenant, actor } = await oneSchool()
  await film(tenant, 'asset_old')
  expect(await settle(tenant, NOW + 400 * DAY)).toEqual([])
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 7 }, NOW)
  await film(tenant, 'asset_young', { readyAt: NOW + DAY })
  expect(await settle(tenant, WEEK_LATER - 1)).toEqual([])
  expect(await settle(tenant, WEEK_LATER, true)).toEqual(['asset_old'])
  expect(await isThere(tenant, 'asset_old')).toBe(true)
  expect(await settle(tenant, WEEK_LATER)).toEqual(['asset_old'])
  expect([await isThere(tenant, 'asset_old'), await isThere(tenant, 'asset_young')]).toEqual([false, true])
  expect(row(tenant, 'asset_old')).toMatchObject({ state: 'ready', sourceKey: null, leftSourceKey: null, sourceDeletedAt: WEEK_LATER })
  const said = tenant.read((db) => db.select().from(events).where(eq(events.subject, 'asset_old')).all())
  expect(said).toMatchObject([{ type: 'source.deleted', actor: 'platform', data: { bytes: 5 } }])
  expect(tenant.read(sourcesKept)).toEqual({ videos: 1, bytes: 5, archivedVideos: 0, archivedBytes: 0, gone: 1 })
  expect(tenant.read((db) => storedNow(db))).toMatchObject({ sourceBytes: 5, archivedBytes: 0 })
  await expect(prepareAgain(tenant, actor, 'asset_old', NOW)).rejects.toBeInstanceOf(SourceGone)
  // A stricter rule gives its days anew, and one that is taken back takes nothing.
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 1 }, WEEK_LATER + DAY)
  expect(await settle(tenant, WEEK_LATER + DAY)).toEqual([])
  await setSourceRule(tenant, actor, { policy: 'keep', graceDays: 1 }, WEEK_LATER + DAY)
  expect(await settle(tenant, NOW + 400 * DAY)).toEqual([])
})

test('a source stays while anything is at work on its video, where that failed or is in the trash, and where it is needed by whoever was quicker', async () => {
  const { tenant, actor } = await oneSchool()
  for (const id of ['asset_busy', 'asset_quick']) await film(tenant, id)
  await film(tenant, 'asset_failed', { state: 'failed' })
  await film(tenant, 'asset_making', { state: 'processing', outputPrefix: null })
  await film(tenant, 'asset_picture', { kind: 'image' })
  await film(tenant, 'asset_gone', { deletedAt: 3 })
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 7 }, NOW)
  // Of a kind that may come one day: what counts is that it is about the video.
  await tenant.transact((tx) => {
    enqueue(tx, encodeAgain, { payload: { assetId: 'asset_busy' }, subject: 'asset_busy' }, NOW)
    tx.update(jobs).set({ kind: 'media.make_captions' }).run()
  })
  const { transact } = tenant
  vi.spyOn(tenant, 'transact').mockImplementationOnce(async (fn) => {
    await transact.call(tenant, (tx) => void enqueue(tx, encodeAgain, { payload: { assetId: 'asset_quick' }, subject: 'asset_quick' }, NOW))
    return transact.call(tenant, fn) as never
  })
  expect(await settle(tenant, WEEK_LATER)).toEqual([])
  for (const id of ['asset_busy', 'asset_quick', 'asset_failed', 'asset_making', 'asset_picture', 'asset_gone'])
    expect(await isThere(tenant, id), id).toBe(true)
  await tenant.transact((tx) => void tx.update(jobs).set({ state: 'done' }).run())
  expect((await settle(tenant, WEEK_LATER)).sort()).toEqual(['asset_busy', 'asset_quick'])
})

test('what a crash left of it the next round takes away', async () => {
  const { tenant, actor } = await oneSchool()
  await film(tenant, 'asset_film')
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 7 }, NOW)
  vi.spyOn(tenant.files, 'delete').mockRejectedValueOnce(new Error('the line is cut'))
  await settleSources(tenant, { now: WEEK_LATER })
  vi.restoreAllMocks()
  expect(row(tenant, 'asset_film')).toMatchObject({ sourceKey: null, leftSourceKey: 'assets/asset_film/source' })
  expect(await isThere(tenant, 'asset_film')).toBe(true)
  await settleSources(tenant, { now: WEEK_LATER })
  expect(row(tenant, 'asset_film')?.leftSourceKey).toBeNull()
  expect(await isThere(tenant, 'asset_film')).toBe(false)
})

test('a folder has no cheaper class, and says so', async () => {
  const { tenant, actor } = await oneSchool()
  await expect(setSourceRule(tenant, actor, { policy: 'archive', graceDays: 7 })).rejects.toBeInstanceOf(NoColdStorage)
})

test('the rule of one school is nothing to another one with a video of the same id', async () => {
  const [a, b] = [await oneSchool(), await oneSchool()]
  for (const { tenant } of [a, b]) await film(tenant, 'asset_film')
  await setSourceRule(a.tenant, a.actor, { policy: 'delete', graceDays: 7 }, NOW)
  expect(await settle(b.tenant, WEEK_LATER)).toEqual([])
  expect(await settle(a.tenant, WEEK_LATER)).toEqual(['asset_film'])
  expect(await isThere(b.tenant, 'asset_film')).toBe(true)
})

test('a source whose video is not all in storage is not deleted, whatever is missing of it', async () => {
  const { tenant, actor } = await oneSchool()
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 7 }, NOW)
  for (const [nth, object] of MADE.entries()) {
    await film(tenant, `asset_${nth}`)
    await tenant.files.delete(`assets/asset_${nth}/1-1/${object}`)
  }
  await film(tenant, 'asset_cut')
  await tenant.files.put('assets/asset_cut/1-1/360p/00001.ts', Buffer.from('mad'))
  await film(tenant, 'asset_whole')
  expect(await settle(tenant, WEEK_LATER)).toEqual(['asset_whole'])
  for (const id of ['asset_0', 'asset_1', 'asset_2', 'asset_3', 'asset_cut']) {
    expect(await isThere(tenant, id)).toBe(true)
    expect(row(tenant, id)?.sourceKey).toBe(`assets/${id}/source`)
  }
})

/** A film that was moved to Mux, its original kept. */
async function movedFilm(tenant: Tenant, fake: FakeMux, id: string, clip: string, more: Partial<Asset> = {}): Promise<void> {
  const made = fake.films.create({ passthrough: `${tenant.id}/${id}`, playback_policies: ['signed'] }, (path) => copyFile(clip, path))
  const atMux = { preparedBy: 'mux' as const, muxAssetId: made.id, muxPlaybackId: made.playbackIds[0]?.id ?? null }
  await film(tenant, id, { outputPrefix: null, renditions: null, ...atMux, ...more })
}

async function schoolAtMux() {
  const fake = await FakeMux.start()
  onTestFinished(() => fake.close())
  const { tenant, actor } = await oneSchool(fake.env)
  const folder = await mkdtemp(join(tmpdir(), 'settle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 7 }, NOW)
  return { fake, tenant, clip: await aFilm(folder, { seconds: 1, size: '160x90' }) }
}

test('the source of a video that Mux plays goes when Mux says that it is ready, and stays where Mux has lost it or is at it', async () => {
  const { fake, tenant, clip } = await schoolAtMux()
  await movedFilm(tenant, fake, 'asset_moved', clip)
  await fake.settled()
  fake.films.held = true
  await movedFilm(tenant, fake, 'asset_making', clip)
  await movedFilm(tenant, fake, 'asset_lost', clip, { muxAssetId: 'deleted-there' })
  await movedFilm(tenant, fake, 'asset_others', clip, { muxAssetId: row(tenant, 'asset_moved')?.muxAssetId ?? null })
  expect(await settle(tenant, WEEK_LATER, true)).toEqual(['asset_moved'])
  expect(await settle(tenant, WEEK_LATER)).toEqual(['asset_moved'])
  expect(row(tenant, 'asset_moved')).toMatchObject({ state: 'ready', preparedBy: 'mux', sourceKey: null, sourceDeletedAt: WEEK_LATER })
  expect(await isThere(tenant, 'asset_moved')).toBe(false)
  for (const id of ['asset_making', 'asset_lost', 'asset_others']) expect(await isThere(tenant, id), id).toBe(true)
  await fake.settled()
})

test('where Mux is away, or there is no account any more, its videos keep their sources, are not counted and hold up no others', async () => {
  const { fake, tenant, clip } = await schoolAtMux()
  for (const id of ['asset_1', 'asset_2']) await movedFilm(tenant, fake, id, clip)
  await fake.settled()
  await film(tenant, 'asset_ours', { readyAt: 2 })
  fake.trouble('get asset', ...Array.from({ length: 3 }, () => ({ status: 503 })))
  // It is asked once a round: the second would have been answered.
  expect(await settle(tenant, WEEK_LATER)).toEqual(['asset_ours'])

  const plain = await oneSchool()
  await setSourceRule(plain.tenant, plain.actor, { policy: 'delete', graceDays: 7 }, NOW)
  await movedFilm(plain.tenant, fake, 'asset_1', clip)
  await film(plain.tenant, 'asset_ours', { readyAt: 2 })
  const errors = vi.spyOn(plain.tenant.log, 'error')
  expect(await settle(plain.tenant, WEEK_LATER, true)).toEqual(['asset_ours'])
  expect(await settle(plain.tenant, WEEK_LATER)).toEqual(['asset_ours'])
  expect(errors).not.toHaveBeenCalled()
  await fake.settled()
})

test('however many cannot go, those behind them do', async () => {
  const { tenant, actor } = await oneSchool()
  await setSourceRule(tenant, actor, { policy: 'delete', graceDays: 7 }, NOW)
  const broken = { kind: 'video' as const, state: 'ready' as const, name: 'a', size: 1, createdBy: 'p', createdAt: 1, readyAt: 1 }
  await tenant.transact((tx) => {
    for (let nth = 0; nth < 510; nth++) {
      const id = `asset_broken${nth}`
      tx.insert(assets)
        .values({ ...broken, id, sourceKey: `assets/${id}/source`, outputPrefix: `assets/${id}/1-1/` })
        .run()
    }
  })
  await film(tenant, 'asset_behind', { readyAt: 2 })
  expect(await settle(tenant, WEEK_LATER)).toEqual(['asset_behind'])
})
