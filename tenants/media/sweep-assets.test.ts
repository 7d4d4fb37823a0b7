import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lessonById } from '#tenants/courses/find.ts'
import { lessonBody, saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { attachVideo } from '#tenants/courses/lesson-video.ts'
import { courses, lessons } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { setSchoolLogo } from '#tenants/site/school-logo.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { assets, uploads } from './schema.ts'
import { sweepAssets } from './sweep-assets.ts'
import { beginUpload, finishUpload, openUpload } from './upload.ts'

const DAY = 86_400_000
const NOW = Date.now()

let schools: TestSchools
let tenant: Tenant
beforeEach(async () => {
  schools = await temporarySchools()
  tenant = await schools.school('madder')
})
afterEach(() => schools.close())

async function stored(id: string, kind: 'video' | 'image' = 'video'): Promise<string> {
  for (const key of ['source', '1-1/master.m3u8']) await tenant.files.put(`assets/${id}/${key}`, Buffer.from('bytes'))
  const file = { id, kind, state: 'ready' as const, name: 'vat.mp4', size: 5, outputBytes: 5, createdBy: 'p', createdAt: NOW }
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...file, sourceKey: `assets/${id}/source`, outputPrefix: `assets/${id}/1-1/` })
      .run()
  })
  return id
}
async function keys(): Promise<string[]> {
  const found = new Set<string>()
  for await (const object of tenant.files.list('assets/')) found.add(object.key.split('/')[1]!)
  return [...found].sort()
}
/** A sweep today, and one `days` later. */
async function sweepAfter(days: number) {
  await sweepAssets(tenant, { now: NOW })
  return sweepAssets(tenant, { now: NOW + days * DAY })
}

test('a replaced video goes thirty days after the last version that showed it; undo finds it until then', async () => {
  const [old, fresh] = [await stored('asset_old'), await stored('asset_fresh')]
  const { course, lessons: all } = await aPublishedCourse(tenant, schools.owner.id, { lessons: ['Film'], assetId: old })
  await attachVideo(tenant, schools.owner.id, course.id, all[0]!.id, fresh)
  await sweepAfter(31)
  expect(await keys()).toEqual([fresh, old].sort())
  await publishCourse(tenant, schools.owner.id, course.id)
  await sweepAfter(29)
  expect(await keys()).toEqual([fresh, old].sort())
  await attachVideo(tenant, schools.owner.id, course.id, all[0]!.id, old)
  await sweepAfter(31)
  expect(await keys()).toContain(old)
  await attachVideo(tenant, schools.owner.id, course.id, all[0]!.id, fresh)
  expect(await sweepAfter(31)).toMatchObject({ uploads: 0, assets: 1, orphans: 0, bytes: 10 })
  expect(await keys()).toEqual([fresh])
  await expect(attachVideo(tenant, schools.owner.id, course.id, all[0]!.id, old)).rejects.toThrow()
})

test('covers, logos and the drafts of lessons keep their files; a lesson deleted long ago does not', async () => {
  const [cover, logo, dark, mark, draft, gone] = [
    await stored('asset_cover', 'image'),
    await stored('asset_logo', 'image'),
    await stored('asset_logo_dark', 'image'),
    await stored('asset_mark', 'image'),
    await stored('asset_draft'),
    await stored('asset_gone'),
  ]
  const { course, lessons: all } = await aPublishedCourse(tenant, schools.owner.id)
  await setSchoolLogo(tenant, schools.owner.id, logo)
  await setSchoolLogo(tenant, schools.owner.id, dark, 'dark')
  await setSchoolLogo(tenant, schools.owner.id, mark, 'mark')
  await attachVideo(tenant, schools.owner.id, course.id, all[0]!.id, draft)
  await attachVideo(tenant, schools.owner.id, course.id, all[1]!.id, gone)
  await tenant.transact((tx) => {
    tx.update(courses).set({ coverAssetId: cover }).run()
    tx.update(lessons)
      .set({ deletedAt: NOW - 31 * DAY })
      .where(eq(lessons.id, all[1]!.id))
      .run()
  })
  await sweepAfter(31)
  expect(await keys()).toEqual([cover, draft, logo, dark, mark])
})

test('a picture stays while a draft or what students see shows it, and goes thirty days after the last text that did', async () => {
  const [shown, draft] = [await stored('asset_shown', 'image'), await stored('asset_inadraft', 'image')]
  const figure = (id: string) => `<p>See</p><img data-asset="${id}" alt="" />`
  const { course, lessons: all } = await aPublishedCourse(tenant, schools.owner.id, { lessons: ['Text'], html: figure(shown) })
  const save = (html: string) => {
    const { bodyId } = tenant.read((db) => lessonById(db, course.id, all[0]!.id))
    const { updatedAt } = tenant.read((db) => lessonBody(db, bodyId))
    return saveLessonBody(tenant, schools.owner.id, course.id, all[0]!.id, html, updatedAt)
  }
  await save(figure(draft))
  await sweepAfter(31)
  expect(await keys()).toEqual([draft, shown].sort())
  await save('<p>No picture any more</p>')
  await sweepAfter(31)
  expect(await keys()).toEqual([shown])
  await publishCourse(tenant, schools.owner.id, course.id)
  await sweepAfter(31)
  expect(await keys()).toEqual([])
})

test('a dry run says what would go and takes nothing', async () => {
  await stored('asset_stray')
  await sweepAssets(tenant, { now: NOW })
  expect(await sweepAssets(tenant, { dryRun: true, now: NOW + 31 * DAY })).toMatchObject({ uploads: 0, assets: 1, orphans: 0, bytes: 10 })
  expect(await keys()).toEqual(['asset_stray'])
})

test('a removal that a crash cut short is finished', async () => {
  await stored('asset_half')
  await tenant.transact((tx) => void tx.update(assets).set({ deletedAt: 1 }).run())
  await sweepAssets(tenant, { now: NOW })
  expect(await keys()).toEqual([])
  expect(await sweepAssets(tenant, { now: NOW })).toMatchObject({ things: [], bytes: 0 })
})

test('an upload nobody finished goes after a week, rows and parts; a finished and a young one stay', async () => {
  const begin = (at: number) => beginUpload(tenant, 'p', { name: 'vat.mp4', size: 3, kind: 'video' }, at)
  const [old, young, finished] = [await begin(NOW - 8 * DAY), await begin(NOW - 6 * DAY), await begin(NOW - 8 * DAY)]
  for (const { uploadId } of [old, finished]) {
    const { storageKey, storageUploadId } = openUpload(tenant, uploadId)
    const sha256 = createHash('sha256').update('abc').digest('base64')
    await tenant.files.multipart.putPart(storageKey, storageUploadId, { number: 1, size: 3, sha256 }, Readable.from([Buffer.from('abc')]))
  }
  const { storageKey, storageUploadId } = openUpload(tenant, old.uploadId)
  await finishUpload(tenant, 'p', finished.uploadId)
  expect(await sweepAssets(tenant, { now: NOW })).toMatchObject({ uploads: 1, bytes: 3 })
  const left = tenant.read((db) =>
    db
      .select({ id: uploads.id })
      .from(uploads)
      .all()
      .map(({ id }) => id),
  )
  expect(left.sort()).toEqual([young.uploadId, finished.uploadId].sort())
  expect(tenant.read((db) => db.select().from(assets).where(eq(assets.id, old.assetId)).get())).toBeUndefined()
  await expect(tenant.files.multipart.parts(storageKey, storageUploadId)).rejects.toMatchObject({ code: 'unknown_upload' })
})
