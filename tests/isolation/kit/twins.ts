import { cpSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { hashToken, newToken } from '#lib/crypto.ts'
import { newId } from '#lib/ids.ts'
import { publishCaptions, uploadCaptions } from '#tenants/captions/change-captions.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { courses, type Lesson } from '#tenants/courses/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { heartbeatMarks, lessonProgress } from '#tenants/learning/schema.ts'
import { WatchSheet } from '#tenants/learning/watch-sheet.ts'
import { resizeImage } from '#tenants/media/jobs.ts'
import { assets, uploads } from '#tenants/media/schema.ts'
import { hashPassword } from '#tenants/people/passwords.ts'
import { type Student, studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { addStudent } from '#tenants/people/students.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { type Person, schools as schoolRows, sessions as staffSessions } from '#tenants/registry/schema.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { codes } from '#tenants/sales/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, aSchool, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { TestServer } from '#tests/setup/server.ts'
import { fillEmptyTables, plant } from './canaries.ts'

/** One of two schools whose files hold the same ids. */
export interface Twin {
  /** Stands in every text of this school, and in no other. */
  readonly word: string
  readonly slug: string
  readonly tenant: Tenant
  readonly owner: Person
  readonly staffCookie: string
  /** In the course, and one who is not. */
  readonly studentCookie: string
  readonly strangerCookie: string
  readonly visitor: string
  readonly codes: readonly string[]
}

/** What both files hold under the same id. */
export interface SharedRows {
  readonly student: Student
  readonly stranger: Student
  readonly course: { readonly id: string; readonly slug: string }
  readonly draft: { readonly id: string; readonly slug: string }
  readonly lessons: readonly Lesson[]
  /** Shows the film; open to students of the course alone, and to anybody. */
  readonly lesson: Lesson
  readonly preview: Lesson
  readonly film: string
  readonly picture: string
  /** Of the film: seen by students, and by staff alone. */
  readonly captions: string
  readonly draftCaptions: string
  readonly batch: string
  readonly job: string
  readonly player: string
}

export interface Twins {
  readonly a: Twin
  readonly b: Twin
  readonly rows: SharedRows
  readonly dataDir: string
  readonly schools: Schools
  readonly marked: readonly string[]
  server(options?: { env?: Record<string, string>; node?: readonly string[] }): Promise<TestServer>
  close(): Promise<void>
}

export const FILM_SECONDS = 100
const DEVICE = { userAgent: 'twins', address: '127.0.0.1' }
export const MASTER = 'master.m3u8'

/** Two schools, one the copy of the other's file, each marked with its own word in every table. */
export async function twins(): Promise<Twins> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-twins-'))
  const schools = openSchools(dataDir)
  const ownerA = await owner(schools, 'amberfox')
  const ownerB = await owner(schools, 'blueyak')
  const { tenant: a } = await aSchool(schools, 'first', { ...ownerA, name: 'Olive' })
  const { tenant: b } = await aSchool(schools, 'second', { ...ownerB, name: 'Olive' })
  const rows = await seed(a, ownerA.id)
  fill(schools, a)
  copyFile(schools, a, b)
  const marked = plant(schools.pool.path(a.id), 'amberfox', 7_101_013)
  plant(schools.pool.path(b.id), 'blueyak', 8_202_029)
  for (const [tenant, word] of [
    [a, 'amberfox'],
    [b, 'blueyak'],
  ] as const) {
    await schools.registry.transact((tx) =>
      tx
        .update(schoolRows)
        .set({ name: `School ${word}` })
        .where(eq(schoolRows.id, tenant.id))
        .run(),
    )
    await objects(tenant, rows, word)
  }
  const servers: TestServer[] = []
  return {
    a: await twin(schools, a, ownerA, rows, 'amberfox'),
    b: await twin(schools, b, ownerB, rows, 'blueyak'),
    rows,
    dataDir,
    schools,
    marked,
    async server(options = {}) {
      const server = await TestServer.start({ ...options, dataDir })
      servers.push(server)
      return server
    },
    async close() {
      for (const server of servers) await server.end()
      await schools.pool.migrationsSettled()
      schools.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const owner = async (schools: Schools, word: string): Promise<Person> =>
  (await registerPerson(schools.registry, { email: `${word}@staff.test`, name: `${word} owner`, password: PASSWORD }, DEVICE)).person

async function seed(tenant: Tenant, actor: string): Promise<SharedRows> {
  const passwordHash = await hashPassword(PASSWORD)
  const now = Date.now()
  const film = newId('asset')
  const picture = newId('asset')
  const media = { state: 'ready' as const, size: 10, createdBy: actor, createdAt: now, readyAt: now }
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...media, id: film, kind: 'video', name: 'film', seconds: FILM_SECONDS, outputPrefix: `assets/${film}/once-1/` })
      .run()
    tx.insert(assets)
      .values({ ...media, id: picture, kind: 'image', state: 'processing', name: 'picture', sourceKey: `assets/${picture}/source` })
      .run()
  })
  const file = new TextEncoder().encode('1\n00:00:01,000 --> 00:00:02,000\nSaid in both schools\n')
  const captions = await uploadCaptions(tenant, actor, { assetId: film, language: 'en', file })
  await publishCaptions(tenant, actor, film, captions)
  const draftCaptions = await uploadCaptions(tenant, actor, { assetId: film, language: 'de', file })
  await saveChapters(tenant, actor, { assetId: film, list: [{ at: 7, title: 'A chapter of both schools' }], basedOn: 0 })
  const { course, lessons } = await aPublishedCourse(tenant, actor, { lessons: ['First', 'Second', 'Third'], assetId: film })
  const draft = await createCourse(tenant, actor, {
    ...{ title: 'A draft', outcome: 'Not yet.', price: 0, currency: 'USD' },
    sections: [{ title: 'Drafted', lessons: ['Hidden'] }],
  })
  const batch = await createBatch(tenant, actor, { courseId: course.id, label: 'Cards', count: 3, expiresAt: null })
  const preview = lessons[0]!
  const lesson = lessons[1]!
  const player = 'player-of-both-schools'
  return tenant.transact((tx) => {
    tx.update(courses).set({ coverAssetId: picture }).where(eq(courses.id, course.id)).run()
    const student = addStudent(tx, { email: 'sam@student.test', name: 'Sam', passwordHash }, now)
    const stranger = addStudent(tx, { email: 'nell@student.test', name: 'Nell', passwordHash }, now)
    grant(tx, student.id, course.id, { source: 'staff', actor }, now)
    // Cards of the shared batch are used up, so its lists show who by.
    tx.update(codes).set({ usedAt: now, usedBy: student.id }).where(eq(codes.batchId, batch.id)).run()
    tx.insert(lessonProgress)
      .values({ studentId: student.id, lessonId: lesson.id, courseId: course.id, position: 3, openedAt: now, watchedAt: now })
      .run()
    tx.insert(heartbeatMarks).values({ player, studentId: student.id, seq: 1, updatedAt: now }).run()
    const sheet = new WatchSheet(tx)
    sheet.add(student.id, { lessonId: lesson.id, assetId: film, seconds: FILM_SECONDS }, [{ stretches: [[0, 5]], known: false }], now)
    sheet.write()
    tx.insert(uploads)
      .values({
        ...{ id: newId('upload'), assetId: picture, storageKey: `assets/${picture}/source`, storageUploadId: 'up_0' },
        ...{ size: 10, partSize: 10, createdBy: actor, createdAt: now, finishedAt: now },
      })
      .run()
    const job = enqueue(tx, resizeImage, { payload: { assetId: picture }, subject: picture })
    return {
      student,
      stranger,
      course,
      draft,
      lessons,
      lesson,
      preview,
      film,
      picture,
      captions,
      draftCaptions,
      batch: batch.id,
      job,
      player,
    }
  })
}

