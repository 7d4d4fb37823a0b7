import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { mails } from '#tenants/mail/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { PERMISSIONS } from '#tenants/people/permissions.ts'
import { addStudent } from '#tenants/people/students.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { codes } from '#tenants/sales/schema.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { needsYou } from './needs-you.ts'

const NOW = Date.now()
const DAY = 86_400_000
const ALL = new Set(PERMISSIONS)

async function school() {
  const { tenant, actor } = await oneSchool()
  const course = (title: string, teacher = actor) =>
    createCourse(tenant, teacher, { title, outcome: '', price: 0, currency: 'USD', sections: [{ title: 'One', lessons: ['First'] }] })
  const film = (courseId: string, state: 'processing' | 'failed' | 'ready') =>
    tenant.transact((tx) => {
      const [lesson] = lessonsInOrder(tx, courseId)
      tx.insert(assets)
        .values({ id: `asset_${courseId}`, kind: 'video', state, name: 'film.mp4', size: 1, createdBy: actor, createdAt: NOW })
        .run()
      tx.update(lessons)
        .set({ assetId: `asset_${courseId}` })
        .where(eq(lessons.id, lesson!.id))
        .run()
      return undefined
    })
  const join = (name: string) =>
    tenant.transact((tx) => addStudent(tx, { name, email: `${name}@example.com`, passwordHash: 'none' }, NOW).id)
  const needs = (allowed = ALL, reach?: string) => tenant.read((db) => needsYou(db, allowed, NOW, reach))
  return { tenant, actor, course, film, join, needs }
}

test('a draft is named until a lesson of it holds something, a published course while a video of it is not ready', async () => {
  const { tenant, actor, course, film, needs } = await school()
  const { id } = await course('Weld')
  expect(needs()).toEqual([{ kind: 'empty', courseId: id, courseTitle: 'Weld' }])
  await film(id, 'processing')
  expect(needs()).toEqual([])
  await publishCourse(tenant, actor, id)
  expect(needs()).toEqual([{ kind: 'unready', courseId: id, courseTitle: 'Weld', videos: 1 }])
  // One that failed is told with its reason, not twice.
  await tenant.transact((tx) => tx.update(assets).set({ state: 'failed' }).run().changes)
  expect(needs()).toEqual([])
})

test('batches are named when they expire within a week, and when few codes are left', async () => {
  const { tenant, actor, course, film, join, needs } = await school()
  const { id } = await course('Weld')
  await film(id, 'ready')
  const batch = (label: string, count: number, expiresAt: number | null) =>
    createBatch(tenant, actor, { courseId: id, label, count, expiresAt }, NOW - 9 * DAY)
  await batch('Soon', 2, NOW + 6 * DAY)
  await batch('Later', 2, NOW + 8 * DAY)
  await batch('Over', 2, NOW - DAY)
  const fair = await batch('Fair', 10, null)
  const named = () => needs().map((need) => ('label' in need ? `${need.kind} ${need.label}` : need.kind))
  expect(named()).toEqual(['expiring Soon'])
  const student = await join('Ines')
  const use = (most: number) =>
    tenant.transact((tx) => {
      const some = tx.select().from(codes).where(eq(codes.batchId, fair.id)).limit(most).all()
      for (const { id: code } of some) tx.update(codes).set({ usedAt: NOW, usedBy: student }).where(eq(codes.id, code)).run()
      return undefined
    })
  await use(8)
  expect(named()).toEqual(['expiring Soon'])
  await use(9)
  expect(needs()).toContainEqual(expect.objectContaining({ kind: 'low', label: 'Fair', left: 1 }))
  await use(10)
  expect(named()).toEqual(['expiring Soon'])
})

test('letters that failed and access that ends are told with who and when; a colleague’s students are not told to a teacher', async () => {
  const { tenant, actor, course, film, join, needs } = await school()
  const weld = await course('Weld')
  const indigo = await course('Indigo', 'person_teacher')
  for (const { id } of [weld, indigo]) await film(id, 'ready')
  const [ines, tomas] = [await join('Ines'), await join('Tomas')]
  const enrol = (student: string, courseId: string, days: number) =>
    tenant.transact((tx) => grant(tx, student, courseId, { source: 'staff', actor, endsAt: NOW + days * DAY }, NOW).id)
  await enrol(ines, weld.id, 3)
  await enrol(tomas, indigo.id, 5)
  const letter = (studentId: string, failedAt: number) =>
    tenant.transact(
      (tx) =>
        tx
          .insert(mails)
          .values({
            id: `mail_${studentId}${failedAt}`,
            letter: 'welcome',
            studentId,
            data: {},
            createdAt: failedAt,
            failedAt,
            reason: 'mail.refused',
          })
          .run().changes,
    )
  await letter(ines, NOW - DAY)
  await letter(tomas, NOW - 2 * DAY)
  await letter(tomas, NOW - 15 * DAY)
  const of = (title: string, days: number) => ({ kind: 'ending', students: 1, at: NOW + days * DAY, courseTitle: title })
  const to = (name: string) => ({ kind: 'letter', name, letters: 1, reason: 'mail.refused' })
  expect(needs()).toMatchObject([to('Ines'), to('Tomas'), of('Weld', 3), of('Indigo', 5)])
  expect(needs(ALL, 'person_teacher')).toMatchObject([to('Tomas'), of('Indigo', 5)])
  expect(needs(new Set(['school.see']))).toEqual([])
})
