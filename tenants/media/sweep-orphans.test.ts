import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { newId } from '#lib/ids.ts'
import { attemptName } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { assets } from './schema.ts'
import { sweepOrphans } from './sweep-orphans.ts'
import { beginUpload, finishUpload, openUpload } from './upload.ts'

const DAY = 86_400_000
const LATER = { now: Date.now() + 31 * DAY }

const put = (tenant: Tenant, key: string) => tenant.files.put(`assets/${key}`, Buffer.from('bytes'))

async function keys(tenant: Tenant): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of tenant.files.list('assets/')) found.push(key.slice('assets/'.length))
  return found
}

test('what no row knows goes when it is old; sources, what students watch and running attempts stay', async () => {
  const { tenant } = await oneSchool()
  const row = { kind: 'video' as const, state: 'ready' as const, name: 'vat.mp4', size: 5, createdBy: 'p', createdAt: 1 }
  const running = await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...row, id: 'asset_kept', sourceKey: 'assets/asset_kept/source', outputPrefix: 'assets/asset_kept/job-1/' })
      .run()
    tx.insert(assets)
      .values({ ...row, id: 'asset_gone', deletedAt: 2 })
      .run()
    tx.insert(jobs)
      .values({
        ...{ id: newId('job'), kind: 'media.encode_video', payload: {}, subject: 'asset_kept' },
        ...{ state: 'running' as const, attempt: 3, runAt: 1, createdAt: 1 },
      })
      .run()
    const job = tx.select().from(jobs).get()
    return job ? attemptName(job) : ''
  })
  const kept = ['asset_kept/job-1/360p/00000.ts', `asset_kept/${running}/360p/00000.ts`, 'asset_kept/source'].sort()
  const orphans = ['asset_gone/job-9/360p/00000.ts', 'asset_kept/job-2/360p/00000.ts', 'asset_kept/job-2/master.m3u8', 'asset_none/source']
  for (const key of [...kept, ...orphans]) await put(tenant, key)

  const gone = [
    { why: 'no_file', key: 'assets/asset_gone/', objects: 1, bytes: 5 },
    { why: 'no_attempt', key: 'assets/asset_kept/job-2/', objects: 2, bytes: 10 },
    { why: 'no_file', key: 'assets/asset_none/', objects: 1, bytes: 5 },
  ]
  expect(await sweepOrphans(tenant, 30 * DAY)).toEqual([])
  expect(await sweepOrphans(tenant, 30 * DAY, { ...LATER, dryRun: true })).toMatchObject(gone)
  expect(await keys(tenant)).toHaveLength(7)
  expect(await sweepOrphans(tenant, 30 * DAY, LATER)).toMatchObject(gone)
  expect(await keys(tenant)).toEqual(kept)
})

test('a file that comes between looking and deleting is not lost: its row, or its youth, keeps it', async () => {
  const { tenant } = await oneSchool()
  await put(tenant, 'asset_back/source')
  await put(tenant, 'asset_young/source')
  const row = { kind: 'video' as const, state: 'processing' as const, name: 'vat.mp4', size: 5, createdBy: 'p', createdAt: 1 }
  // The storage it really is, except that somebody is quicker: once what lies there has been weighed, the row is there.
  const { list } = tenant.files
  vi.spyOn(tenant.files, 'list').mockImplementation(async function* (prefix) {
    yield* list(prefix)
    if (prefix !== 'assets/asset_back/') return
    await tenant.transact(
      (tx) =>
        void tx
          .insert(assets)
          .values({ ...row, id: 'asset_back', sourceKey: 'assets/asset_back/source' })
          .run(),
    )
  })
  expect(await sweepOrphans(tenant, 30 * DAY, LATER)).toMatchObject([{ key: 'assets/asset_young/' }])
  vi.restoreAllMocks()
  expect(await keys(tenant)).toEqual(['asset_back/source'])

  // One that is being brought while the sweep looks is too young to be anybody's litter, and then it is known.
  const ticket = await beginUpload(tenant, 'p', { name: 'vat.mp4', size: 5, kind: 'video' })
  const { storageKey, storageUploadId } = openUpload(tenant, ticket.uploadId)
  const bytes = Buffer.from('bytes')
  const sha256 = createHash('sha256').update(bytes).digest('base64')
  await tenant.files.multipart.putPart(storageKey, storageUploadId, { number: 1, size: 5, sha256 }, Readable.from([bytes]))
  expect(await sweepOrphans(tenant, 30 * DAY, LATER)).toEqual([])
  await tenant.files.multipart.complete(storageKey, storageUploadId)
  expect(await sweepOrphans(tenant, 30 * DAY, LATER)).toEqual([])
  expect((await finishUpload(tenant, 'p', ticket.uploadId)).state).toBe('processing')
  expect(await tenant.files.stat(storageKey)).toBeDefined()
})
