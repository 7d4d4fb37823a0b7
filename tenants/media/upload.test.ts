import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { TooManyUploads, UploadRefused, UploadUnknown } from './failures.ts'
import { assets, uploads } from './schema.ts'
import { sweepAssets } from './sweep-assets.ts'
import { abandonUpload, beginUpload, finishUpload, openUpload, PART_BYTES, resumeUpload, signParts } from './upload.ts'

/** Two whole parts and a rest. */
const FILE = randomBytes(PART_BYTES * 2 + 1_000)

let schools: TestSchools
let tenant: Tenant
beforeEach(async () => {
  schools = await temporarySchools()
  tenant = await schools.school('madder')
})
afterEach(() => schools.close())

const begin = (kind: 'video' | 'image' = 'video', size = FILE.length) =>
  beginUpload(tenant, schools.owner.id, { name: 'vat.mp4', size, kind })

function part(number: number) {
  const bytes = FILE.subarray((number - 1) * PART_BYTES, number * PART_BYTES)
  return { bytes, offer: { number, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') } }
}

/** As the endpoint does it with a link that it has opened. */
async function send(uploadId: string, number: number): Promise<void> {
  const { storageKey, storageUploadId } = openUpload(tenant, uploadId)
  const { bytes, offer } = part(number)
  await tenant.files.multipart.putPart(storageKey, storageUploadId, offer, Readable.from([bytes]))
}

const jobsOf = (assetId: string) => tenant.read((db) => db.select().from(jobs).where(eq(jobs.subject, assetId)).all())

async function stored(assetId: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of (await tenant.files.get(`assets/${assetId}/source`)).body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('parts out of order, one of them twice, make the file as it was, and one job that prepares it', async () => {
  const { uploadId, assetId } = await begin()
  for (const number of [3, 1, 3, 2]) await send(uploadId, number)
  const asset = await finishUpload(tenant, schools.owner.id, uploadId)
  expect(asset).toMatchObject({ id: assetId, state: 'processing', kind: 'video', size: FILE.length })
  expect((await stored(assetId)).equals(FILE)).toBe(true)
  expect(jobsOf(assetId).map((job) => job.kind)).toEqual(['media.encode_video'])
})

test('a school has fifty unfinished uploads at most; those that nobody will resume make room', async () => {
  const begun = []
  for (let n = 0; n < 50; n++) begun.push(await begin())
  await expect(begin()).rejects.toBeInstanceOf(TooManyUploads)
  await abandonUpload(tenant, schools.owner.id, begun[0]!.uploadId)
  await begin()
  const ticket = begun[1]!
  await tenant.transact((tx) => tx.update(uploads).set({ createdAt: 1 }).where(eq(uploads.id, ticket.uploadId)).run().changes)
  await begin()
  await expect(resumeUpload(tenant, ticket.uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  await expect(begin()).rejects.toBeInstanceOf(TooManyUploads)
})

test('an upload that has slept for a day, or for six, goes on from its parts; after more than a week it is swept', async () => {
  const DAY = 86_400_000
  const begun = Date.now()
  const { uploadId } = await begin()
  await send(uploadId, 1)
  for (const days of [1, 6]) {
    await sweepAssets(tenant, { now: begun + days * DAY })
    expect((await resumeUpload(tenant, uploadId)).parts).toEqual([1])
  }
  await sweepAssets(tenant, { now: begun + 8 * DAY })
  await expect(resumeUpload(tenant, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
})

test('a picture gets the job of pictures', async () => {
  const { uploadId, assetId } = await begin('image')
  for (const number of [1, 2, 3]) await send(uploadId, number)
  await finishUpload(tenant, schools.owner.id, uploadId)
  expect(jobsOf(assetId).map((job) => job.kind)).toEqual(['media.resize_image'])
})

test('finishing twice, one after the other or at once, puts one job', async () => {
  const { uploadId, assetId } = await begin()
  for (const number of [1, 2, 3]) await send(uploadId, number)
  const both = await Promise.all([finishUpload(tenant, schools.owner.id, uploadId), finishUpload(tenant, schools.owner.id, uploadId)])
  await finishUpload(tenant, schools.owner.id, uploadId)
  expect(both.map((asset) => asset.id)).toEqual([assetId, assetId])
  expect(jobsOf(assetId)).toHaveLength(1)
})

test('with a part missing it is not finished, and goes on', async () => {
  const { uploadId, assetId } = await begin()
  await send(uploadId, 1)
  await send(uploadId, 3)
  await expect(finishUpload(tenant, schools.owner.id, uploadId)).rejects.toMatchObject({ code: 'media.upload_incomplete', status: 409 })
  expect(jobsOf(assetId)).toEqual([])
  expect((await resumeUpload(tenant, uploadId)).parts).toEqual([1, 3])
  await send(uploadId, 2)
  await finishUpload(tenant, schools.owner.id, uploadId)
  expect((await stored(assetId)).equals(FILE)).toBe(true)
})

test('who missed the end hears of it: a finished upload answers all its parts', async () => {
  const { uploadId } = await begin()
  for (const number of [1, 2, 3]) await send(uploadId, number)
  await finishUpload(tenant, schools.owner.id, uploadId)
  expect((await resumeUpload(tenant, uploadId)).parts).toEqual([1, 2, 3])
  expect(() => openUpload(tenant, uploadId)).toThrow(UploadRefused)
})

test('a link is sealed for one part of one upload of one school, and says when it ends', async () => {
  const { uploadId } = await begin()
  const [signed] = await signParts(tenant, uploadId, [part(2).offer], (sealed) => sealed, 1_000)
  expect(signed?.number).toBe(2)
  expect(tenant.unseal('upload-part', signed!.url)).toEqual({ u: uploadId, ...part(2).offer, e: 1_000 + 15 * 60_000 })
  expect((await schools.school('weld')).unseal('upload-part', signed!.url)).toBeUndefined()
  expect(tenant.unseal('media', signed!.url)).toBeUndefined()
})

test('another school does not know the upload', async () => {
  const { uploadId } = await begin()
  await send(uploadId, 1)
  const other = await schools.school('weld')
  const owner = schools.owner.id
  await expect(resumeUpload(other, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  await expect(signParts(other, uploadId, [part(1).offer], (sealed) => sealed)).rejects.toBeInstanceOf(UploadUnknown)
  await expect(finishUpload(other, owner, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  await expect(abandonUpload(other, owner, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  expect((await resumeUpload(tenant, uploadId)).parts).toEqual([1])
})

test('an upload that storage has forgotten is gone, not broken', async () => {
  const { uploadId } = await begin()
  const { storageKey, storageUploadId } = openUpload(tenant, uploadId)
  await tenant.files.multipart.abort(storageKey, storageUploadId)
  await expect(resumeUpload(tenant, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  await expect(finishUpload(tenant, schools.owner.id, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
})

test('a cancelled upload leaves neither row nor bytes', async () => {
  const { uploadId, assetId } = await begin()
  await send(uploadId, 1)
  await abandonUpload(tenant, schools.owner.id, uploadId)
  await expect(resumeUpload(tenant, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  await expect(abandonUpload(tenant, schools.owner.id, uploadId)).rejects.toBeInstanceOf(UploadUnknown)
  expect(tenant.read((db) => db.select().from(assets).where(eq(assets.id, assetId)).all())).toEqual([])
  expect(tenant.read((db) => db.select().from(uploads).all())).toEqual([])
})

test('what is finished cannot be cancelled any more', async () => {
  const { uploadId, assetId } = await begin()
  for (const number of [1, 2, 3]) await send(uploadId, number)
  await finishUpload(tenant, schools.owner.id, uploadId)
  await expect(abandonUpload(tenant, schools.owner.id, uploadId)).rejects.toMatchObject({ code: 'media.upload_finished' })
  expect(tenant.read((db) => db.select().from(assets).where(eq(assets.id, assetId)).all())).toHaveLength(1)
})

test('of finishing and cancelling at the same moment one wins, whole', async () => {
  const { uploadId, assetId } = await begin()
  for (const number of [1, 2, 3]) await send(uploadId, number)
  const [finished, cancelled] = await Promise.allSettled([
    finishUpload(tenant, schools.owner.id, uploadId),
    abandonUpload(tenant, schools.owner.id, uploadId),
  ])
  const kept = tenant.read((db) => db.select().from(assets).where(eq(assets.id, assetId)).all()).length
  expect([finished.status, cancelled.status, kept, jobsOf(assetId).length]).toEqual(
    kept ? ['fulfilled', 'rejected', 1, 1] : ['rejected', 'fulfilled', 0, 0],
  )
})

test.each([
  ['an empty file', 'video', 0, 'media.upload_empty', 400],
  ['a film of more than 20 GB', 'video', 20 * 1024 ** 3 + 1, 'media.upload_too_large', 413],
  ['a picture of more than 25 MB', 'image', 25 * 1024 ** 2 + 1, 'media.upload_too_large', 413],
] as const)('%s is refused before a byte is sent', async (_what, kind, size, code, status) => {
  await expect(begin(kind, size)).rejects.toMatchObject({ code, status })
  expect(tenant.read((db) => db.select().from(assets).all())).toEqual([])
})
