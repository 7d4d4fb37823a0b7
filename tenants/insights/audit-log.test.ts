import { expect, test } from 'vitest'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import type { EventType } from '#tenants/events/catalogue.ts'
import { record } from '#tenants/events/record.ts'
import { addStudent } from '#tenants/people/students.ts'
import { writeAudit } from '#tenants/registry/audit.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { DEVICE, PASSWORD } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { auditActors, auditPage } from './audit-log.ts'
import { soughtWords } from './audit-search.ts'
import { auditSubjects } from './audit-subjects.ts'

const NOW = Date.now()
const DAY = 86_400_000

async function school() {
  const { schools, tenant } = await oneSchool()
  const { registry } = schools
  const did = (actor: string, type: EventType & `course.${'changed' | 'deleted'}`, at: number) =>
    tenant.transact((tx) => record(tx, { type, actor, subject: 'course_1', data: {} }, at))
  const page = (query: Partial<Parameters<typeof auditPage>[2]> = {}) => auditPage(tenant, registry, { page: 1, size: 10, ...query })
  const who = (query: Parameters<typeof page>[0]) => page(query).entries.map(({ actor }) => actor)
  const actors = () => auditActors(tenant, registry)
  return { schools, tenant, did, page, who, actors }
}

test('the log holds what staff did, the last first; what students and the platform did is not among it', async () => {
  const { did, page, actors } = await school()
  await did('person_ada', 'course.changed', NOW + DAY)
  await did('student_sam', 'course.changed', NOW + DAY)
  await did('platform', 'course.changed', NOW + DAY)
  await did('person_bo', 'course.deleted', NOW + 2 * DAY)
  const { entries, total } = page()
  expect(entries.map(({ actor, type }) => `${actor} ${type}`).slice(0, 2)).toEqual([
    'person_bo course.deleted',
    'person_ada course.changed',
  ])
  expect(total).toBe(entries.length)
  expect(actors()).toEqual(expect.arrayContaining(['person_ada', 'person_bo']))
  expect(actors()).not.toContain('student_sam')
})

test('it is narrowed to a person, to a subject and to days', async () => {
  const { did, who, page } = await school()
  await did('person_ada', 'course.changed', NOW + DAY)
  await did('person_bo', 'course.changed', NOW + 2 * DAY)
  await did('person_ada', 'course.deleted', NOW + 3 * DAY)
  expect(who({ actor: 'person_bo' })).toEqual(['person_bo'])
  expect(who({ actor: 'student_sam' })).toEqual([])
  expect(who({ about: 'course', from: NOW + 2 * DAY })).toEqual(['person_ada', 'person_bo'])
  expect(who({ about: 'course', from: NOW + 2 * DAY, until: NOW + 3 * DAY })).toEqual(['person_bo'])
  expect(who({ from: NOW + 4 * DAY })).toEqual([])
  expect(page({ about: 'course', size: 2, page: 2 })).toMatchObject({ page: 2, total: 3, entries: [{ actor: 'person_ada' }] })
})

test('who was invited and what became of them stands among it, of this school alone', async () => {
  const { schools, tenant, did, page, actors } = await school()
  const { registry } = schools
  const device = { address: '203.0.113.9', userAgent: 'Firefox' }
  const invite = (schoolId: string, actor: string, at: number) =>
    registry.transact((tx) =>
      writeAudit(tx, { type: 'invitation.made', schoolId, actor, subject: 'invitation_1', data: { role: 'admin' } }, device, at),
    )
  await did('person_bo', 'course.changed', NOW + DAY)
  await invite(tenant.id, 'person_ada', NOW + 2 * DAY)
  await did('person_bo', 'course.deleted', NOW + 3 * DAY)
  await invite('school_other', 'person_eve', NOW + 4 * DAY)
  expect(page({ from: NOW + DAY }).entries.map(({ type }) => type)).toEqual(['course.deleted', 'invitation.made', 'course.changed'])
  expect(page({ about: 'staff' })).toMatchObject({ total: 1, entries: [{ actor: 'person_ada', address: '203.0.113.9' }] })
  expect(page({ from: NOW + DAY, size: 1, page: 2 })).toMatchObject({ total: 3, page: 2, entries: [{ type: 'invitation.made' }] })
  expect(page({ from: NOW + 3 * DAY, about: 'staff' }).total).toBe(0)
  expect(actors()).toContain('person_ada')
  expect(actors()).not.toContain('person_eve')
})

