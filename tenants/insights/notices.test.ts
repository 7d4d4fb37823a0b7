import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { record } from '#tenants/events/record.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { markLesson } from '#tenants/learning/progress.ts'
import { assets } from '#tenants/media/schema.ts'
import { PERMISSIONS, type Permission } from '#tenants/people/permissions.ts'
import { addStudent } from '#tenants/people/students.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { redeemCode } from '#tenants/sales/redeem-code.ts'
import { codes } from '#tenants/sales/schema.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { noticesFor } from './notices.ts'
import { sinceVisit } from './since.ts'
import { catchUp, hearNotices, markRead, muteNotices, noteVisit } from './staff-seen.ts'
import { lastWeeks } from './weeks.ts'

/** Noon of a Wednesday to come, so that nothing of one moment falls on two days or weeks. */
const NOON = 43_200_000
const DAY = 86_400_000
const NOW = (Math.floor((Math.floor(Date.now() / DAY) + 3) / 7) + 1) * 7 * DAY - 3 * DAY + 2 * DAY + NOON
const ALL: ReadonlySet<Permission> = new Set(PERMISSIONS)

async function school() {
  const { tenant, actor } = await oneSchool()
  const course = (title: string, teacher = actor) =>
    createCourse(tenant, teacher, { title, outcome: '', price: 0, currency: 'USD', sections: [{ title: 'One', lessons: ['First'] }] })
  const join = (name: string, courseId: string, at = NOW) =>
    tenant.transact((tx) => {
      const student = addStudent(tx, { name, email: `${name}@example.com`, passwordHash: 'none' }, at)
      grant(tx, student.id, courseId, { source: 'staff', actor }, at)
      return student.id
    })
  const told = (id = 'person_reader', reach?: string, allowed = ALL, now = NOW) =>
    tenant.read((db) => noticesFor(db, { id, allowed, reach }, now))
  const kinds = (...asked: Parameters<typeof told>) => told(...asked).notices.map(({ kind }) => kind)
  const since = (id: string, now: number, reach?: string) => tenant.read((db) => sinceVisit(db, { id, allowed: ALL, reach }, now))
  return { tenant, actor, course, join, told, kinds, since }
}

test('who joined on a day is told together, and what was read apart from what is new', async () => {
  const { tenant, course, join, told } = await school()
  const { id } = await course('Weld')
  for (const name of ['Ines', 'Tomas']) await join(name, id)
  const joins = () => told().notices.flatMap((one) => (one.kind === 'joins' ? [`${one.times} ${one.name} ${one.isNew}`] : []))
  expect(joins()).toEqual(['2 Tomas true'])
  const { upTo } = told()
  await join('Aiko', id)
  await markRead(tenant, 'person_reader', upTo, NOW)
  expect(joins()).toEqual(['1 Aiko true', '2 Tomas false'])
  expect(told().unread).toBe(1)
  expect(told('person_other').notices).toMatchObject([{ kind: 'joins', times: 3, isNew: true }])
  // What is to come cannot be read ahead.
  await markRead(tenant, 'person_reader', { seq: 9e12, at: 9e15 }, NOW)
  await join('Abel', id)
  expect(told().unread).toBe(1)
  expect(told('person_reader', undefined, ALL, NOW + 15 * DAY).notices).toEqual([])
})

