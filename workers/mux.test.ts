import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { muxByClient } from '#integrations/mux/client.ts'
import { newId } from '#lib/ids.ts'
import { arrive, beginAnew } from '#tenants/clones/begin-anew.ts'
import { NotYet } from '#tenants/jobs/contract.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { attemptName, claim, latestJob, settle, waitOn, wake } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { assetStanding } from '#tenants/media/asset-standing.ts'
import { encodeAgain, encodeVideo } from '#tenants/media/jobs.ts'
import { chooseVideoBy, preparerOf } from '#tenants/media/mux/choice.ts'
import { NOTHING_AT_MUX, putDeleteAtMux } from '#tenants/media/mux/delete-at-mux.ts'
import { hearMux } from '#tenants/media/mux/hear-mux.ts'
import { deleteAtMux, prepareAtMux } from '#tenants/media/mux/jobs.ts'
import { hasAtMux, keepAtMux } from '#tenants/media/mux/keep-at-mux.ts'
import { moveAll } from '#tenants/media/mux/move.ts'
import { retryAsset } from '#tenants/media/retry-asset.ts'
import { assets, uploads } from '#tenants/media/schema.ts'
import { sweepAssets } from '#tenants/media/sweep-assets.ts'
import { UNUSED_MS } from '#tenants/media/swept.ts'
import { abandonUpload, beginUpload, finishUpload, resumeUpload } from '#tenants/media/upload.ts'
import { monthOf, usageIn } from '#tenants/media/usage.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { aFilm, anOwner, aSchool, openSchools } from '#tests/setup/kit.ts'
import { rowOf, sendToMux } from '#tests/setup/mux.ts'
import { muxPerforms } from './mux.ts'

const NOW = Date.now()
const LONG = 60_000
let folder: string
let clip: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mux-unit-'))
  clip = await aFilm(folder, { seconds: 2, size: '160x90' })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Two schools of a platform with an account at Mux. */