test('what staff did is found without reading what students did', async () => {
  const { tenant } = await school()
  const plan = (sql: string) =>
    tenant.read((db) => db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail)).join('; ')
  const ofStaff = "substr(events.actor, 1, 7) = 'person_'"
  expect(plan(`SELECT seq FROM events WHERE ${ofStaff} ORDER BY seq DESC LIMIT 5`)).toContain('events_of_staff')
  expect(plan(`SELECT DISTINCT actor FROM events WHERE ${ofStaff}`)).toContain('events_by_staff')
})

test('a subject is named as it is called today, with the page it has; what is gone has neither', async () => {
  const { tenant } = await school()
  const course = await createCourse(tenant, 'person_ada', {
    ...{ title: 'Weld', outcome: '', price: 0, currency: 'USD' },
    sections: [{ title: 'One', lessons: ['First'] }],
  })
  const batch = await createBatch(tenant, 'person_ada', { courseId: course.id, label: 'Cards', count: 1, expiresAt: null })
  const [lesson] = tenant.read((db) => lessonsInOrder(db, course.id))
  const student = await tenant.transact((tx) => addStudent(tx, { name: 'Sam', email: 'sam@s.test', passwordHash: 'x' }, NOW).id)
  const subjects = tenant.read((db) => auditSubjects(db, [course.id, batch.id, lesson!.id, lesson!.sectionId, student, 'course_gone']))
  expect(Object.fromEntries(subjects)).toEqual({
    [course.id]: { title: 'Weld', at: { kind: 'course', course: course.id } },
    [batch.id]: { title: 'Cards', at: { kind: 'batch', course: course.id, batch: batch.id } },
    [lesson!.id]: { title: 'First', at: { kind: 'lesson', course: course.id, lesson: lesson!.id } },
    [lesson!.sectionId]: { title: 'One', at: { kind: 'course', course: course.id } },
    [student]: { title: 'Sam', at: { kind: 'student', student } },
  })
})

test('it is searched by who, by what and by what it was about, word for word, and read from either end', async () => {
  const { schools, tenant, page, actors } = await school()
  const { registry } = schools
  const { person } = await registerPerson(registry, { email: 'zoe@staff.test', name: 'Zoë Łuk', password: PASSWORD }, DEVICE)
  const make = (title: string, actor: string) =>
    createCourse(tenant, actor, { title, outcome: '', price: 0, currency: 'USD', sections: [{ title: 'One', lessons: ['Cutting reeds'] }] })
  const weld = await make('Weld in flower', person.id)
  await make('Madder', 'person_bo')
  await deleteCourse(tenant, person.id, weld.id)
  const asked = (text: string, deed: readonly string[] = []) => {
    const typed = text.split(' ').map((word) => ({ text: word, types: deed }))
    return page({ words: soughtWords(registry, tenant.id, actors(), typed), size: 50 })
  }
  expect(asked('zoe luk').entries.map(({ actor }) => actor)).toEqual(Array(asked('zoe').total).fill(person.id))
  expect(asked('zoe').total).toBeGreaterThan(1)
  // What is deleted is found by the title it had.
  expect(asked('FLOWER').entries.map(({ type, subject }) => `${type} ${subject}`)).toEqual([
    `course.deleted ${weld.id}`,
    `course.created ${weld.id}`,
  ])
  expect(asked('weld zoe', ['course.deleted']).total).toBeGreaterThan(0)
  expect(asked('weld madder').total).toBe(0)
  expect(asked('nobody-like-it').total).toBe(0)
  expect(asked('%').total).toBe(0)
  const whole = page({ size: 50 }).entries
  expect(page({ size: 50, oldestFirst: true }).entries).toEqual([...whole].reverse())
})
