import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Storage } from '#integrations/storage/storage.ts'
import { openDatabase } from '#tenants/database/connection.ts'
import { events } from '#tenants/events/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { claim } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { mayWatch } from '#tenants/learning/learn.ts'
import { heartbeatMarks } from '#tenants/learning/schema.ts'
import { resizeImageHandler } from '#tenants/media/handlers.ts'
import { encodeVideo, resizeImage } from '#tenants/media/jobs.ts'
import { mediaToken, readMediaToken } from '#tenants/media/links.ts'
import { type Asset, assets, uploads } from '#tenants/media/schema.ts'
import { beginUpload } from '#tenants/media/upload.ts'
import { studentBySession } from '#tenants/people/students.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import { reportSchool } from '#tenants/registry/school-report.ts'
import { SlugRefused } from '#tenants/registry/slugs.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { CodeOfAnotherSchool } from '#tenants/sales/failures.ts'
import { redeemCode, redeemCodeAsNewStudent } from '#tenants/sales/redeem-code.ts'
import { codeBatches, codes } from '#tenants/sales/schema.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { dump, fillEmptyTables, marksIn, plant } from '#tests/isolation/kit/canaries.ts'
import { aPublishedCourse, DEVICE, PASSWORD, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { type Cloned, cloneSchool } from './clone-school.ts'

const WANTED = { slug: 'madder-copy', name: 'Madder, to try things out' }

let folder: TestSchools
let original: Tenant
let busy: Awaited<ReturnType<typeof aBusySchool>>
let before: unknown[]
let cloned: Cloned
let tenant: Tenant
beforeAll(async () => {
  folder = await temporarySchools()
  original = await folder.school('madder')
  busy = await aBusySchool()
  before = [dumpOf(original), await objectsOf(original.files)]
  cloned = await cloneSchool(folder.schools, original.id, WANTED)
  tenant = cloned.tenant
})
afterAll(() => folder.close())

const dumpOf = ({ id }: Tenant) => dump(folder.schools.pool.path(id))

async function objectsOf(files: Storage): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const { key } of files.list('')) found[key] = await text((await files.get(key)).body)
  return found
}

async function anAsset(id: string, state: Asset['state'], kind: Asset['kind'] = 'video'): Promise<void> {
  const key = `assets/${id}/source`
  await original.files.put(key, Buffer.from(`${id} as uploaded`))
  const row = { id, kind, state, name: id, size: 5, sourceKey: key, createdBy: folder.owner.id, createdAt: 1 }
  const outputPrefix = state === 'ready' ? `assets/${id}/once-1/` : null
  if (outputPrefix)
    for (const name of ['master.m3u8', '360p/index.m3u8', '360p/00000.ts'])
      await original.files.put(outputPrefix + name, Buffer.from(`${id} ${name}`))
  await original.transact(
    (tx) =>
      void tx
        .insert(assets)
        .values({ ...row, outputPrefix })
        .run(),
  )
}

/** A school with a film, a student who came in by a code, and everything under way that a copy may not go on with. */
async function aBusySchool() {
  await anAsset('film', 'ready')
  await anAsset('broken', 'failed')
  // Named by rows, and gone from storage.
  await anAsset('lost', 'ready')
  await original.files.deletePrefix('assets/lost/')
  await anAsset('picture', 'processing', 'image')
  const { course, lessons } = await aPublishedCourse(original, folder.owner.id, { assetId: 'film' })
  const draft = { courseId: course.id, label: 'Cards', count: 3, expiresAt: null }
  const batch = await createBatch(original, folder.owner.id, draft)
  await createBatch(original, folder.owner.id, { ...draft, label: 'Given to nobody' })
  const [used, unused] = original.read((db) => codesOf(db, batch.id).map((code) => code.text))
  const who = { email: 'ines@student.test', name: 'Ines Brook', password: PASSWORD }
  const { token } = await redeemCodeAsNewStudent(original, who, used!, DEVICE)
  const student = original.read((db) => studentBySession(db, token)!.student)
  await beginUpload(original, folder.owner.id, { name: 'on its way', size: 20, kind: 'video' })
  await original.files.put('assets/film/given-up-1/360p/00000.ts', Buffer.from('an attempt that nobody took over'))
  await original.transact((tx) => {
    tx.insert(heartbeatMarks).values({ player: 'player', studentId: student.id, seq: 4, updatedAt: 1 }).run()
    enqueue(tx, encodeVideo, { payload: { assetId: 'film' }, subject: 'film' })
    enqueue(tx, resizeImage, { payload: { assetId: 'picture' }, subject: 'picture' })
  })
  await claim(original, [encodeVideo.name])
  return { course, lesson: lessons[1]!, token, student, unused: unused! }
}

/** What a clone has of its own; everything else is row by row what the original has. */
const ITS_OWN = ['school', 'content_version', 'events', 'sessions', 'heartbeat_marks', 'jobs', 'assets', 'uploads', 'codes', 'code_batches']

