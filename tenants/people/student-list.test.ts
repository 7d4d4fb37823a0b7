import { expect, test } from 'vitest'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { courses } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { markLesson } from '#tenants/learning/progress.ts'
import { DEVICE } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { changeStudents } from './changes.ts'
import { hashPassword } from './passwords.ts'
import { segmentCounts } from './segments.ts'
import { type StudentQuery, studentPage } from './student-list.ts'
import { addStudent, signInStudent } from './students.ts'

const T0 = Date.UTC(2026, 10, 1)
const DAY = 86_400_000
const NAMES = ['ines Bakker', 'Tomás Ortega', 'Aiko Kimura']

/** Three students who joined on three days, in this order. */
async function schoolWithStudents() {
  const school = await oneSchool()
  const { tenant, actor } = school
  const course = await createCourse(tenant, actor, {
    title: 'Natural Dyeing',
    outcome: '',
    price: 0,
    currency: 'USD',
    sections: [{ title: 'The vat', lessons: ['Weld', 'Indigo'] }],
  })
  await publishCourse(tenant, actor, course.id)
  const passwordHash = await hashPassword('woad and weld')
  const people = await tenant.transact((tx) =>
    NAMES.map((name, n) => addStudent(tx, { name, email: `${name.split(' ')[0]}@example.com`, passwordHash }, T0 + n * DAY)),
  )
  const [ines, tomas, aiko] = people.map((person) => person.id) as [string, string, string]
  const enrol = (id: string) => tenant.transact((tx) => grant(tx, id, course.id, { source: 'staff', actor }, T0).id)
  const lessons = tenant.read((db) => lessonsInOrder(db, course.id))
  const list = (query: Partial<StudentQuery> = {}) =>
    tenant.read((db) => studentPage(db, { sort: 'joined', descending: true, size: 50, ...query }))
  const names = (query?: Partial<StudentQuery>) => list(query).students.map((student) => student.name)
  return { ...school, course, lessons, ines, tomas, aiko, enrol, list, names }
}

test('students stand by when they joined, by name in any case, or by when they were seen', async () => {
  const { tenant, course, lessons, ines, tomas, enrol, names } = await schoolWithStudents()
  await enrol(ines)
  await enrol(tomas)
  await markLesson(tenant, ines, course.slug, lessons[0]!.id, true, T0 + 9 * DAY)
  await signInStudent(tenant, { email: 'tomás@example.com', password: 'woad and weld' }, DEVICE, T0 + 8 * DAY)
  expect(names({ sort: 'joined', descending: true })).toEqual(['Aiko Kimura', 'Tomás Ortega', 'ines Bakker'])
  expect(names({ sort: 'joined', descending: false })).toEqual(['ines Bakker', 'Tomás Ortega', 'Aiko Kimura'])
  expect(names({ sort: 'name', descending: false })).toEqual(['Aiko Kimura', 'ines Bakker', 'Tomás Ortega'])
  expect(names({ sort: 'seen', descending: true })).toEqual(['ines Bakker', 'Tomás Ortega', 'Aiko Kimura'])
})

test('a student was last seen when they learned, signed in, or joined, whichever came last', async () => {
  const { tenant, course, lessons, ines, enrol, list } = await schoolWithStudents()
  const seen = () => list({ search: 'ines' }).students[0]?.seenAt
  expect(seen()).toBe(T0)
  await signInStudent(tenant, { email: 'ines@example.com', password: 'woad and weld' }, DEVICE, T0 + 2 * DAY)
  expect(seen()).toBe(T0 + 2 * DAY)
  await enrol(ines)
  await markLesson(tenant, ines, course.slug, lessons[0]!.id, true, T0 + 3 * DAY)
  expect(seen()).toBe(T0 + 3 * DAY)
})

test('whom staff bring in was never here and is not active, until they sign in', async () => {
  const { tenant, actor, list } = await schoolWithStudents()
  const now = Date.now()
  const passwordHash = await hashPassword('woad and weld')
  const who = { name: 'Mina', email: 'mina@example.com', passwordHash }
  await tenant.transact((tx) => addStudent(tx, who, now, actor))
  const stands = () => ({ seenAt: list({ search: 'Mina' }).students[0]?.seenAt, ...tenant.read((db) => segmentCounts(db, undefined, now)) })
  expect(stands()).toMatchObject({ seenAt: 0, active: 0, never: 4 })
  await signInStudent(tenant, { email: 'mina@example.com', password: 'woad and weld' }, DEVICE, now)
  expect(stands()).toMatchObject({ seenAt: now, active: 1, never: 4 })
})