function fill(schools: Schools, tenant: Tenant): void {
  schools.pool.evict(tenant.id)
  const db = new Database(schools.pool.path(tenant.id))
  fillEmptyTables(db)
  // A session is one browser's: the copy must not share it.
  db.exec('DELETE FROM sessions')
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

function copyFile(schools: Schools, from: Tenant, to: Tenant): void {
  schools.pool.remove(to.id)
  cpSync(schools.pool.path(from.id), schools.pool.path(to.id))
  for (const suffix of ['-wal', '-shm']) rmSync(schools.pool.path(to.id) + suffix, { force: true })
}

/** The same keys in both, other bytes. The picture's source is of one colour, which the job that waits will keep. */
async function objects(tenant: Tenant, rows: SharedRows, word: string): Promise<void> {
  for (const picture of ['storyboard.vtt', 'storyboard-0.jpg'])
    await tenant.files.put(`assets/${rows.film}/once-1/${picture}`, Buffer.from(`${word}-object`))
  await tenant.files.put(`assets/${rows.film}/once-1/${MASTER}`, Buffer.from(`#EXTM3U\n# ${word}-object\n`))
  const background = word === 'amberfox' ? { r: 220, g: 20, b: 20 } : { r: 20, g: 20, b: 220 }
  const source = await sharp({ create: { width: 400, height: 300, channels: 3, background } })
    .png()
    .toBuffer()
  await tenant.files.put(`assets/${rows.picture}/source`, source)
}

async function twin(schools: Schools, tenant: Tenant, by: Person, rows: SharedRows, word: string): Promise<Twin> {
  // Codes name their school, so the copy makes its own; the mark tells the dispatcher of the job that came with the copy.
  const batch = await createBatch(tenant, by.id, { courseId: rows.course.id, label: `${word} batch`, count: 3, expiresAt: null })
  const texts = tenant.read((db) => db.select().from(codes).where(eq(codes.batchId, batch.id)).all())
  const signIn = (id: string) =>
    tenant.transact((tx) => startSession(tx, studentSessions, id, { ...DEVICE, userAgent: `${word}-sessions-useragent` }))
  schools.registry.markDirty(tenant.id, Date.now())
  return {
    word,
    slug: tenant.slug,
    tenant,
    owner: by,
    staffCookie: `lectern-staff=${await staffSession(schools, by.id)}`,
    studentCookie: `lectern-student=${await signIn(rows.student.id)}`,
    strangerCookie: `lectern-student=${await signIn(rows.stranger.id)}`,
    visitor: newToken(),
    codes: texts.map((code) => code.text),
  }
}

function staffSession(schools: Schools, personId: string): Promise<string> {
  return schools.registry.transact((tx) => startSession(tx, staffSessions, personId, DEVICE))
}

/** The part of a cookie behind `=`. */
export const tokenOf = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1)
export const visitorHash = (twin: Twin): string => hashToken(twin.visitor)
