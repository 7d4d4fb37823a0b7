import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { JobNotNeeded } from '#tenants/jobs/failures.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { attemptName, claim, failAttempt, hear, recoverLost, settle, tidyUp } from '#tenants/jobs/lifecycle.ts'
import { retryJob } from '#tenants/jobs/manage-job.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { AssetUnknown, SourceGone } from './failures.ts'
import { encodeAgain } from './jobs.ts'
import { LADDER_PRINT } from './ladder.ts'
import { longestLinkMs } from './links.ts'
import { againStanding, cancelPrepareAgain, prepareAgain, prepareAllAgain, whatAgain } from './prepare-again.ts'
import { type Asset, assets } from './schema.ts'
import { sweepAssets } from './sweep-assets.ts'
import { usageIn, usageOf } from './usage.ts'
import { watchable, watchableOf } from './watchable.ts'

const NOW = Date.UTC(2026, 10, 22)
const RUNG = { name: '360p', width: 640, height: 360, bandwidth: 800_000, codecs: 'avc1.64001e', segments: 2, bytes: 7 }
const AGAIN = { seconds: 60, width: 640, height: 360, hasAudio: true, renditions: [RUNG], bytes: 9, ladder: LADDER_PRINT }
const handler = handlers.get(encodeAgain.name)!

async function film(tenant: Tenant, id = 'asset_film', more: Partial<Asset> = {}): Promise<string> {
  for (const key of ['source', 'old-1/master.m3u8']) await tenant.files.put(`assets/${id}/${key}`, Buffer.from('bytes'))
  const row = { kind: 'video' as const, state: 'ready' as const, name: 'vat.mp4', size: 5, outputBytes: 5, seconds: 60 }
  const made = { sourceKey: `assets/${id}/source`, outputPrefix: `assets/${id}/old-1/`, createdBy: 'p', createdAt: 1, readyAt: 1 }
  await tenant.transact(
    (tx) =>
      void tx
        .insert(assets)
        .values({ id, ...row, ...made, ...more })
        .run(),
  )
  return id
}
const row = (tenant: Tenant, id: string) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get()!)
/** What is kept of a film of a minute. */
const LONGEST = longestLinkMs(60)
const take = (tenant: Tenant, now = NOW) => claim(tenant, [encodeAgain.name], now, true)
async function keys(tenant: Tenant): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of tenant.files.list('assets/')) found.push(key.split('/').slice(2).join('/'))
  return found.sort()
}

test('a video is made once more behind what plays; players that began with the old go on with it until no link can be left', async () => {
  const { tenant, actor } = await oneSchool()
  const id = await film(tenant)
  await prepareAgain(tenant, actor, id, NOW)
  await prepareAgain(tenant, actor, id, NOW)
  expect(tenant.read((db) => db.select().from(jobs).all())).toHaveLength(1)
  const attempt = (await take(tenant))!
  const before = row(tenant, id)
  expect(tenant.read((db) => againStanding(db, before, NOW))).toMatchObject({ state: 'preparing', waiting: false })
  // What it tells on its way changes nothing that is seen.
  await hear(tenant, attempt, 0.5, NOW)
  expect(row(tenant, id)).toEqual(before)
  expect(tenant.read((db) => watchable(db, before))).toEqual({ attempt: 'old-1', at: { prefix: before.outputPrefix }, until: null })

  const made = attemptName(attempt)
  await tenant.files.put(`assets/${id}/${made}/master.m3u8`, Buffer.from('made anew'))
  expect(await settle(tenant, handler, attempt, AGAIN, NOW)).toBe(true)
  // A result that comes twice counts once.
  expect(await settle(tenant, handler, attempt, AGAIN, NOW)).toBe(false)
  await tidyUp(tenant, handlers)

  const after = row(tenant, id)
  expect(after).toMatchObject({ state: 'ready', ladder: LADDER_PRINT, outputBytes: 9, outputPrefix: `assets/${id}/${made}/` })
  const playing = (of: string, at: number) => {
    const place = tenant.read((db) => watchableOf(db, after, of, at))?.at
    return place && 'prefix' in place ? place.prefix : undefined
  }
  expect([playing(made, NOW), playing('old-1', NOW), playing('old-1', NOW + LONGEST - 1)]).toEqual([
    after.outputPrefix,
    before.outputPrefix,
    before.outputPrefix,
  ])
  expect(playing('old-1', NOW + LONGEST)).toBeUndefined()
  expect(playing('never', NOW)).toBeUndefined()
  expect(await keys(tenant)).toEqual([`${made}/master.m3u8`, 'old-1/master.m3u8', 'source'].sort())

  await sweepAssets(tenant, { now: NOW + LONGEST - 1 })
  expect(await keys(tenant)).toContain('old-1/master.m3u8')
  const swept = await sweepAssets(tenant, { now: NOW + LONGEST, dryRun: true })
  expect(swept).toMatchObject({ outputs: 1, bytes: 5, things: [{ why: 'output_outlived', key: before.outputPrefix }] })
  await sweepAssets(tenant, { now: NOW + LONGEST })
  expect(await keys(tenant)).toEqual([`${made}/master.m3u8`, 'source'].sort())
  expect(tenant.read((db) => usageIn(db, '2026-11', NOW))).toMatchObject({ encodes: 1, encodedSeconds: 60 })
})

