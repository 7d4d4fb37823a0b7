import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deleteLesson, moveLesson } from '#tenants/courses/curriculum.ts'
import { sectionsInOrder } from '#tenants/courses/find.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { publishedById } from '#tenants/learning/published.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { happened, publishedCourse, SECONDS, studentIn, type TestCourse, withAnotherLesson } from '#tests/setup/learn-course.ts'
import { coveredSeconds, type Interval, union } from './coverage.ts'
import { EnrollmentNeeded } from './failures.ts'
import { courseProgress, markLesson, noteWatched } from './progress.ts'
import { enrollments, lessonProgress } from './schema.ts'
import { watchedOf } from './watched.ts'

let all: TestSchools
let tenant: Tenant
let course: TestCourse
let student: string
beforeAll(async () => {
  all = await temporarySchools()
  tenant = await all.school('madder')
})
afterAll(() => all.close())
beforeEach(async () => {
  course = await publishedCourse(tenant, 3)
  student = await studentIn(tenant, course)
})

const watch = (
  lesson: string,
  covered: Interval[],
  { position = 0, who = student, now = Date.now(), at }: { position?: number; who?: string; now?: number; at?: number } = {},
) => tenant.transact((tx) => noteWatched(tx, who, lesson, { covered, position, at: at ?? now }, now))
const progress = (who = student, of = course) => tenant.read((db) => courseProgress(db, who, publishedById(db, of.id)!.outline))
const mark = (lesson: string, done = true, now = Date.now()) => markLesson(tenant, student, course.slug, lesson, done, now)
const nextOf = (who = student) => progress(who).next?.id

const tenths = fc.integer({ min: 0, max: 1200 }).map((n) => n / 10)
const intervals = fc.array(
  fc.tuple(tenths, tenths).map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)]),
  { maxLength: 12 },
)
/** Counted tenth by tenth, the slow and obvious way. */
const played = (list: readonly Interval[]) =>
  new Set(list.flatMap(([from, to]) => Array.from({ length: Math.round((to - from) * 10) }, (_, n) => Math.round(from * 10) + n)))

test('what is covered is every tenth that was played, once, however reports overlap and in whatever order they come', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      const merged = union(a, b)
      const covered = played(merged)
      expect([...played([...a, ...b])].filter((tenth) => !covered.has(tenth))).toEqual([])
      // What is more than was played are seams between two reports: less than half a second each.
      expect(coveredSeconds(merged) * 10 - played([...a, ...b]).size).toBeLessThanOrEqual(3.5 * (a.length + b.length))
      for (const [at, [from, to]] of merged.entries()) {
        expect(to).toBeGreaterThan(from)
        if (at > 0) expect(from).toBeGreaterThan(merged[at - 1]![1])
      }
      expect(union(b, a)).toEqual(merged)
      expect(union(merged)).toEqual(merged)
      expect(union(merged, a)).toEqual(merged)
    }),
  )
})

test('a gap that is longer than a seam is not watched', () => {
  expect(union([[0, 10]], [[10.3, 20]])).toEqual([[0, 20]])
  expect(union([[0, 10]], [[10.4, 20]])).toEqual([
    [0, 10],
    [10.4, 20],
  ])
})

test('a lesson is done when nine tenths of it were played, and that is told once', async () => {
  const [lesson = ''] = course.lessons
  await watch(lesson, [[0, 50]])
  await watch(lesson, [[60, 99.9]])
  expect(progress().done.size).toBe(0)
  await watch(lesson, [[50, 50.1]])
  expect([...progress().done]).toEqual([lesson])
  await watch(lesson, [[0, SECONDS]])
  expect(happened(tenant, 'lesson.completed', student)).toEqual([lesson])
})

test('watching the same half twice is half', async () => {
  const [lesson = ''] = course.lessons
  for (const _ of [1, 2, 3]) await watch(lesson, [[0, 50]])
  expect(progress().done.size).toBe(0)
  expect(tenant.read((db) => watchedOf(db, student, lesson))).toEqual([[0, 50]])
})

test('seconds beyond the end of the film count for nothing', async () => {
  const [lesson = ''] = course.lessons
  await watch(lesson, [[95, 4000]], { position: 4000 })
  expect(tenant.read((db) => watchedOf(db, student, lesson))).toEqual([[95, 100]])
  expect(progress().lessons.get(lesson)?.position).toBe(SECONDS)
  expect(progress().done.size).toBe(0)
})

test('the same report twice changes nothing', async () => {
  const [lesson = ''] = course.lessons
  const row = () => tenant.read((db) => db.select().from(lessonProgress).where(eq(lessonProgress.studentId, student)).all())
  await watch(lesson, [[3, 95]], { position: 95, now: 5_000 })
  const before = row()
  await watch(lesson, [[3, 95]], { position: 95, now: 5_000 })
  expect(row()).toEqual(before)
  expect(happened(tenant, 'lesson.completed', student)).toHaveLength(1)
})

