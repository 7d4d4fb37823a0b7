import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { CourseTakenAway, CourseUnknown } from '#tenants/courses/failures.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { publishCourse, unpublishCourse } from '#tenants/courses/versions.ts'
import { registerStudent } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { DEVICE, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { whereToContinue } from './continue-course.ts'
import { grant } from './enrollments.ts'
import { markLesson } from './progress.ts'
import { enrolledCourses, restingCourses } from './student-home.ts'

const STAFF = 'person_owner'
let all: TestSchools
let school: Tenant
let made = 0

beforeAll(async () => {
  all = await temporarySchools()
  school = await all.school('madder')
})
afterAll(() => all.close())

async function newCourse(title = `Course ${++made}`) {
  const course = await createCourse(school, STAFF, {
    title,
    outcome: '',
    price: 0,
    currency: 'USD',
    sections: [{ title: 'One', lessons: ['First', 'Second'] }],
  })
  await publishCourse(school, STAFF, course.id)
  return { ...course, lessons: school.read((db) => lessonsInOrder(db, course.id)).map((lesson) => lesson.id) }
}

async function newStudent(...courses: { id: string }[]) {
  const who = { email: `student-${++made}@test.example`, name: 'Ines', password: 'indigo in winter' }
  const { student } = await registerStudent(school, who, DEVICE)
  for (const course of courses) {
    await school.transact((tx) => void grant(tx, student.id, course.id, { source: 'staff', actor: STAFF }, ++made))
  }
  return student.id
}

const where = (studentId: string | undefined, slug: string) => school.read((db) => whereToContinue(db, studentId, slug))
const home = (studentId: string) => school.read((db) => enrolledCourses(db, studentId))

test('a new student begins with the first lesson, and goes on with the one after what is done', async () => {
  const course = await newCourse()
  const student = await newStudent(course)
  expect(where(student, course.slug)).toEqual({ at: 'lesson', lessonId: course.lessons[0] })
  await markLesson(school, student, course.slug, course.lessons[0]!, true)
  expect(where(student, course.slug)).toEqual({ at: 'lesson', lessonId: course.lessons[1] })
})

test('a visitor, and a student who is not in the course, are shown the page that tells about it', async () => {
  const course = await newCourse()
  expect(where(undefined, course.slug)).toEqual({ at: 'course' })
  expect(where(await newStudent(), course.slug)).toEqual({ at: 'course' })
})

test('a course nobody knows is unknown, and so is one that is off the site for who is not in it', async () => {
  const course = await newCourse()
  await unpublishCourse(school, STAFF, course.id)
  const outsider = await newStudent()
  for (const [student, slug] of [
    [undefined, 'no-such-course'],
    [undefined, course.slug],
    [outsider, course.slug],
  ] as const) {
    expect(() => where(student, slug)).toThrow(CourseUnknown)
  }
})

test('a course that is off the site leaves the list, is named as resting, and its students wait at home', async () => {
  const course = await newCourse('An Indigo Winter')
  const student = await newStudent(course)
  expect(school.read((db) => restingCourses(db, student))).toEqual([])
  await unpublishCourse(school, STAFF, course.id)
  expect(home(student)).toEqual([])
  expect(school.read((db) => restingCourses(db, student))).toMatchObject([{ title: 'An Indigo Winter', isRemoved: false }])
  expect(where(student, course.slug)).toEqual({ at: 'home' })
  await deleteCourse(school, STAFF, course.id)
  expect(school.read((db) => restingCourses(db, student))).toMatchObject([{ title: 'An Indigo Winter', isRemoved: true }])
  expect(where(student, course.slug)).toEqual({ at: 'home' })
  // Who is not in it reads that it was there, by the title it had.
  expect(() => where(undefined, course.slug)).toThrow(new CourseTakenAway('removed', 'An Indigo Winter'))
})

test('the course watched last comes first, with what is done of it', async () => {
  const [older, newer] = [await newCourse(), await newCourse()]
  const student = await newStudent(older, newer)
  await markLesson(school, student, newer.slug, newer.lessons[0]!, true, 1_000)
  await markLesson(school, student, older.slug, older.lessons[0]!, true, 2_000)
  expect(home(student)).toMatchObject([
    { id: older.id, done: 1, total: 2, share: 0.5, next: { id: older.lessons[1] }, position: 0, cover: null },
    { id: newer.id, done: 1, total: 2 },
  ])
})

test('another student’s progress does not count', async () => {
  const course = await newCourse()
  const [one, two] = [await newStudent(course), await newStudent(course)]
  await markLesson(school, one, course.slug, course.lessons[0]!, true)
  expect(home(two)).toMatchObject([{ done: 0, share: 0, lastWatchedAt: undefined }])
})
