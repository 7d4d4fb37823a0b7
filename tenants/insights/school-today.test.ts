import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { courseList } from '#tenants/courses/course-list.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { lessonBody, saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { addSampleCourse } from '#tenants/courses/sample-course.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { record } from '#tenants/events/record.ts'
import { events } from '#tenants/events/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { Heartbeats } from '#tenants/learning/heartbeats.ts'
import { markLesson } from '#tenants/learning/progress.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { assets } from '#tenants/media/schema.ts'
import { addStudent } from '#tenants/people/students.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { changeBrand } from '#tenants/site/brand.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { schoolToday } from './school-today.ts'
import { firstSince } from './week.ts'

const NOW = Date.now()
const DAY = 86_400_000
const MINUTE = 60_000

async function school() {
  const made = await oneSchool()
  const { tenant, actor } = made
  const course = () =>
    createCourse(tenant, actor, {
      title: 'Natural Dyeing',
      outcome: '',
      price: 0,
      currency: 'USD',
      sections: [{ title: 'The vat', lessons: ['Weld', 'Indigo'] }],
    })
  const join = (name: string, at: number) =>
    tenant.transact((tx) => addStudent(tx, { name, email: `${name}@example.com`, passwordHash: 'none' }, at).id)
  const enrol = (student: string, courseId: string) =>
    tenant.transact((tx) => grant(tx, student, courseId, { source: 'staff', actor }, NOW).id)
  const video = (lessonId: string, state: 'processing' | 'failed' | 'ready', extra: Partial<typeof assets.$inferInsert> = {}) =>
    tenant.transact((tx) => {
      const id = `asset_${lessonId}`
      tx.insert(assets)
        .values({ id, kind: 'video', state, name: 'film.mp4', size: 1, createdBy: actor, createdAt: NOW, ...extra })
        .run()
      tx.update(lessons).set({ assetId: id }).where(eq(lessons.id, lessonId)).run()
      if (state === 'processing') enqueue(tx, encodeVideo, { payload: { assetId: id }, subject: id }, NOW)
      return id
    })
  const lessonsOf = (courseId: string) => tenant.read((db) => lessonsInOrder(db, courseId)) as [Lesson, Lesson]
  const today = (now = NOW) => tenant.read((db) => schoolToday(db, now))
  const open = () =>
    today()
      .setup.filter((step) => !step.done)
      .map((step) => step.id)
  return { ...made, course, join, enrol, video, lessonsOf, today, open }
}
type Lesson = typeof lessons.$inferSelect

test('the sample course is nobody’s work: it ticks nothing off, until somebody makes it theirs', async () => {
  const { tenant, actor, today, open } = await school()
  await addSampleCourse(tenant, actor)
  expect(open()).toEqual(['brand', 'course', 'lesson', 'publish', 'codes', 'student'])
  expect(today().setup.every((step) => step.courseId === null)).toBe(true)
  const { id } = tenant.read((db) => courseList(db)).rows[0]!
  await changeCourse(tenant, actor, id, { title: 'My course' })
  // Its texts are theirs with it.
  expect(open()).toEqual(['brand', 'publish', 'codes', 'student'])
})

test('the setup ticks itself off as a school is made, and points to where the next step is taken', async () => {
  const { tenant, actor, course, join, video, lessonsOf, today, open } = await school()
  expect(open()).toEqual(['brand', 'course', 'lesson', 'publish', 'codes', 'student'])
  expect(today().setup.every((step) => step.courseId === null)).toBe(true)
  const { id } = await course()
  expect(open()).toEqual(['brand', 'lesson', 'publish', 'codes', 'student'])
  expect(today().setup.find((step) => step.id === 'lesson')?.courseId).toBe(id)
  await video(lessonsOf(id)[0].id, 'processing')
  expect(open()).toEqual(['brand', 'publish', 'codes', 'student'])
  await publishCourse(tenant, actor, id)
  await createBatch(tenant, actor, { courseId: id, label: 'Spring', count: 2, expiresAt: null })
  expect(open()).toEqual(['brand', 'student'])
  await changeBrand(tenant, actor, { accent: '#156a40', fonts: 'inter', corners: 'soft', theme: 'system' })
  expect(open()).toEqual(['student'])
  await join('Ines', NOW)
  expect(open()).toEqual([])
})

test('a written lesson is as good as a video, and an empty one is none', async () => {
  const { tenant, actor, course, lessonsOf, open } = await school()
  const { id } = await course()
  const [first] = lessonsOf(id)
  await saveLessonBody(tenant, actor, id, first.id, '<p>Cut weld in flower.</p>', 0)
  expect(open()).not.toContain('lesson')
  const [written] = lessonsOf(id)
  const { updatedAt } = tenant.read((db) => lessonBody(db, written.bodyId))
  await saveLessonBody(tenant, actor, id, first.id, '<p></p>', updatedAt)
  expect(open()).toContain('lesson')
})

test('a video that failed does not tick the step', async () => {
  const { course, video, lessonsOf, open } = await school()
  const { id } = await course()
  await video(lessonsOf(id)[0].id, 'failed', { failure: 'media.no_video' })
  expect(open()).toContain('lesson')
})