test('the last lesson done finishes the course, and only then', async () => {
  for (const lesson of course.lessons.slice(1)) await mark(lesson)
  expect(happened(tenant, 'course.completed', student)).toEqual([])
  await watch(course.lessons[0]!, [[0, 90]])
  expect(happened(tenant, 'course.completed', student)).toEqual([course.id])
})

test('a report for a lesson of a course the student is not in is dropped', async () => {
  const other = await publishedCourse(tenant, 1)
  expect(await watch(other.lessons[0]!, [[0, 100]])).toBeUndefined()
  expect(await watch('lesson_nobody_has', [[0, 100]])).toBeUndefined()
  expect(progress(student, other).done.size).toBe(0)
})

test('who was put out of the course writes no more progress, and keeps what there was', async () => {
  const [first = '', second = ''] = course.lessons
  await watch(first, [[0, 100]])
  await tenant.transact((tx) => tx.update(enrollments).set({ revokedAt: 1 }).where(eq(enrollments.studentId, student)).run().changes)
  expect(await watch(second, [[0, 100]])).toBeUndefined()
  await expect(mark(second)).rejects.toBeInstanceOf(EnrollmentNeeded)
  expect([...progress().done]).toEqual([first])
})

test('one student’s watching is not another’s', async () => {
  const [lesson = ''] = course.lessons
  const other = await studentIn(tenant, course)
  await watch(lesson, [[0, 60]])
  await watch(lesson, [[60, 100]], { who: other })
  expect([progress().done.size, progress(other).done.size]).toEqual([0, 0])
})

test('a student may say that a lesson is done, and take it back', async () => {
  const [lesson = ''] = course.lessons
  await mark(lesson)
  await mark(lesson)
  expect(progress()).toMatchObject({ total: 3, share: 1 / 3 })
  await mark(lesson, false)
  await mark(lesson, false)
  expect(progress().done.size).toBe(0)
  expect(happened(tenant, 'lesson.completed', student)).toEqual([lesson])
  expect(happened(tenant, 'lesson.uncompleted', student)).toEqual([lesson])
})

test('saying “done” keeps the place in the film', async () => {
  const [lesson = ''] = course.lessons
  await watch(lesson, [[0, 40]], { position: 40 })
  await mark(lesson)
  expect(progress().lessons.get(lesson)).toMatchObject({ position: 40, completedAt: expect.any(Number) })
})

test('a lesson that comes later lowers the share, and what is done stays done', async () => {
  for (const lesson of course.lessons) await mark(lesson)
  expect(progress().share).toBe(1)
  const later = await withAnotherLesson(tenant, course)
  expect(progress()).toMatchObject({ total: 4, share: 0.75 })
  expect([...progress().done]).toEqual([...course.lessons])
  expect(nextOf()).toBe(later.lessons.at(-1))
})

test('a lesson that is taken out no longer counts, done or not', async () => {
  const [first = '', second = ''] = course.lessons
  await mark(first)
  await mark(second)
  await deleteLesson(tenant, 'person_test', course.id, first)
  await publishCourse(tenant, 'person_test', course.id)
  expect(progress()).toMatchObject({ total: 2, share: 0.5 })
})

test('moving a lesson to another place takes its progress along', async () => {
  const [first = ''] = course.lessons
  await mark(first)
  const sectionId = tenant.read((db) => sectionsInOrder(db, course.id)[0]!.id)
  await moveLesson(tenant, 'person_test', course.id, first, { sectionId, index: 2 })
  await publishCourse(tenant, 'person_test', course.id)
  expect([...progress().done]).toEqual([first])
})

test('one goes on where one stopped; else after it, with what is not done; else from the start', async () => {
  const [first = '', second = '', third = ''] = course.lessons
  expect(nextOf()).toBe(first)
  await watch(second, [[0, 10]], { now: 1_000 })
  expect(nextOf()).toBe(second)
  await mark(second, true, 2_000)
  expect(nextOf()).toBe(third)
  await mark(third, true, 3_000)
  expect(nextOf()).toBe(first)
  await mark(first, true, 4_000)
  expect(nextOf()).toBe(first)
})

test('what is told late counts as watched, and the place stays where the student was last', async () => {
  const [first = '', second = ''] = course.lessons
  await watch(first, [[0, 80]], { position: 80, now: 50_000 })
  await watch(second, [[0, 10]], { position: 10, now: 60_000 })
  await watch(first, [[80, 85]], { position: 12, now: 70_000, at: 40_000 })
  expect(progress().lessons.get(first)).toMatchObject({ position: 80, watchedAt: 50_000 })
  expect(tenant.read((db) => watchedOf(db, student, first))).toEqual([[0, 85]])
  expect(nextOf()).toBe(second)
})

test('a watched video marked as not done stays so when it is played again', async () => {
  const [lesson = ''] = course.lessons
  await watch(lesson, [[0, 100]])
  await mark(lesson, false)
  await watch(lesson, [[3, 5]])
  expect(progress().done.size).toBe(0)
  expect(happened(tenant, 'lesson.completed', student)).toHaveLength(1)
  await watch(lesson, [[0, 95]])
  expect([...progress().done]).toEqual([lesson])
})