async function twoSchools(more: Record<string, string> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'mux-schools-'))
  const fake = await FakeMux.start()
  const schools = openSchools(dataDir, 3000, { ...fake.env, ...more })
  onTestFinished(async () => {
    schools.close()
    await fake.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const owner = await anOwner(schools)
  const [{ tenant }, { tenant: other }] = [await aSchool(schools, 'madder', owner), await aSchool(schools, 'weld', owner)]
  const performs = new Map(muxPerforms(schools))
  /** Does what is due of a kind, as the dispatcher would. Answers whether there was anything. */
  async function work(whose: Tenant, kind: string, now: number): Promise<'nothing' | 'done' | 'not yet'> {
    const job = await claim(whose, [kind], now)
    const handler = handlers.get(kind)
    if (!job || !handler) return 'nothing'
    try {
      const input = await handler.prepare(whose, job.payload, attemptName(job))
      const output = await performs.get(kind)?.(input, new AbortController().signal, () => undefined)
      expect(await settle(whose, handler, job, output, now)).toBe(true)
      return 'done'
    } catch (error) {
      if (!(error instanceof NotYet)) throw error
      const { againMs, told } = error
      const hear = (tx: Parameters<Parameters<typeof waitOn>[3]>[0]) =>
        told.news === undefined ? undefined : handler.hear?.(tx, job.payload, told.news, attemptName(job))
      await waitOn(whose, job, { againMs, share: told.share ?? 0, why: told.why }, hear, now)
      return 'not yet'
    }
  }
  const aFilmAtMux = async (whose: Tenant) => {
    const id = await sendToMux(whose, owner.id, clip)
    await fake.settled()
    expect(await work(whose, prepareAtMux.name, Date.now())).toBe('done')
    return id
  }
  return { schools, fake, tenant, other, actor: owner.id, work, aFilmAtMux }
}

test('a school’s choice goes before the platform’s, and without an account everything is prepared here', async () => {
  const { tenant, other, actor } = await twoSchools({ VIDEO_BY: 'mux' })
  const by = (whose: Tenant) => whose.read((db) => preparerOf(whose, db))
  expect([by(tenant), by(other)]).toEqual(['mux', 'mux'])
  await chooseVideoBy(tenant, actor, 'lectern')
  expect([by(tenant), by(other)]).toEqual(['lectern', 'mux'])
  expect(tenant.read((db) => preparerOf({ mux: undefined }, db))).toBe('lectern')
  const ticket = await beginUpload(tenant, actor, { name: 'a.mp4', size: 10, kind: 'video' })
  expect(ticket.direct).toBeUndefined()
  // A picture is ours whoever makes the videos.
  expect((await beginUpload(other, actor, { name: 'a.png', size: 10, kind: 'image' })).direct).toBeUndefined()
})

test('an upload is done when Mux has all of it, whatever the browser says; until then it goes on where it stands', async () => {
  const { tenant, actor } = await twoSchools({ VIDEO_BY: 'mux' })
  const size = 300_000
  const ticket = await beginUpload(tenant, actor, { name: 'a.mp4', size, kind: 'video' })
  await expect(finishUpload(tenant, actor, ticket.uploadId)).rejects.toMatchObject({ code: 'media.upload_incomplete' })
  const headers = { 'Content-Range': `bytes 0-262143/${size}` }
  expect((await fetch(ticket.direct?.url ?? '', { method: 'PUT', body: new Uint8Array(262_144), headers })).status).toBe(308)
  expect((await resumeUpload(tenant, ticket.uploadId)).direct).toEqual({ url: ticket.direct?.url, stored: 262_144 })
  await expect(finishUpload(tenant, actor, ticket.uploadId)).rejects.toMatchObject({ code: 'media.upload_incomplete' })
  await expect(resumeUpload(tenant, 'upload_none')).rejects.toMatchObject({ code: 'media.upload_unknown' })
})

test('who uploads reads a sentence of ours; what Mux has said is in the log, once', async () => {
  const { tenant, actor, fake } = await twoSchools({ VIDEO_BY: 'mux' })
  const warned = vi.spyOn(tenant.log, 'warn')
  fake.trouble('create upload', { status: 401, type: 'unauthorized', message: 'Invalid token' })
  const asked = beginUpload(tenant, actor, { name: 'a.mp4', size: 10, kind: 'video' })
  await expect(asked).rejects.toMatchObject({
    code: 'media.mux_key',
    status: 409,
    cause: { message: expect.stringContaining('Invalid token') },
  })
  expect(warned.mock.calls).toEqual([[{ err: expect.objectContaining({ name: 'MuxRefused' }) }, expect.any(String)]])
})

test('the address of an upload is forgotten when it is finished; one that is given up is cancelled at Mux', async () => {
  const { tenant, actor, work, fake } = await twoSchools({ VIDEO_BY: 'mux' })
  const id = await sendToMux(tenant, actor, clip)
  const begun = await beginUpload(tenant, actor, { name: 'b.mp4', size: 300_000, kind: 'video' })
  const address = (assetId: string) => tenant.read((db) => db.select().from(uploads).where(eq(uploads.assetId, assetId)).get())?.directUrl
  expect([address(id), address(begun.assetId)]).toEqual([null, begun.direct?.url])
  await abandonUpload(tenant, actor, begun.uploadId)
  expect(await work(tenant, deleteAtMux.name, Date.now())).toBe('done')
  expect((await fetch(begun.direct?.url ?? '', { method: 'PUT', body: new Uint8Array(10) })).ok).toBe(false)
  await fake.settled()
})

test(
  'while Mux is at it the film is being prepared; its word makes the job look at once, and what it made is counted once',
  async () => {
    const { tenant, actor, fake, work } = await twoSchools({ VIDEO_BY: 'mux' })
    fake.films.held = true
    const id = await sendToMux(tenant, actor, clip)
    const now = Date.now()
    expect(await work(tenant, prepareAtMux.name, now)).toBe('not yet')
    const row = rowOf(tenant, id)
    expect(tenant.read((db) => assetStanding(db, row))).toMatchObject({ state: 'preparing', waiting: false })
    // It looks again by itself in a while, and not before.
    expect(await work(tenant, prepareAtMux.name, now)).toBe('nothing')
    fake.films.goOn()
    await fake.settled()
    await tenant.transact((tx) => wake(tx, id, [prepareAtMux.name], now))
    expect(await work(tenant, prepareAtMux.name, now)).toBe('done')
    expect(rowOf(tenant, id)).toMatchObject({ state: 'ready', preparedBy: 'mux', width: 160, height: 90 })
    expect(tenant.read((db) => usageIn(db, monthOf(now), now))).toMatchObject({ encodes: 1, outputBytes: 0 })
    expect(await work(tenant, prepareAtMux.name, now)).toBe('nothing')
  },
  LONG,
)

test(
  'a film that nothing refers to any more is deleted at Mux, and again until Mux has done it',
  async () => {
    const { tenant, fake, work, aFilmAtMux } = await twoSchools({ VIDEO_BY: 'mux' })
    const id = await aFilmAtMux(tenant)
    const { muxAssetId } = rowOf(tenant, id)
    await sweepAssets(tenant, { now: NOW })
    expect(await tenant.mux?.asset(id, muxAssetId ?? '')).toBeDefined()
    await sweepAssets(tenant, { now: NOW + UNUSED_MS + 1 })
    expect(rowOf(tenant, id)).toMatchObject({ muxAssetId: null, muxPlaybackId: null })
    const at = NOW + UNUSED_MS + 2
    fake.trouble('delete asset', { status: 500 }, { status: 500 }, { status: 500 })
    expect(await work(tenant, deleteAtMux.name, at)).toBe('not yet')
    // Why it waits can be read, and only as long as it does.
    const detail = () => tenant.read((db) => latestJob(db, muxAssetId ?? '', deleteAtMux.name))?.reasonDetail
    expect(detail()).toContain('500')
    expect(await work(tenant, deleteAtMux.name, at + 10 * 60_000)).toBe('done')
    expect(fake.films.all.map((film) => film.id)).not.toContain(muxAssetId)
    expect(detail()).toBeNull()
  },
  LONG,
)

test(
  'a copy of a school deletes nothing of its original’s; the original, destroyed, takes all of its own along',
  async () => {
    const { schools, tenant, other, fake, aFilmAtMux } = await twoSchools({ VIDEO_BY: 'mux' })
    const id = await aFilmAtMux(tenant)
    const row = rowOf(tenant, id)
    await other.transact((tx) => void tx.insert(assets).values(row).run())
    await destroySchool(schools, other.id)
    expect(fake.films.all.map((film) => film.id)).toContain(row.muxAssetId)
    // Mux is away: the school is not gone until it was asked.
    fake.trouble('get asset', ...Array.from({ length: 3 }, () => ({ status: 503 })))
    await expect(destroySchool(schools, tenant.id)).rejects.toMatchObject({ name: 'MuxAway' })
    await destroySchool(schools, tenant.id)
    expect(fake.films.all.map((film) => film.id)).not.toContain(row.muxAssetId)
  },
  LONG,
)

test(
  'a copy of a school begins without what its original has at Mux; one that moves takes it along',
  async () => {
    const { schools, tenant, aFilmAtMux } = await twoSchools({ VIDEO_BY: 'mux' })
    const [alone, kept] = [await aFilmAtMux(tenant), await aFilmAtMux(tenant)]
    await tenant.transact((tx) => void tx.update(assets).set({ sourceKey: 'assets/x/source' }).where(eq(assets.id, kept)).run())
    const before = rowOf(tenant, alone)
    const file = schools.pool.path(tenant.id)
    await arrive(file, tenant.id, { backup: 'b', from: NOW }, NOW)
    expect(rowOf(tenant, alone)).toEqual(before)
    await beginAnew(file, { id: 'copy', name: 'A copy', event: { of: tenant.id, backup: 'b', from: NOW } }, NOW)
    expect(rowOf(tenant, alone)).toMatchObject({ state: 'failed', failure: 'mux.of_original', muxAssetId: null, muxPlaybackId: null })
    expect(rowOf(tenant, kept)).toMatchObject({ state: 'processing', preparedBy: 'lectern', muxAssetId: null })
    expect(tenant.read((db) => latestJob(db, kept, encodeVideo.name))).toMatchObject({ state: 'waiting' })
  },
  LONG,
)

test(
  'a file whose taking Mux did not confirm is not given twice: its word says which film it became, and tries are counted',
  async () => {
    const { schools, tenant, actor, fake, work } = await twoSchools()
    const id = newId('asset')
    await tenant.files.put(`assets/${id}/source`, await readFile(clip))
    const ours: typeof assets.$inferInsert = {
      id,
      kind: 'video',
      state: 'ready',
      name: 'film.mp4',
      size: 5,
      createdBy: actor,
      createdAt: 1,
    }
    await tenant.transact((tx) => {
      tx.insert(assets)
        .values({ ...ours, readyAt: 1, seconds: 2, outputPrefix: `assets/${id}/1/`, sourceKey: `assets/${id}/source` })
        .run()
    })
    expect(await moveAll(tenant, actor, 'mux')).toBe(1)
    fake.trouble('create asset', 'answer lost')
    // No looking again for free: it is one of the tries.
    await expect(work(tenant, prepareAtMux.name, Date.now())).rejects.toThrow('did not say whether it took the file')
    const [made] = fake.films.all
    const known = await tenant.mux?.asset(id, made?.id ?? '')
    await hearMux(schools, { type: 'video.asset.created', id: 'event', at: Date.now(), asset: known! })
    expect(rowOf(tenant, id)).toMatchObject({ muxAssetId: made?.id, state: 'ready', preparedBy: 'lectern' })
    expect(fake.films.all).toHaveLength(1)
  },
  LONG,
)

test(
  'a film that somebody deletes at Mux is made here where its original is, and is lost where it is not; trying again makes it here too',
  async () => {
    const { schools, tenant, actor, fake, aFilmAtMux } = await twoSchools({ VIDEO_BY: 'mux' })
    const [alone, kept, tried] = [await aFilmAtMux(tenant), await aFilmAtMux(tenant), await aFilmAtMux(tenant)]
    const change = (id: string, to: Partial<typeof assets.$inferSelect>) =>
      tenant.transact((tx) => void tx.update(assets).set(to).where(eq(assets.id, id)).run())
    await change(kept, { sourceKey: `assets/${kept}/source` })
    await tenant.transact((tx) => void enqueue(tx, encodeAgain, { payload: { assetId: kept }, subject: kept }))
    for (const id of [alone, kept]) {
      await fake.films.delete(rowOf(tenant, id).muxAssetId ?? '')
      const event = fake.webhooks.happened.findLast(({ type }) => type === 'video.asset.deleted')!
      const { body, headers } = fake.webhooks.request(event)
      await hearMux(schools, await muxByClient(fake.options).readWebhook(body, new Headers(headers)))
    }
    await change(tried, { ...NOTHING_AT_MUX, state: 'failed', failure: 'mux.gone', sourceKey: `assets/${tried}/source` })
    await retryAsset(tenant, actor, tried)
    expect(rowOf(tenant, alone)).toMatchObject({ state: 'failed', failure: 'mux.gone', muxAssetId: null })
    for (const id of [kept, tried]) {
      const made = { state: 'processing', failure: null, preparedBy: 'lectern', muxUploadId: null, muxAssetId: null, muxPlaybackId: null }
      expect(rowOf(tenant, id)).toMatchObject(made)
      expect(tenant.read((db) => latestJob(db, id, encodeVideo.name))).toMatchObject({ state: 'waiting' })
    }
    expect(tenant.read((db) => latestJob(db, kept, encodeAgain.name))?.state).toBe('cancelled')
  },
  LONG,
)

test(
  'a school that was moved is ended where it was, and what it plays now stays at Mux',
  async () => {
    const { schools, tenant, fake, aFilmAtMux } = await twoSchools({ VIDEO_BY: 'mux' })
    const id = await aFilmAtMux(tenant)
    const { muxAssetId } = rowOf(tenant, id)
    expect(hasAtMux(tenant)).toBe(true)
    await keepAtMux(tenant)
    expect(hasAtMux(tenant)).toBe(false)
    await destroySchool(schools, tenant.id)
    expect(fake.films.all.map((film) => film.id)).toContain(muxAssetId)
  },
  LONG,
)

test(
  'a deletion that waits is not forgotten when its school moves, nor when its school is destroyed, also at the second try',
  async () => {
    const { schools, tenant, fake, aFilmAtMux } = await twoSchools({ VIDEO_BY: 'mux' })
    const row = rowOf(tenant, await aFilmAtMux(tenant))
    const runAt = NOW + 10 * LONG
    await tenant.transact((tx) => {
      putDeleteAtMux(tx, row, NOW)
      tx.update(jobs).set({ runAt, state: 'running' }).where(eq(jobs.kind, deleteAtMux.name)).run()
      tx.delete(assets).where(eq(assets.id, row.id)).run()
    })
    await arrive(schools.pool.path(tenant.id), tenant.id, { backup: 'b', from: NOW }, NOW)
    expect(tenant.read((db) => latestJob(db, row.muxAssetId ?? '', deleteAtMux.name))).toMatchObject({ state: 'waiting', runAt })
    fake.trouble('get asset', ...Array.from({ length: 3 }, () => ({ status: 503 })))
    await expect(destroySchool(schools, tenant.id)).rejects.toMatchObject({ name: 'MuxAway' })
    expect(fake.films.all.map((film) => film.id)).toContain(row.muxAssetId)
    await destroySchool(schools, tenant.id)
    expect(fake.films.all.map((film) => film.id)).not.toContain(row.muxAssetId)
  },
  LONG,
)
