import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { Heartbeats } from '#tenants/learning/heartbeats.ts'
import { lessonProgress, watchCurves, watchTraces } from '#tenants/learning/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { eraseStudent } from '#tenants/people/erase.ts'
import { students } from '#tenants/people/schema.ts'
import { studentExport } from '#tenants/people/student-export.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { publishedCourse, SECONDS, studentIn, type TestCourse } from '#tests/setup/learn-course.ts'
import { lessonRetention, watchedFilms } from './lesson-retention.ts'
import { studentCoverage } from './student-coverage.ts'

let all: TestSchools
let tenant: Tenant
let course: TestCourse
let lesson: string
let film: string
let heartbeats: Heartbeats
beforeEach(async () => {
  all = await temporarySchools()
  tenant = await all.school('madder')
  course = await publishedCourse(tenant, 2)
  lesson = course.lessons[0]!
  film = filmOf(lesson)
  heartbeats = new Heartbeats(1_000_000)
})
afterEach(() => all.close())

const filmOf = (id: string) => tenant.read((db) => studentFilms(db).get(id)!)
const studentFilms = (db: Parameters<Parameters<Tenant['read']>[0]>[0]) =>
  new Map(
    db
      .select()
      .from(assets)
      .all()
      .map((asset, at) => [course.lessons[at]!, asset.id]),
  )

let players = 0
type Stretch = [number, number]
const take = (student: string, stretches: Stretch[], more: { player?: string; seq?: number; first?: number; assetId?: string } = {}) => {
  const { player = `player_number_${++players}`, seq = 1, first, assetId } = more
  const report = { seq, ...(first && { first }), covered: stretches, position: 0 }
  heartbeats.take(tenant, student, { lessonId: lesson, player, ...(assetId && { assetId }), reports: [report] })
}
const watch = async (student: string, ...stretches: Stretch[]) => {
  take(student, stretches)
  await heartbeats.flush()
}
const retention = (of = film) => tenant.read((db) => lessonRetention(db, lesson, of))
const coverage = (student: string, assetId = film) =>
  tenant.read((db) => studentCoverage(db, student, [{ id: lesson, assetId }]).get(lesson))
const someone = () => studentIn(tenant, course)

test('the curve says of each second which share of the viewers saw it', async () => {
  expect(retention()).toBeUndefined()
  await watch(await someone(), [0, 100])
  await watch(await someone(), [0, 50])
  await watch(await someone(), [20, 30])
  await watch(await someone(), [0, 10], [20, 30])
  const curve = retention()!
  expect(curve).toMatchObject({ seconds: SECONDS, width: 1, viewers: 4, finished: 1, played: 180, share: 180 / 400 })
  expect([0, 15, 25, 40, 60].map((second) => curve.steps[second]?.share)).toEqual([0.75, 0.5, 1, 0.5, 0.25])
  expect(curve.moments).toEqual([])
})

test('what is watched in many reports counts once, and makes nobody a second viewer', async () => {
  const student = await someone()
  for (let seq = 1; seq <= 20; seq++) {
    take(student, [[seq * 5 - 5, seq * 5]], { player: 'one_player', seq })
    if (seq % 3 === 0) await heartbeats.flush()
  }
  await heartbeats.flush()
  expect(retention()).toMatchObject({ viewers: 1, finished: 1, played: 100, share: 1 })
})

test('a report that comes twice counts once: before it is written, after, and when the server begins anew', async () => {
  const student = await someone()
  const again = () => take(student, [[0, 10]], { player: 'one_player' })
  again()
  again()
  await heartbeats.flush()
  again()
  heartbeats = new Heartbeats(1_000_000)
  again()
  await heartbeats.flush()
  // Joined in the browser with one that had come already: what is new in it was seen, and nothing was played again.
  take(student, [[0, 20]], { player: 'one_player', seq: 2, first: 1 })
  await heartbeats.flush()
  expect(retention()).toMatchObject({ played: 20, moments: [] })
})

test('the moments most went back to are named, the most visited first; the beginning is none', async () => {
  const viewers = await Promise.all([1, 2, 3, 4].map(someone))
  for (const [at, viewer] of viewers.entries()) {
    await watch(viewer, [0, 100], [0, 6], [40, 50])
    if (at < 2) await watch(viewer, [70, 75])
  }
  expect(retention()?.moments).toEqual([
    { from: 40, to: 50, viewers: 4 },
    { from: 70, to: 75, viewers: 2 },
  ])
  expect(retention()?.steps[3]).toMatchObject({ again: 4, plays: 8 })
})

