import { isNull } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { deleteCourse } from './change-course.ts'
import { createCourse } from './create-course.ts'
import { addLesson, addSection, deleteLesson, deleteSection } from './curriculum.ts'
import { CourseTooLong, CourseTooManySections, TooManyCourses } from './failures.ts'
import { lessonsInOrder, sectionsInOrder } from './find.ts'
import { MOST_COURSES, MOST_LESSONS, MOST_SECTIONS } from './limits.ts'
import { restoreCourse, restoreLesson, restoreSection } from './restore.ts'
import { courses } from './schema.ts'

let opened: TestSchools
let tenant: Tenant
let actor: string
beforeAll(async () => {
  opened = await temporarySchools()
  tenant = await opened.school('madder')
  actor = opened.owner.id
})
afterAll(() => opened.close())

const many = (count: number) => Array.from({ length: count }, (_, at) => `Title ${at}`)
const course = (sections: { title: string; lessons: readonly string[] }[]) =>
  createCourse(tenant, actor, { title: 'A course', outcome: '', price: 0, currency: 'USD', sections })

test('an outline of thousands of lessons or sections makes no course, and says how many there may be', async () => {
  const all = () => tenant.read((db) => db.select().from(courses).all().length)
  const before = all()
  await expect(course([{ title: 'All', lessons: many(25_000) }])).rejects.toMatchObject({ name: 'CourseTooLong', details: { most: 500 } })
  await expect(course(many(25_000).map((title) => ({ title, lessons: [] })))).rejects.toBeInstanceOf(CourseTooManySections)
  expect(all()).toBe(before)
})

test('a full course takes no lesson more, neither a new one nor one that was deleted, until one goes', async () => {
  const { id } = await course([{ title: 'All', lessons: many(MOST_LESSONS) }])
  const [section] = tenant.read((db) => sectionsInOrder(db, id))
  const [first, second] = tenant.read((db) => lessonsInOrder(db, id))
  const add = () => addLesson(tenant, actor, id, { sectionId: section!.id, title: 'One more', kind: 'text' })
  await expect(add()).rejects.toBeInstanceOf(CourseTooLong)
  await deleteLesson(tenant, actor, id, first!.id)
  const added = await add()
  await expect(restoreLesson(tenant, actor, id, first!.id)).rejects.toBeInstanceOf(CourseTooLong)
  await deleteSection(tenant, actor, id, section!.id)
  const other = await addSection(tenant, actor, id, 'Another')
  await addLesson(tenant, actor, id, { sectionId: other.id, title: 'In the other', kind: 'text' })
  await expect(restoreSection(tenant, actor, id, section!.id)).rejects.toBeInstanceOf(CourseTooLong)
  expect(tenant.read((db) => lessonsInOrder(db, id))).toHaveLength(1)
  await deleteSection(tenant, actor, id, other.id)
  await restoreSection(tenant, actor, id, section!.id)
  const now = tenant.read((db) => lessonsInOrder(db, id)).map((lesson) => lesson.id)
  expect(now).toHaveLength(MOST_LESSONS)
  expect(now).toContain(added.id)
  expect(now).toContain(second!.id)
})

test('a course has so many sections and no more', async () => {
  const { id } = await course(many(MOST_SECTIONS).map((title) => ({ title, lessons: [] })))
  await expect(addSection(tenant, actor, id, 'One more')).rejects.toBeInstanceOf(CourseTooManySections)
  const [first] = tenant.read((db) => sectionsInOrder(db, id))
  await deleteSection(tenant, actor, id, first!.id)
  await addSection(tenant, actor, id, 'In its place')
  await expect(restoreSection(tenant, actor, id, first!.id)).rejects.toBeInstanceOf(CourseTooManySections)
})

test('a school has so many courses and no more, neither a new one nor one that was deleted', async () => {
  const { id } = await course([])
  await deleteCourse(tenant, actor, id)
  await tenant.transact((tx) => {
    const [row] = tx.select().from(courses).where(isNull(courses.deletedAt)).all()
    const there = tx.select().from(courses).where(isNull(courses.deletedAt)).all().length
    for (let n = there; n < MOST_COURSES; n++)
      tx.insert(courses)
        .values({ ...row!, id: `course_filler${n}`, slug: `filler-${n}` })
        .run()
    return there
  })
  await expect(course([])).rejects.toBeInstanceOf(TooManyCourses)
  await expect(restoreCourse(tenant, actor, id)).rejects.toBeInstanceOf(TooManyCourses)
  await deleteCourse(tenant, actor, `course_filler${MOST_COURSES - 1}`)
  await restoreCourse(tenant, actor, id)
})
