import { expect, test } from 'vitest'
import { grant, isEnrolled } from '#tenants/learning/enrollments.ts'
import { enrolledCourses } from '#tenants/learning/student-home.ts'
import { DEVICE } from '#tests/setup/kit.ts'
import { happened, publishedCourse, studentIn } from '#tests/setup/learn-course.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { forgetChanges } from './changed.ts'
import { type Change, changeStudents } from './changes.ts'
import { ChangeGone, EndInThePast, StudentSuspended } from './failures.ts'
import { hashPassword } from './passwords.ts'
import { studentSessions } from './schema.ts'
import { startSession } from './sessions.ts'
import { mailSignInLink } from './sign-in-link.ts'
import { addStudent, signInStudent, studentBySession } from './students.ts'
import { undoChange } from './undo-change.ts'

const DAY = 86_400_000

async function scene() {
  const school = await oneSchool()
  const course = await publishedCourse(school.tenant, 1)
  const ids = [await studentIn(school.tenant), await studentIn(school.tenant), await studentIn(school.tenant, course)]
  const [ines, tomas, aiko] = ids as [string, string, string]
  const isIn = (id: string, now = Date.now()) => school.tenant.read((db) => isEnrolled(db, id, course.id, now))
  return { ...school, course, ids, ines, tomas, aiko, isIn }
}

test('access for several is given at once, and undo puts each back as they were', async () => {
  const { tenant, actor, course, ids, ines, aiko, isIn } = await scene()
  const made = await changeStudents(tenant, actor, { ids }, { what: 'grant', courseId: course.id, endsAt: null })
  // Who is in without end already is left alone.
  expect(made.count).toBe(2)
  expect(ids.map((id) => isIn(id))).toEqual([true, true, true])
  await undoChange(tenant, actor, made.id)
  expect([isIn(ines), isIn(aiko)]).toEqual([false, true])
  await expect(undoChange(tenant, actor, made.id)).rejects.toBeInstanceOf(ChangeGone)
  expect(happened(tenant, 'enrollment.revoked', actor)).toHaveLength(2)
})

test('somebody else cannot undo it', async () => {
  const { tenant, actor, course, ids } = await scene()
  const { id } = await changeStudents(tenant, actor, { ids }, { what: 'revoke', courseId: course.id })
  await expect(undoChange(tenant, 'person_other', id)).rejects.toBeInstanceOf(ChangeGone)
})

test('undo leaves alone what a colleague or the student did since, and says how many', async () => {
  const { tenant, actor, course, ids, ines, tomas, aiko, isIn } = await scene()
  const end = Date.now() + DAY
  const extended = await changeStudents(tenant, actor, { ids: [aiko] }, { what: 'extend', courseId: course.id, endsAt: end })
  await changeStudents(tenant, 'person_other', { ids: [aiko] }, { what: 'revoke', courseId: course.id })
  expect(await undoChange(tenant, actor, extended.id)).toEqual({ count: 0, leftAlone: 1 })
  expect(isIn(aiko)).toBe(false)
  const granted = await changeStudents(tenant, actor, { ids }, { what: 'grant', courseId: course.id, endsAt: null })
  await changeStudents(tenant, actor, { ids: [ines] }, { what: 'revoke', courseId: course.id })
  await tenant.transact((tx) => grant(tx, ines, course.id, { source: 'code', actor: ines }, Date.now()))
  expect(await undoChange(tenant, actor, granted.id)).toEqual({ count: 2, leftAlone: 1 })
  expect([ines, tomas, aiko].map((id) => isIn(id))).toEqual([true, false, false])
  const suspended = await changeStudents(tenant, actor, { ids: [ines] }, { what: 'suspend' })
  await changeStudents(tenant, 'person_other', { ids: [ines] }, { what: 'unsuspend' })
  await changeStudents(tenant, 'person_other', { ids: [ines] }, { what: 'suspend', reason: 'Of a colleague' })
  expect(await undoChange(tenant, actor, suspended.id)).toEqual({ count: 0, leftAlone: 1 })
})