test('one who plays a second a thousand times is one viewer who went back', async () => {
  const [busy, ...others] = await Promise.all([1, 2, 3].map(someone))
  for (const other of others) await watch(other, [0, 100], [60, 65])
  for (let n = 0; n < 30; n++) await watch(busy!, ...Array.from({ length: 50 }, (): Stretch => [30, 32]))
  expect(retention()?.moments.map(({ from, viewers }) => [from, viewers])).toEqual([
    [60, 2],
    [30, 1],
  ])
  expect(retention()?.steps[30]?.plays).toBeLessThan(10)
})

test('what no film has changes nothing', async () => {
  const student = await someone()
  await watch(student, [100, 43_000], [50, 20], [7, 7])
  take(student, [[0, 90]], { assetId: 'asset_of_another' })
  heartbeats.take(tenant, student, {
    lessonId: 'lesson_unknown',
    player: 'player_x',
    reports: [{ seq: 1, covered: [[0, 9]], position: 9 }],
  })
  heartbeats.take(tenant, await studentIn(tenant), {
    lessonId: lesson,
    player: 'player_y',
    reports: [{ seq: 1, covered: [[0, 9]], position: 9 }],
  })
  await heartbeats.flush()
  expect(retention()).toBeUndefined()
  expect(coverage(student)).toBeUndefined()
})

test('another video has a curve of its own, and the first one keeps its own', async () => {
  const student = await someone()
  await watch(student, [0, 40])
  const second = newId('asset')
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ id: second, kind: 'video', state: 'ready', name: 'b.mp4', size: 1, seconds: 50, createdBy: 'person_test', createdAt: 1 })
      .run()
  })
  await changeLesson(tenant, 'person_test', course.id, lesson, { assetId: second })
  await publishCourse(tenant, 'person_test', course.id)
  expect(retention(second)).toBeUndefined()
  // A page that was open before still plays the first.
  take(student, [[40, 60]], { assetId: film })
  take(student, [[0, 10]], { assetId: second })
  await heartbeats.flush()
  const [progress] = tenant.read((db) => db.select().from(lessonProgress).where(eq(lessonProgress.studentId, student)).all())
  expect(progress).toMatchObject({ covered: [[0, 40]], completedAt: null })
  expect(retention()).toMatchObject({ viewers: 1, played: 40 })
  expect(retention(second)).toMatchObject({ viewers: 1, played: 10, seconds: 50 })
  expect(coverage(student, second)).toMatchObject({ share: 0.2, stretches: [{ from: 0, to: 10, again: false }] })
  expect(tenant.read((db) => watchedFilms(db, lesson)).map(({ name }) => name)).toEqual(expect.arrayContaining(['a.mp4', 'b.mp4']))
})

test('a student’s file shows which parts they saw, and which again', async () => {
  const student = await someone()
  await watch(student, [10, 40], [20, 30], [60, 70])
  expect(coverage(student)).toEqual({
    seconds: 100,
    share: 0.4,
    stretches: [
      { from: 10, to: 20, again: false },
      { from: 20, to: 30, again: true },
      { from: 30, to: 40, again: false },
      { from: 60, to: 70, again: false },
    ],
  })
})

test('who is erased leaves the curve as it is and nothing of their own; their export has it before', async () => {
  const student = await someone()
  await watch(student, [0, 50])
  await watch(await someone(), [0, 100])
  const before = retention()
  const row = tenant.read((db) => db.select().from(students).where(eq(students.id, student)).get()!)
  const { watched, records } = tenant.read((db) => studentExport(db, row))
  expect(watched).toEqual([{ title: 'Lesson 1', seconds: 100, played: [{ from: 0, to: 50, times: 1 }] }])
  expect(records).toHaveProperty('watch_traces.length', 1)
  await tenant.transact((tx) => eraseStudent(tx, student, 5))
  expect(retention()).toEqual(before)
  expect(tenant.read((db) => db.select().from(watchTraces).all()).map(({ studentId }) => studentId)).not.toContain(student)
  expect(JSON.stringify(tenant.read((db) => db.select().from(watchCurves).all()))).not.toContain(student)
})
