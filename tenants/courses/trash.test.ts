import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { courseProgress, markLesson } from '#tenants/learning/progress.ts'
import { publishedById, publishedBySlug } from '#tenants/learning/published.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { addStudent } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { deleteCourse } from './change-course.ts'
import { createCourse } from './create-course.ts'
import { deleteLesson, deleteSection } from './curriculum.ts'
import { emptyTrash, eraseFromTrash } from './erase.ts'
import { CourseTakenAway, CourseUnknown, NotInTrash, StillShown } from './failures.ts'
import { lessonsInOrder, sectionsInOrder } from './find.ts'
import { moveLessons } from './move-lessons.ts'
import { restoreFromTrash } from './restore.ts'
import { lessonBodies, lessons } from './schema.ts'
import { TRASH_MS, trashPage } from './trash.ts'
import { publishCourse } from './versions.ts'

const ACTOR = 'person_test'
const NOW = 1_700_000_000_000
const LATER = NOW + TRASH_MS + 1

let all: TestSchools
let tenant: Tenant
let schools = 0
beforeAll(async () => {
  all = await temporarySchools()
})
afterAll(() => all.close())
beforeEach(async () => {
  tenant = await all.school(`trash-${++schools}`)
})

const trash = (search = '') => tenant.read((db) => trashPage(db, { search, size: 50 }))
const titles = (search?: string) => trash(search).rows.map((row) => `${row.kind} ${row.title}`)
const aStudent = (courseId: string) =>
  tenant.transact((tx) => {
    const { id } = addStudent(tx, { email: 'ines@school.test', name: 'Ines', passwordHash: 'x' }, 1)
    grant(tx, id, courseId, { source: 'staff', actor: ACTOR }, 1)
    return id
  })
const draft = (title: string, inside: string[]) =>
  createCourse(tenant, ACTOR, { title, outcome: '', price: 0, currency: 'EUR', sections: [{ title: 'S', lessons: inside }] })
const sectionOf = (id: string) => tenant.read((db) => sectionsInOrder(db, id)[0]!.id)
const lessonIds = (id: string) => tenant.read((db) => lessonsInOrder(db, id).map((lesson) => lesson.id))

test('it names what was deleted, where it was, by whom, and when it goes; what went with something is a part of it', async () => {
  const course = await draft('Dyeing', ['a', 'b', 'c'])
  await deleteLesson(tenant, ACTOR, course.id, lessonIds(course.id)[0]!, NOW)
  await deleteSection(tenant, 'person_other', course.id, sectionOf(course.id), NOW + 1)
  await deleteCourse(tenant, ACTOR, course.id, NOW + 2)
  const { rows, found, all: whole } = trash()
  expect(rows).toMatchObject([
    { kind: 'course', title: 'Dyeing', course: null, lessons: 0, deletedBy: ACTOR, goesAt: NOW + 2 + TRASH_MS },
    { kind: 'section', title: 'S', course: { title: 'Dyeing', isGone: true }, lessons: 2, deletedBy: 'person_other' },
    { kind: 'lesson', title: 'a', section: { title: 'S', isGone: true }, lessons: 0 },
  ])
  expect([found, whole]).toEqual([3, 3])
  expect(titles('dye')).toHaveLength(3)
  expect(titles('%')).toEqual([])
})

test('a lesson comes back with the section and the course it stood in, and several things at once', async () => {
  const course = await draft('Dyeing', ['a', 'b'])
  const other = await draft('Weaving', ['x'])
  const [a] = lessonIds(course.id)
  await deleteLesson(tenant, ACTOR, course.id, a!, NOW)
  await deleteSection(tenant, ACTOR, course.id, sectionOf(course.id), NOW + 1)
  await deleteCourse(tenant, ACTOR, course.id, NOW + 2)
  await deleteCourse(tenant, ACTOR, other.id, NOW + 3)
  await restoreFromTrash(tenant, ACTOR, [
    { kind: 'lesson', id: a! },
    { kind: 'course', id: other.id },
  ])
  expect(trash().all).toBe(0)
  expect(lessonIds(course.id)).toHaveLength(2)
  await expect(restoreFromTrash(tenant, ACTOR, [{ kind: 'lesson', id: 'lesson_none' }])).rejects.toThrow(NotInTrash)
})