test('undo is told as what it did: access given again, its end moved back, access revoked', async () => {
  const { tenant, actor, course, aiko, ines } = await scene()
  const told = () =>
    tenant.read((db) => db.all<{ type: string }>("SELECT type FROM events WHERE type LIKE 'enrollment.%' ORDER BY seq DESC LIMIT 1"))[0]
      ?.type
  const undone = async (id: string, change: Change) => {
    const made = await changeStudents(tenant, actor, { ids: [id] }, change)
    expect(await undoChange(tenant, actor, made.id)).toEqual({ count: 1, leftAlone: 0 })
    return told()
  }
  const courseId = course.id
  expect(await undone(aiko, { what: 'revoke', courseId })).toBe('enrollment.granted')
  expect(await undone(aiko, { what: 'extend', courseId, endsAt: Date.now() + DAY })).toBe('enrollment.extended')
  expect(await undone(ines, { what: 'grant', courseId, endsAt: null })).toBe('enrollment.revoked')
})

test('what can be undone no more is forgotten after a day, and what can be is kept', async () => {
  const { tenant, actor, course, ids } = await scene()
  const now = Date.now()
  const { id } = await changeStudents(tenant, actor, { ids }, { what: 'revoke', courseId: course.id }, undefined, now)
  expect(await forgetChanges(tenant, now + DAY)).toBe(0)
  expect(await forgetChanges(tenant, now + DAY + 1)).toBe(1)
  await expect(undoChange(tenant, actor, id, undefined, now)).rejects.toBeInstanceOf(ChangeGone)
})

test('access ends at its end, for the question and for the list, and moving the end brings it back', async () => {
  const { tenant, actor, course, aiko, isIn } = await scene()
  const now = Date.now()
  const at = { ids: [aiko] }
  await changeStudents(tenant, actor, at, { what: 'extend', courseId: course.id, endsAt: now + DAY })
  expect([isIn(aiko, now), isIn(aiko, now + DAY)]).toEqual([true, false])
  await changeStudents(tenant, actor, at, { what: 'extend', courseId: course.id, endsAt: now - 1 }, undefined, now - 2)
  expect(isIn(aiko)).toBe(false)
  expect(tenant.read((db) => enrolledCourses(db, aiko))).toEqual([])
  await changeStudents(tenant, actor, at, { what: 'extend', courseId: course.id, endsAt: null })
  expect(tenant.read((db) => enrolledCourses(db, aiko))).toHaveLength(1)
  await expect(changeStudents(tenant, actor, at, { what: 'grant', courseId: course.id, endsAt: 1 })).rejects.toBeInstanceOf(EndInThePast)
})

test('a student who is suspended is signed out, kept out by password, and in no course, until that is taken back', async () => {
  const { tenant, actor, course } = await scene()
  const passwordHash = await hashPassword('woad and weld')
  const now = Date.now()
  const { id } = await tenant.transact((tx) => addStudent(tx, { name: 'Nell', email: 'nell@x.test', passwordHash }, now))
  await changeStudents(tenant, actor, { ids: [id] }, { what: 'grant', courseId: course.id, endsAt: null })
  const token = await tenant.transact((tx) => startSession(tx, studentSessions, id, DEVICE))
  await mailSignInLink(tenant, 'nell@x.test')
  const signedIn = () => tenant.read((db) => studentBySession(db, token) !== undefined)
  expect(signedIn()).toBe(true)
  const made = await changeStudents(tenant, actor, { ids: [id] }, { what: 'suspend', reason: 'Shared the films' })
  expect(signedIn()).toBe(false)
  expect(tenant.read((db) => isEnrolled(db, id, course.id))).toBe(false)
  const signIn = () => signInStudent(tenant, { email: 'nell@x.test', password: 'woad and weld' }, DEVICE)
  await expect(signIn()).rejects.toMatchObject({ code: 'people.suspended_because', details: { reason: 'Shared the films' } })
  await expect(signInStudent(tenant, { email: 'nell@x.test', password: 'wrong' }, DEVICE)).rejects.not.toBeInstanceOf(StudentSuspended)
  await undoChange(tenant, actor, made.id)
  expect(tenant.read((db) => isEnrolled(db, id, course.id))).toBe(true)
  expect((await signIn()).student.id).toBe(id)
})

test('four networks in a day mark an account, three do not', async () => {
  const { tenant, ines, tomas } = await scene()
  const from = (id: string, count: number) =>
    tenant.transact((tx) => {
      for (let n = 0; n < count; n++) startSession(tx, studentSessions, id, { userAgent: 'one', address: `10.0.${n}.1` }, 5 * DAY + n)
    })
  await from(ines, 4)
  await from(tomas, 3)
  const marked = tenant.read((db) => db.all('SELECT id, shared_why FROM students WHERE shared_at IS NOT NULL'))
  expect(marked).toEqual([{ id: ines, shared_why: 'networks' }])
})
