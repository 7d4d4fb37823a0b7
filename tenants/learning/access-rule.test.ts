import { expect, test } from 'vitest'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { courseStaff } from '#tenants/courses/schema.ts'
import { trashPage } from '#tenants/courses/trash.ts'
import { findByWords } from '#tenants/search/find-by-words.ts'
import { publishedCourse, studentIn } from '#tests/setup/learn-course.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { grant, hasOpenEnrollment, isEnrolled } from './enrollments.ts'
import { enrollmentsOf } from './enrollments-of.ts'

const DAY = 86_400_000

test('access that has ended is over wherever it is asked for', async () => {
  const { tenant, actor } = await oneSchool()
  const course = await publishedCourse(tenant, 1)
  const id = await studentIn(tenant)
  const now = Date.now()
  const endsAt = now - DAY
  await tenant.transact((tx) => {
    grant(tx, id, course.id, { source: 'import', actor, endsAt }, now - 2 * DAY)
    tx.insert(courseStaff).values({ courseId: course.id, personId: 'person_me', createdAt: 1 }).run()
  })
  const [own] = tenant.read((db) => enrollmentsOf(db, id))
  expect(own).toMatchObject({ isOpen: false, hasEnded: true, endsAt })
  expect(tenant.read((db) => [isEnrolled(db, id, course.id), hasOpenEnrollment(db, id, course.id)])).toEqual([false, false])
  const found = () => tenant.read((db) => findByWords(db, { text: 'Ines', courses: false, students: true, taughtBy: 'person_me' }).students)
  expect(found()).toEqual([])
  await studentIn(tenant, course)
  expect(found()).toHaveLength(1)
  await deleteCourse(tenant, actor, course.id)
  expect(tenant.read((db) => trashPage(db, { size: 10 })).rows[0]?.students).toBe(1)
})
