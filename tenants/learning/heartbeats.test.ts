import Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { students } from '#tenants/people/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { publishedCourse, studentIn, type TestCourse } from '#tests/setup/learn-course.ts'
import type { Interval } from './coverage.ts'
import { Heartbeat, Heartbeats } from './heartbeats.ts'
import { heartbeatMarks, lessonProgress } from './schema.ts'
import { watchedOf } from './watched.ts'

/** Written only when a test says so. */
const NEVER_MS = 1_000_000

let all: TestSchools
let tenant: Tenant
let course: TestCourse
let lesson: string
let student: string
let heartbeats: Heartbeats
beforeEach(async () => {
  all = await temporarySchools()
  tenant = await all.school('madder')
  course = await publishedCourse(tenant, 2)
  lesson = course.lessons[0]!
  student = await studentIn(tenant, course)
  heartbeats = new Heartbeats(NEVER_MS)
})
afterEach(async () => {
  await heartbeats.flush()
  await all.close()
})

const report = (seq: number, from: number, to: number) => ({ seq, at: 1, covered: [[from, to] as [number, number]], position: to })
const beat = (...reports: ReturnType<typeof report>[]): Heartbeat => ({ lessonId: lesson, player: 'player_one', reports })
const watched = (who = student, of = tenant, on = lesson): readonly Interval[] => of.read((db) => watchedOf(db, who, on))

test('a report is told to be durable only after it was written', async () => {
  expect(heartbeats.take(tenant, student, beat(report(1, 0, 10)))).toBe(0)
  expect(watched()).toEqual([])
  await heartbeats.flush()
  expect(watched()).toEqual([[0, 10]])
  expect(heartbeats.take(tenant, student, beat(report(1, 0, 10)))).toBe(1)
})

test('what was durable is known after a restart', async () => {
  heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20)))
  await heartbeats.flush()
  expect(new Heartbeats(NEVER_MS).take(tenant, student, beat(report(2, 10, 20)))).toBe(2)
})

test('a server that stops before writing has promised nothing, and the player sends it all again', async () => {
  new Heartbeats(NEVER_MS).take(tenant, student, beat(report(1, 0, 10)))
  expect(heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20)))).toBe(0)
  await heartbeats.flush()
  expect(watched()).toEqual([[0, 20]])
})

test('reports that come again, together with newer ones, count once', async () => {
  heartbeats.take(tenant, student, beat(report(1, 0, 10)))
  heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20)))
  await heartbeats.flush()
  heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20), report(3, 20, 30)))
  await heartbeats.flush()
  expect(watched()).toEqual([[0, 30]])
  expect(heartbeats.take(tenant, student, beat(report(3, 20, 30)))).toBe(3)
})

test('reports that come in the wrong order before a write all count, and the place is the last report’s', async () => {
  heartbeats.take(tenant, student, beat(report(2, 50, 60), report(1, 0, 10)))
  await heartbeats.flush()
  expect(watched()).toEqual([
    [0, 10],
    [50, 60],
  ])
  expect(heartbeats.take(tenant, student, beat(report(2, 50, 60)))).toBe(2)
})

test('a late, older request never lowers what is durable', async () => {
  heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20)))
  heartbeats.take(tenant, student, beat(report(1, 0, 10)))
  await heartbeats.flush()
  expect(heartbeats.take(tenant, student, beat(report(1, 0, 10)))).toBe(2)
  expect(new Heartbeats(NEVER_MS).take(tenant, student, beat(report(1, 0, 10)))).toBe(2)
})

test('a school that another process has locked keeps its reports and writes them later; other schools go on', async () => {
  const other = await all.school('weld')
  const elsewhere = await publishedCourse(other, 1)
  const neighbour = await studentIn(other, elsewhere)
  heartbeats.take(tenant, student, beat(report(1, 0, 10)))
  heartbeats.take(other, neighbour, { ...beat(report(1, 5, 15)), lessonId: elsewhere.lessons[0]! })
  const lock = new Database(all.schools.pool.path(tenant.id))
  lock.exec('BEGIN IMMEDIATE')
  await heartbeats.flush()
  expect(heartbeats.take(tenant, student, beat(report(2, 10, 20)))).toBe(0)
  expect(watched(neighbour, other, elsewhere.lessons[0])).toEqual([[5, 15]])
  lock.exec('ROLLBACK')
  lock.close()
  await heartbeats.flush()
  expect(watched()).toEqual([[0, 20]])
  expect(heartbeats.take(tenant, student, beat(report(2, 10, 20)))).toBe(2)
})