test('the week counts what happened in seven days and nothing before', async () => {
  const { join, today } = await school()
  const now = NOW + 30 * DAY
  await join('Early', now - 7 * DAY - 1)
  await join('Ines', now - 7 * DAY)
  await join('Tomas', now - 1)
  expect(today(now).week).toEqual({ joined: 2, lessonsCompleted: 0, coursesCompleted: 0, codesRedeemed: 0 })
  expect(today(now).students).toBe(3)
  expect(today(now).newest.map((student) => student.name)).toEqual(['Tomas', 'Ines', 'Early'])
})

test('a lesson that was ticked twice counts once, and one whose tick was taken back not at all', async () => {
  const { tenant, actor, course, join, enrol, lessonsOf, today } = await school()
  const made = await course()
  await publishCourse(tenant, actor, made.id)
  const student = await join('Ines', NOW)
  await enrol(student, made.id)
  const [weld, indigo] = lessonsOf(made.id)
  const tick = (lesson: Lesson, done: boolean) => markLesson(tenant, student, made.slug, lesson.id, done, NOW)
  for (const done of [true, false, true]) await tick(weld, done)
  expect(today().week).toMatchObject({ lessonsCompleted: 1, coursesCompleted: 0 })
  await tick(indigo, true)
  expect(today().week).toMatchObject({ lessonsCompleted: 2, coursesCompleted: 1 })
  await tick(indigo, false)
  expect(today().week.lessonsCompleted).toBe(1)
})

test('who watched or ticked a lesson in the last quarter of an hour is learning now, in the lesson they are in', async () => {
  const { tenant, actor, course, join, enrol, video, lessonsOf, today } = await school()
  const made = await course()
  const [weld, indigo] = lessonsOf(made.id)
  await video(indigo.id, 'ready', { seconds: 600 })
  await publishCourse(tenant, actor, made.id)
  const [ines, tomas, aiko] = [await join('Ines', NOW), await join('Tomas', NOW), await join('Aiko', NOW)]
  for (const student of [ines, tomas, aiko]) await enrol(student, made.id)
  await markLesson(tenant, aiko, made.slug, weld.id, true, NOW - 16 * MINUTE)
  await markLesson(tenant, tomas, made.slug, weld.id, true, NOW - 10 * MINUTE)
  const beats = new Heartbeats()
  const durable = beats.take(tenant, ines, {
    lessonId: indigo.id,
    player: 'player-12345',
    reports: [{ seq: 1, covered: [[0, 42]], position: 42 }],
  })
  expect(durable).toBe(0)
  await beats.flush()
  const now = Math.max(NOW, Date.now())
  expect(today(now).learning.map(({ name, lessonTitle, position }) => ({ name, lessonTitle, position }))).toEqual([
    { name: 'Ines', lessonTitle: 'Indigo', position: 42 },
    { name: 'Tomas', lessonTitle: 'Weld', position: expect.any(Number) },
  ])
  expect(today(now + 20 * MINUTE).learning).toEqual([])
})

test('videos are shown while they are prepared, those that failed first with their reason, those that are ready no more', async () => {
  const { tenant, course, video, lessonsOf, today } = await school()
  const made = await course()
  const [weld, indigo] = lessonsOf(made.id)
  const running = await video(weld.id, 'processing')
  expect(today().preparing).toMatchObject([{ title: 'Weld', courseTitle: 'Natural Dyeing', state: 'processing', waits: true, progress: 0 }])
  await tenant.transact((tx) => tx.update(jobs).set({ state: 'running', progress: 0.62 }).where(eq(jobs.subject, running)).run().changes)
  await video(indigo.id, 'failed', { failure: 'media.no_video' })
  expect(today().preparing).toMatchObject([
    { title: 'Indigo', state: 'failed', reason: 'media.no_video' },
    { title: 'Weld', state: 'processing', waits: false, progress: 0.62 },
  ])
  await tenant.transact((tx) => tx.update(assets).set({ state: 'ready', failure: null }).run().changes)
  expect(today().preparing).toEqual([])
})

test('a place in the log is found by its moment, also where the log has gaps', async () => {
  const { tenant, actor } = await oneSchool()
  await tenant.transact((tx) => {
    tx.delete(events).run()
    for (let n = 0; n < 40; n++) record(tx, { type: 'school.branded', actor, subject: tenant.id, data: {} }, 1_000 + n * 10)
    const all = tx.select().from(events).all()
    for (const { seq } of all.slice(10, 25)) tx.delete(events).where(eq(events.seq, seq)).run()
    return all.length
  })
  tenant.read((db) => {
    const all = db.select().from(events).all()
    for (const at of [0, 1_000, 1_001, 1_095, 1_200, 1_250, 1_390, 1_391])
      expect(all.filter((event) => event.seq >= (firstSince(db, at) ?? Number.POSITIVE_INFINITY))).toEqual(
        all.filter((event) => event.at >= at),
      )
    return all.length
  })
})