test('progress counts the lessons students see now', async () => {
  const { tenant, actor, course, lessons, ines, tomas, enrol, list } = await schoolWithStudents()
  await enrol(ines)
  await enrol(tomas)
  await markLesson(tenant, ines, course.slug, lessons[0]!.id, true)
  const coursesOf = (name: string) => list({ search: name }).students[0]?.courses
  const about = { id: course.id, title: course.title }
  expect(coursesOf('ines')).toEqual([{ ...about, done: 1, total: 2 }])
  expect(coursesOf('Tomás')).toEqual([{ ...about, done: 0, total: 2 }])
  expect(coursesOf('Aiko')).toEqual([])
  await tenant.transact((tx) => tx.update(courses).set({ publishedVersionId: null }).run().changes)
  expect(coursesOf('ines')).toEqual([{ ...about, done: 0, total: 0 }])
  await publishCourse(tenant, actor, course.id)
  expect(coursesOf('ines')).toEqual([{ ...about, done: 1, total: 2 }])
})

test('students are found by a part of their name or e-mail, and by the course they are in', async () => {
  const { course, ines, enrol, names, list } = await schoolWithStudents()
  await enrol(ines)
  expect(names({ search: ' KIMURA ' })).toEqual(['Aiko Kimura'])
  expect(names({ search: 'ines@' })).toEqual(['ines Bakker'])
  expect(names({ search: '_' })).toEqual([])
  expect(names({ courseId: course.id })).toEqual(['ines Bakker'])
  expect(list({ search: 'nobody' })).toMatchObject({ total: 0, all: 3, page: 1, students: [] })
})

test('students are found whatever the case and the accents, on either side', async () => {
  const { tenant, names } = await schoolWithStudents()
  const all = ['Łucja Gülşen', 'Søren Weiß', 'Ægir Đorđević', 'Lucja Gulsen']
  await tenant.transact((tx) => {
    for (const [at, name] of all.entries()) addStudent(tx, { name, email: `${at}@accents.test`, passwordHash: 'none' }, T0)
  })
  const found = (search: string) => names({ search, sort: 'name', descending: false })
  for (const search of ['Łucja', 'łucja', 'LUCJA', 'gülşen', 'gulsen'])
    expect(found(search), search).toEqual(['Lucja Gulsen', 'Łucja Gülşen'])
  expect(['soren', 'WEISS', 'aegir', 'dordevic'].map(found)).toEqual([[all[1]], [all[1]], [all[2]], [all[2]]])
  expect(found('100%')).toEqual([])
})

test('pages hold each student once, and a page past the end is the last', async () => {
  const { names, list } = await schoolWithStudents()
  expect([...names({ size: 2, page: 1 }), ...names({ size: 2, page: 2 })]).toEqual(names())
  expect(list({ size: 2, page: 7 })).toMatchObject({ page: 2, total: 3 })
})

test('more students on a page cost no more statements', async () => {
  const { tenant, ines, tomas, aiko, enrol } = await schoolWithStudents()
  for (const id of [ines, tomas, aiko]) await enrol(id)
  const statements = (size: number) =>
    tenant.read((db) => {
      let selects = 0
      const counted = new Proxy(db, {
        get(target, key) {
          if (key === 'select') selects++
          const value: unknown = Reflect.get(target, key)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }) satisfies Reading
      studentPage(counted, { sort: 'seen', descending: true, size })
      return selects
    })
  expect(statements(3)).toBe(statements(1))
})

test('access that ends soon is, for who teaches some courses, that of those courses alone', async () => {
  const { tenant, actor, course, ines, tomas, enrol } = await schoolWithStudents()
  const now = Date.now()
  const draft = { title: 'Weaving', outcome: '', price: 0, currency: 'USD', sections: [] }
  const theirs = await createCourse(tenant, 'person_me', draft)
  for (const id of [ines, tomas]) await enrol(id)
  await tenant.transact((tx) => grant(tx, ines, theirs.id, { source: 'staff', actor, endsAt: now + DAY }, now))
  await changeStudents(tenant, actor, { ids: [tomas] }, { what: 'extend', courseId: course.id, endsAt: now + DAY })
  await tenant.transact((tx) => grant(tx, tomas, theirs.id, { source: 'staff', actor }, now))
  expect(tenant.read((db) => [segmentCounts(db, undefined, now).ending, segmentCounts(db, 'person_me', now).ending])).toEqual([2, 1])
})