test('after thirty days it is gone for good with its texts, and not a moment before', async () => {
  const course = await draft('Dyeing', ['a'])
  const { course: published, lessons: inside } = await aPublishedCourse(tenant, ACTOR, { title: 'Out' })
  const student = await aStudent(published.id)
  await markLesson(tenant, student, published.slug, inside[0]!.id, true)
  await deleteLesson(tenant, ACTOR, course.id, lessonIds(course.id)[0]!, NOW)
  await deleteCourse(tenant, ACTOR, published.id, NOW)
  expect(await emptyTrash(tenant, { now: NOW + TRASH_MS - 1 })).toBe(0)
  // Kept to the end, should the course come back.
  expect(tenant.read((db) => db.select().from(lessonProgress).all())).toHaveLength(1)
  expect(() => tenant.read((db) => publishedBySlug(db, published.slug))).toThrow(CourseTakenAway)
  expect(await emptyTrash(tenant, { now: LATER, dryRun: true })).toBe(2)
  expect(trash().all).toBe(2)
  expect(await emptyTrash(tenant, { now: LATER })).toBe(2)
  expect(trash().all).toBe(0)
  expect(tenant.read((db) => [...db.select().from(lessonProgress).all(), ...db.select().from(lessonBodies).all()])).toEqual([])
  expect(() => tenant.read((db) => publishedBySlug(db, published.slug))).toThrow(CourseUnknown)
  const erased = tenant.read((db) => db.select().from(events).all()).filter(({ type }) => type.endsWith('.erased'))
  expect(erased.map(({ type, actor, subject }) => [type, actor, subject])).toContainEqual(['course.erased', 'platform', published.id])
})

test('what students still see stays until it is published without it, and can be deleted for good by nobody', async () => {
  const { course, lessons: inside } = await aPublishedCourse(tenant, ACTOR, { title: 'Out', lessons: ['a', 'b'] })
  const student = await aStudent(course.id)
  await markLesson(tenant, student, course.slug, inside[0]!.id, true)
  await deleteLesson(tenant, ACTOR, course.id, inside[0]!.id, NOW)
  expect(trash().rows[0]).toMatchObject({ goesAt: null })
  expect(await emptyTrash(tenant, { now: LATER })).toBe(0)
  const erase = () => eraseFromTrash(tenant, ACTOR, { kind: 'lesson', id: inside[0]!.id })
  await expect(erase()).rejects.toThrow(new StillShown('Out'))
  expect(tenant.read((db) => courseProgress(db, student, publishedById(db, course.id)!.outline).done.size)).toBe(1)
  await publishCourse(tenant, ACTOR, course.id)
  await erase()
  expect(tenant.read((db) => db.select().from(lessons).where(eq(lessons.id, inside[0]!.id)).get())).toBeUndefined()
})

test('a course keeps in the trash what another one still shows', async () => {
  const { course, lessons: inside } = await aPublishedCourse(tenant, ACTOR, { title: 'From', lessons: ['a', 'b'] })
  const to = await draft('To', ['x'])
  await moveLessons(tenant, ACTOR, course.id, [inside[0]!.id], { courseId: to.id, sectionId: sectionOf(to.id) })
  await deleteCourse(tenant, ACTOR, to.id, NOW)
  expect(await emptyTrash(tenant, { now: LATER })).toBe(0)
  await publishCourse(tenant, ACTOR, course.id)
  expect(await emptyTrash(tenant, { now: LATER })).toBe(1)
})

test('only what is in the trash is deleted for good', async () => {
  const course = await draft('Alive', ['a'])
  await expect(eraseFromTrash(tenant, ACTOR, { kind: 'course', id: course.id })).rejects.toThrow(NotInTrash)
  expect(lessonIds(course.id)).toHaveLength(1)
})