test('one that fails, is stopped or is lost leaves what plays, and can be tried again', async () => {
  const { tenant, actor } = await oneSchool()
  const id = await film(tenant)
  const before = row(tenant, id)
  await prepareAgain(tenant, actor, id, NOW)
  await failAttempt(tenant, handler, (await take(tenant))!, { permanent: true, code: 'media.truncated', detail: '' }, NOW)
  expect(row(tenant, id)).toEqual(before)
  expect(tenant.read((db) => againStanding(db, before, NOW))).toEqual({ state: 'failed', reason: 'media.truncated' })
  const [job] = tenant.read((db) => db.select().from(jobs).all())
  await retryJob(tenant, handlers, actor, job!.id, NOW)

  // Its process is killed: another attempt takes it up, and the first one counts no more.
  const lost = (await take(tenant))!
  await recoverLost(tenant, handlers, [], NOW)
  const second = (await take(tenant))!
  expect(await settle(tenant, handler, lost, AGAIN, NOW)).toBe(false)
  await cancelPrepareAgain(tenant, actor, id, NOW)
  expect(await hear(tenant, second, 0.9, NOW)).toBe(false)
  expect(await settle(tenant, handler, second, AGAIN, NOW)).toBe(false)
  expect(row(tenant, id)).toEqual(before)
  expect(tenant.read((db) => againStanding(db, before, NOW))).toBeNull()
  const said = tenant.read((db) => db.select({ type: events.type }).from(events).where(eq(events.subject, id)).all())
  expect(said.map(({ type }) => type)).toEqual(['video.prepare_again', 'video.not_prepared_again', 'video.cancelled'])
})

test('all are made once more, or those of an older ladder: one at a time in a school, none twice, and none whose source is gone', async () => {
  const { tenant, actor } = await oneSchool()
  await film(tenant, 'asset_a', { ladder: 'older' })
  await film(tenant, 'asset_b', { ladder: LADDER_PRINT })
  await film(tenant, 'asset_c', { sourceKey: null, sourceDeletedAt: 5 })
  await film(tenant, 'asset_d', { state: 'failed' })
  expect(tenant.read((db) => whatAgain(db, { olderLadder: true }))).toEqual({ videos: 1, seconds: 60, gone: 1 })
  expect(tenant.read((db) => whatAgain(db))).toEqual({ videos: 2, seconds: 120, gone: 1 })
  expect(await prepareAllAgain(tenant, actor, { olderLadder: true }, NOW)).toEqual({ videos: 1, seconds: 60, gone: 1 })
  expect(await prepareAllAgain(tenant, actor, {}, NOW)).toEqual({ videos: 1, seconds: 60, gone: 1 })
  expect(await prepareAllAgain(tenant, actor, {}, NOW)).toEqual({ videos: 0, seconds: 0, gone: 1 })
  const first = (await take(tenant))!
  expect(await take(tenant)).toBeUndefined()
  await settle(tenant, handler, first, AGAIN, NOW)
  // Both were asked for in the same moment: which is first is nobody's business.
  expect([first.subject, (await take(tenant))?.subject].sort()).toEqual(['asset_a', 'asset_b'])
  await expect(prepareAgain(tenant, actor, 'asset_c', NOW)).rejects.toBeInstanceOf(SourceGone)
  await expect(prepareAgain(tenant, actor, 'asset_none', NOW)).rejects.toBeInstanceOf(AssetUnknown)
  await tenant.transact((tx) => void tx.update(assets).set({ state: 'failed' }).where(eq(assets.id, first.subject)).run())
  await tenant.transact((tx) => void tx.update(jobs).set({ state: 'failed' }).where(eq(jobs.id, first.id)).run())
  await expect(retryJob(tenant, handlers, actor, first.id, NOW)).rejects.toBeInstanceOf(JobNotNeeded)
})

test('what one school has made once more is nothing to another one with a video of the same id', async () => {
  const [{ tenant, actor }, other] = [await oneSchool(), await oneSchool()]
  const id = await film(tenant)
  await film(other.tenant)
  await prepareAllAgain(tenant, actor, {}, NOW)
  expect(other.tenant.read((db) => db.select().from(jobs).all())).toEqual([])
  await cancelPrepareAgain(other.tenant, actor, id, NOW)
  const attempt = (await take(tenant))!
  await settle(tenant, handler, attempt, AGAIN, NOW)
  await sweepAssets(tenant, { now: NOW + LONGEST })
  expect(await keys(other.tenant)).toEqual(['old-1/master.m3u8', 'source'])
  expect(tenant.read((db) => usageOf(db, NOW, 1)[0]?.encodes)).toBe(1)
  expect(other.tenant.read((db) => usageOf(db, NOW, 1)[0]?.encodes)).toBe(0)
})