test('a clone holds what the school holds, under the same ids and another address, and says what it is made of', async () => {
  const { tenant: _, backup, ...brought } = cloned
  expect([dumpOf(original), await objectsOf(original.files)]).toEqual(before)
  const [theirs, ours] = [dumpOf(original), dumpOf(tenant)]
  expect(Object.keys(ours)).toEqual(Object.keys(theirs))
  for (const table of Object.keys(theirs).filter((name) => !ITS_OWN.includes(name))) expect(ours[table], table).toEqual(theirs[table])
  expect(ours.students).toMatchObject([{ id: busy.student.id }])
  expect(ours.enrollments).toHaveLength(1)
  expect(tenant.read(schoolProfile)).toEqual({ ...original.read(schoolProfile), name: WANTED.name })
  const log = tenant.read((db) => db.select().from(events).all())
  expect(log.slice(0, -1)).toEqual(original.read((db) => db.select().from(events).all()))
  expect(log.at(-1)).toMatchObject({ type: 'school.cloned', subject: tenant.id, data: { of: original.id, backup } })
  const school = folder.schools.registry.bySlug(WANTED.slug)!
  expect(reportSchool(folder.schools, school)).toMatchObject({
    ...{ id: tenant.id, name: WANTED.name, plan: 'free', suspendedAt: null },
    staff: [{ email: folder.owner.email, role: 'owner' }],
  })
  // What storage no longer has is counted, and keeps nothing else back.
  expect(brought).toEqual({ objects: 6, bytes: expect.any(Number), missing: 2 })
  expect(tenant.read((db) => db.all('PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }])
})

test('nobody is signed in, no code of the one opens the other, and what was under way is the clone’s own', async () => {
  const { student, token, unused, course } = busy
  const count = (rows: typeof codes | typeof uploads | typeof heartbeatMarks) => tenant.read((db) => db.select().from(rows).all().length)
  expect(tenant.read((db) => studentBySession(db, token))).toBeUndefined()
  expect(original.read((db) => studentBySession(db, token))).toBeDefined()
  expect([count(heartbeatMarks), count(uploads), count(codes)]).toEqual([0, 0, 1])
  expect(tenant.read((db) => db.select().from(codeBatches).all())).toMatchObject([{ label: 'Cards', count: 1 }])
  await expect(redeemCode(tenant, student.id, unused)).rejects.toBeInstanceOf(CodeOfAnotherSchool)
  // Not even to be read in what deleted rows leave behind.
  const bytesOf = ({ id }: Tenant) => {
    folder.schools.pool.evict(id)
    return readFileSync(folder.schools.pool.path(id))
  }
  expect([original, tenant].map((one) => bytesOf(one).includes(unused))).toEqual([true, false])
  const batch = await createBatch(tenant, folder.owner.id, { courseId: course.id, label: 'Staging', count: 1, expiresAt: null })
  const [own] = tenant.read((db) => codesOf(db, batch.id).map((code) => code.text))
  await expect(redeemCode(original, student.id, own!)).rejects.toBeInstanceOf(CodeOfAnotherSchool)

  expect(tenant.read((db) => db.select().from(jobs).all())).toMatchObject([{ subject: 'picture', state: 'waiting', attempt: 0 }])
  expect(folder.schools.registry.dirtySchools(Date.now()).map(({ schoolId }) => schoolId)).toContain(tenant.id)
  const job = await claim(tenant, [resizeImage.name])
  const input = await resizeImageHandler.prepare(tenant, job!.payload, 'once-1')
  expect(input).toMatchObject({ source: { path: expect.stringContaining(`schools/${tenant.id}/assets/picture/source`) } })
  expect(tenant.read((db) => db.select({ id: assets.id }).from(assets).all().length)).toBe(4)
  expect(original.read((db) => db.select().from(jobs).where(eq(jobs.state, 'running')).all())).toMatchObject([{ subject: 'film' }])
})

test('its media play from its own place', async () => {
  const { student, course, lesson } = busy
  const link = { a: 'film', l: lesson.id, c: course.slug, s: student.id, as: 'student' as const }
  expect(readMediaToken(tenant, mediaToken(original, link))).toBeUndefined()
  expect(readMediaToken(tenant, mediaToken(tenant, link))).toMatchObject(link)
  expect(tenant.read((db) => mayWatch(db, student.id, course.slug, lesson.id, 'film'))).toBe(true)
  expect(await objectsOf(tenant.files)).toEqual({
    'assets/broken/source': 'broken as uploaded',
    'assets/film/once-1/360p/00000.ts': 'film 360p/00000.ts',
    'assets/film/once-1/360p/index.m3u8': 'film 360p/index.m3u8',
    'assets/film/once-1/master.m3u8': 'film master.m3u8',
    'assets/film/source': 'film as uploaded',
    'assets/picture/source': 'picture as uploaded',
  })
})

test.each([
  ['madder-copy', 'taken'],
  ['madder', 'taken'],
  ['www', 'reserved'],
  ['No', 'shape'],
])('the address %s is refused as at creation, and nothing is made', async (slug, why) => {
  const files = folder.schools.pool.files()
  const cloning = cloneSchool(folder.schools, original.id, { ...WANTED, slug })
  await expect(cloning).rejects.toBeInstanceOf(SlugRefused)
  await expect(cloning).rejects.toMatchObject({ why })
  expect(folder.schools.pool.files()).toEqual(files)
  expect(folder.schools.registry.list()).toHaveLength(2)
})

test('nothing is shared: what becomes of the one, up to its end, leaves the other as it is', async () => {
  const written = async (to: Tenant, other: Tenant, word: string) => {
    const [before, objects] = [dumpOf(other), await objectsOf(other.files)]
    const file = folder.schools.pool.path(to.id)
    const db = openDatabase(file)
    fillEmptyTables(db.$client)
    db.$client.close()
    plant(file, word, 7_101_013)
    await to.files.put('assets/film/once-1/master.m3u8', Buffer.from(word))
    await to.files.deletePrefix('assets/picture/')
    expect(marksIn(JSON.stringify(dumpOf(to)), word).length).toBeGreaterThan(10)
    expect([dumpOf(other), await objectsOf(other.files)]).toEqual([before, objects])
  }
  await written(tenant, original, 'amberfox')
  await written(original, tenant, 'blueyak')
  const last = [dumpOf(tenant), await objectsOf(tenant.files)]
  await destroySchool(folder.schools, original.id)
  expect([dumpOf(tenant), await objectsOf(tenant.files)]).toEqual(last)
})
