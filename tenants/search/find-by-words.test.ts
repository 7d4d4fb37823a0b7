import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { FOLDED_LETTERS, fold } from '#lib/fold.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { courseStaff, courses } from '#tenants/courses/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { students } from '#tenants/people/schema.ts'
import { addStudent } from '#tenants/people/students.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { findByWords, type SearchQuery } from './find-by-words.ts'

async function school() {
  const { tenant, actor } = await oneSchool()
  const make = (title: string, lessons: string[], by = actor) =>
    createCourse(tenant, by, { title, outcome: '', price: 0, currency: 'USD', sections: [{ title: 'One', lessons }] })
  const join = (name: string, email: string) =>
    tenant.transact((tx) => addStudent(tx, { name, email, passwordHash: 'none' }, Date.now()).id)
  const find = (text: string, query: Partial<SearchQuery> = {}) =>
    tenant.read((db) => findByWords(db, { text, courses: true, students: true, ...query }))
  return { tenant, actor, make, join, find }
}

test('courses, lessons with their course, and students are found by the beginnings of their words, in any order and accent', async () => {
  const { make, join, find } = await school()
  await make('Natural Dyeing', ['The indigo vat'])
  await join('Jörg Müller', 'jm@dye-works.test')
  expect(find('dye nat').courses).toMatchObject([{ title: 'Natural Dyeing' }])
  expect(find('VAT in').lessons).toMatchObject([{ title: 'The indigo vat', courseTitle: 'Natural Dyeing' }])
  expect(find('mull').students).toMatchObject([{ name: 'Jörg Müller' }])
  expect(find('jm@dye').students).toHaveLength(1)
  expect(find('nothing of it')).toEqual({ courses: [], lessons: [], said: [], students: [] })
})

test('a name is found by its letters without their marks, and the other way round, as in the list of students', async () => {
  const { tenant, join, find } = await school()
  const names = FOLDED_LETTERS.flatMap((letter) => [letter, letter.toUpperCase()]).map((letter) => `q${letter}q`)
  for (const [at, name] of [...names, 'Łucja Gülşen', 'Фёдор', 'İnce'].entries()) await join(name, `${at}@accents.test`)
  const found = (text: string) => find(text).students.map(({ name }) => name)
  for (const name of names) expect([found(fold(name)).includes(name), found(name).includes(name)], name).toEqual([true, true])
  for (const text of ['łucja', 'lucja', 'LUCJA', 'gülşen', 'gulsen']) expect(found(text), text).toEqual(['Łucja Gülşen'])
  expect([found('фёдор'), found('ince')]).toEqual([['Фёдор'], ['İnce']])
  await tenant.transact((tx) => void tx.run(sql`INSERT INTO search (search) VALUES ('integrity-check')`))
})

test('what was renamed is found by its new name alone, and what is gone is not found', async () => {
  const { tenant, actor, make, join, find } = await school()
  const { id } = await make('Weld', ['Before'])
  const [lesson] = tenant.read((db) => lessonsInOrder(db, id))
  const student = await join('Ines', 'ines@school.test')
  await changeCourse(tenant, actor, id, { title: 'Madder' })
  await changeLesson(tenant, actor, id, lesson!.id, { title: 'After' })
  expect([find('weld').courses, find('before').lessons]).toEqual([[], []])
  expect([find('madder').courses, find('after').lessons]).toMatchObject([[{ id }], [{ id: lesson!.id }]])
  await tenant.transact((tx) => tx.update(courses).set({ deletedAt: 1 }).where(eq(courses.id, id)).run())
  await tenant.transact((tx) => tx.delete(students).where(eq(students.id, student)).run())
  expect(find('madder after ines')).toEqual({ courses: [], lessons: [], said: [], students: [] })
  expect([find('madder').courses, find('after').lessons, find('ines').students]).toEqual([[], [], []])
  // The index and the words agree to the last one.
  await tenant.transact((tx) => void tx.run(sql`INSERT INTO search (search) VALUES ('integrity-check')`))
})

test('who teaches some courses finds those, their lessons and their students, and who may not see students finds none', async () => {
  const { tenant, make, join, find } = await school()
  const mine = await make('Weld for me', ['Weld one'])
  const others = await make('Weld for others', ['Weld two'])
  await tenant.transact((tx) => tx.insert(courseStaff).values({ courseId: mine.id, personId: 'person_me', createdAt: 1 }).run())
  for (const [name, course] of [
    ['Wendy Mine', mine],
    ['Wendy Other', others],
  ] as const) {
    const id = await join(name, `${name.replace(' ', '.')}@weld.test`)
    await tenant.transact((tx) => grant(tx, id, course.id, { source: 'staff', actor: 'person_me' }, 1))
  }
  expect(find('weld', { taughtBy: 'person_me' })).toMatchObject({
    courses: [{ id: mine.id }],
    lessons: [{ title: 'Weld one' }],
    students: [{ name: 'Wendy Mine' }],
  })
  expect(find('wendy').students).toHaveLength(2)
  expect(find('wendy', { students: false }).students).toEqual([])
  expect(find('weld', { courses: false })).toMatchObject({ courses: [], lessons: [] })
})

test('what somebody types is never a command of the index', async () => {
  const { make, find } = await school()
  await make('A course', ['First'])
  for (const text of ['"', 'a" OR kind:kindstudent', 'NEAR(a b)', '* AND NOT', "'; --", '(', 'kind : x', '   ', 'a'])
    expect(() => find(text)).not.toThrow()
  expect(find('kindcourse').courses).toEqual([])
})