test('a page of one school waits for its own reports alone, not for another school that is locked', async () => {
  const other = await all.school('weld')
  const elsewhere = await publishedCourse(other, 1)
  const neighbour = await studentIn(other, elsewhere)
  const lock = new Database(all.schools.pool.path(tenant.id))
  lock.exec('BEGIN IMMEDIATE')
  heartbeats.take(tenant, student, beat(report(1, 0, 10)))
  let isStuck = true
  const stuck = heartbeats.flush().then(() => {
    isStuck = false
  })
  heartbeats.take(other, neighbour, { ...beat(report(1, 5, 15)), lessonId: elsewhere.lessons[0]! })
  await heartbeats.flushSchool(other)
  expect(watched(neighbour, other, elsewhere.lessons[0])).toEqual([[5, 15]])
  expect(isStuck).toBe(true)
  lock.exec('ROLLBACK')
  lock.close()
  await stuck
  expect(watched()).toEqual([[0, 10]])
})

test('two schools with the same player and the same numbers do not mix', async () => {
  const other = await all.school('weld')
  const elsewhere = await publishedCourse(other, 1)
  const neighbour = await studentIn(other, elsewhere)
  const theirs = { ...beat(report(1, 40, 50)), lessonId: elsewhere.lessons[0]! }
  heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20)))
  await heartbeats.flush()
  expect(heartbeats.take(other, neighbour, theirs)).toBe(0)
  await heartbeats.flush()
  expect(watched(neighbour, other, elsewhere.lessons[0])).toEqual([[40, 50]])
  expect(watched()).toEqual([[0, 20]])
})

test('who sends another student’s player name neither reads nor moves that student’s mark', async () => {
  const stranger = await studentIn(tenant, course)
  heartbeats.take(tenant, student, beat(report(1, 0, 10), report(2, 10, 20)))
  await heartbeats.flush()
  expect(heartbeats.take(tenant, stranger, beat(report(9, 0, 30)))).toBe(0)
  await heartbeats.flush()
  const mark = tenant.read((db) => db.select().from(heartbeatMarks).where(eq(heartbeatMarks.player, 'player_one')).get())
  expect(mark).toMatchObject({ studentId: student, seq: 2 })
  expect(watched()).toEqual([[0, 20]])
})

test('reports for a lesson that is not the student’s are dropped and told to be settled, so that nobody keeps them for ever', async () => {
  const closed = await publishedCourse(tenant, 1)
  const theirs = { ...beat(report(1, 0, 10)), lessonId: closed.lessons[0]! }
  heartbeats.take(tenant, student, theirs)
  await heartbeats.flush()
  expect(watched(student, tenant, closed.lessons[0])).toEqual([])
  expect(heartbeats.take(tenant, student, theirs)).toBe(1)
})

test('what is written waits for its moment, and comes by itself', async () => {
  const quick = new Heartbeats(1)
  quick.take(tenant, student, beat(report(1, 0, 10)))
  await expect.poll(() => watched()).toEqual([[0, 10]])
  await quick.flush()
})

test.each([
  ['endless numbers', { seq: 1, at: 1, covered: [[0, Number.POSITIVE_INFINITY]], position: 1 }],
  ['times before the film', { seq: 1, at: 1, covered: [[-5, 10]], position: 1 }],
  ['a sequence that is none', { seq: 0.5, at: 1, covered: [], position: 1 }],
])('a player cannot report %s', (_, wrong) => {
  expect(Heartbeat.safeParse({ lessonId: lesson, player: 'player_one', reports: [wrong] }).success).toBe(false)
})

test('one beat that cannot be stored takes no other with it', async () => {
  const gone = await studentIn(tenant, course)
  heartbeats.take(tenant, gone, { ...beat(report(1, 0, 10)), player: 'player_two' })
  heartbeats.take(tenant, student, beat(report(1, 0, 10)))
  await tenant.transact((tx) => tx.delete(students).where(eq(students.id, gone)).run().changes)
  await heartbeats.flush()
  expect(watched()).toEqual([[0, 10]])
  expect(heartbeats.take(tenant, student, beat(report(1, 0, 10)))).toBe(1)
})

test('how long ago a report was made is reckoned by the player’s own clock, whatever that says', async () => {
  const place = () => tenant.read((db) => db.select().from(lessonProgress).where(eq(lessonProgress.studentId, student)).get())
  const now = 1_000_000
  heartbeats.take(tenant, student, { ...beat(report(1, 0, 50)), sentAt: 1 }, now)
  await heartbeats.flush()
  // Another device, its clock years behind, tells of what it played a minute before that.
  const late = { ...report(1, 0, 20), at: 500 }
  heartbeats.take(tenant, student, { ...beat(late), player: 'player_two', sentAt: 61_500 }, now + 1_000)
  await heartbeats.flush()
  expect(place()).toMatchObject({ position: 50, watchedAt: now })
})