test('videos, finished courses, batches and what colleagues did are told to whom they concern, until a kind is muted', async () => {
  const { tenant, actor, course, join, told, kinds } = await school()
  const made = await course('Weld')
  const [lesson] = tenant.read((db) => lessonsInOrder(db, made.id))
  await publishCourse(tenant, actor, made.id, NOW)
  const student = await join('Ines', made.id)
  await markLesson(tenant, student, made.slug, lesson!.id, true, NOW)
  await tenant.transact((tx) => {
    const film = { kind: 'video' as const, state: 'failed' as const, name: 'film.mp4', size: 1, createdBy: actor, createdAt: NOW }
    tx.insert(assets)
      .values({ id: 'asset_1', ...film })
      .run()
    tx.update(lessons).set({ assetId: 'asset_1' }).where(eq(lessons.id, lesson!.id)).run()
    record(tx, { type: 'video.failed', actor: 'platform', subject: 'asset_1', data: { reason: 'media.no_video' } }, NOW + 1)
    return undefined
  })
  await createBatch(tenant, actor, { courseId: made.id, label: 'Soon', count: 2, expiresAt: NOW + DAY }, NOW)
  const other = await course('Indigo', 'person_teacher')
  const batch = await createBatch(tenant, 'person_teacher', { courseId: other.id, label: 'Last one', count: 1, expiresAt: null }, NOW)
  await publishCourse(tenant, 'person_teacher', other.id, NOW)
  const [code] = tenant.read((db) => db.select().from(codes).where(eq(codes.batchId, batch.id)).all())
  await redeemCode(tenant, student, code!.text, NOW + 2)
  const { notices } = told()
  expect(notices).toContainEqual(expect.objectContaining({ kind: 'videos', what: 'failed', title: 'First', courseId: made.id }))
  expect(notices).toContainEqual(expect.objectContaining({ kind: 'completions', times: 1, name: 'Ines', title: 'Weld' }))
  expect(notices).toContainEqual(expect.objectContaining({ kind: 'batches', what: 'used_up', title: 'Last one' }))
  expect(notices).toContainEqual(expect.objectContaining({ kind: 'batches', what: 'expiring', title: 'Soon' }))
  expect(notices).toContainEqual(expect.objectContaining({ kind: 'colleagues', what: 'published', actor, title: 'Weld' }))
  // What one did oneself is no news.
  expect(told(actor).notices).not.toContainEqual(expect.objectContaining({ kind: 'colleagues', actor }))
  // A teacher hears of their own course alone; who may see nothing hears nothing.
  expect(kinds('person_teacher', 'person_teacher').sort()).toEqual(['batches', 'joins'])
  expect(kinds('person_reader', undefined, new Set(['school.see']))).toEqual([])
  expect(kinds('person_reader', undefined, new Set(['school.see', 'people.see'])).sort()).toEqual(['completions', 'joins'])
  await muteNotices(tenant, 'person_reader', 'videos')
  await muteNotices(tenant, 'person_reader', 'videos')
  expect(kinds()).not.toContain('videos')
  expect(told().kinds).toContainEqual({ kind: 'videos', isMuted: true })
  expect(kinds('person_other')).toContain('videos')
  await hearNotices(tenant, 'person_reader', 'videos')
  expect(kinds()).toContain('videos')
})

test('what is new since the last visit stays so while the visit goes on, and counts anew after one was away', async () => {
  const { tenant, actor, course, join, since } = await school()
  const { id } = await course('Weld')
  expect(since('person_reader', NOW)).toMatchObject({ at: null, isDue: true })
  await noteVisit(tenant, 'person_reader', NOW - 2 * DAY)
  await join('Ines', id, NOW - DAY)
  await join('Tomas', id, NOW - 1)
  await changeCourse(tenant, actor, id, { title: 'Weld and madder' }, NOW)
  const news = () => since('person_reader', NOW)
  const expected = { at: NOW - 2 * DAY, figures: { joined: 2 }, deeds: [{ what: 'changed', actor, courseTitle: 'Weld and madder' }] }
  expect(news()).toMatchObject({ ...expected, isDue: true })
  await noteVisit(tenant, 'person_reader', NOW)
  expect(news()).toMatchObject({ ...expected, isDue: false })
  await noteVisit(tenant, 'person_reader', NOW + 20 * 60_000)
  expect(since('person_reader', NOW + 21 * 60_000)).toMatchObject(expected)
  expect(since('person_reader', NOW + 60 * 60_000)).toMatchObject({ at: NOW + 20 * 60_000, figures: { joined: 0 }, deeds: [] })
  await catchUp(tenant, 'person_reader', NOW)
  expect(news()).toMatchObject({ at: NOW, figures: { joined: 0 }, deeds: [] })
  expect(since('person_teacher', NOW, 'person_teacher')).toMatchObject({ figures: { joined: 0 }, deeds: [] })
})

test('the weeks count who joined, who learned and what was finished, of the school or of the courses one person teaches', async () => {
  const { tenant, actor, course, join } = await school()
  const weld = await course('Weld')
  const indigo = await course('Indigo', 'person_teacher')
  for (const { id } of [weld, indigo]) await publishCourse(tenant, actor, id, NOW)
  const ines = await join('Ines', weld.id, NOW - 7 * DAY)
  await tenant.transact((tx) => grant(tx, ines, indigo.id, { source: 'staff', actor }, NOW).id)
  const tick = (made: typeof weld, done: boolean, at: number) =>
    markLesson(tenant, ines, made.slug, tenant.read((db) => lessonsInOrder(db, made.id))[0]!.id, done, at)
  await tick(weld, true, NOW - 7 * DAY)
  await tick(weld, false, NOW)
  await tick(weld, true, NOW)
  await tick(indigo, true, NOW)
  const weeks = (reach?: string) => tenant.read((db) => lastWeeks(db, NOW, reach, 2).map(({ from: _, ...week }) => week))
  expect(weeks()).toEqual([
    { joined: 1, active: 1, lessons: 1 },
    { joined: 0, active: 1, lessons: 1 },
  ])
  expect(weeks('person_teacher')).toEqual([
    { joined: 0, active: 0, lessons: 0 },
    { joined: 1, active: 1, lessons: 1 },
  ])
  expect(new Date(tenant.read((db) => lastWeeks(db, NOW))[11]!.from).getUTCDay()).toBe(1)
})
