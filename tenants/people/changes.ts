import { and, eq, inArray, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '#lib/failure.ts'
import { newId } from '#lib/ids.ts'
import { courseById } from '#tenants/courses/find.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { ChangeGone, EndInThePast, StudentUnknown, TooManyStudents } from './failures.ts'
import { peopleChanges, studentLinks, studentSessions, students } from './schema.ts'
import { type Matching, matchingIds } from './segments.ts'

/** One transaction holds the process for about a tenth of a second for so many. */
export const MOST_AT_ONCE = 2_000
const DAY = 86_400_000

export type Change =
  | { readonly what: 'grant' | 'extend'; readonly courseId: string; readonly endsAt: number | null }
  | { readonly what: 'revoke'; readonly courseId: string }
  | { readonly what: 'suspend'; readonly reason?: string }
  | { readonly what: 'unsuspend' }

/** Some by name, or all that a list shows. */
export type Chosen = { readonly ids: readonly string[] } | { readonly matching: Matching }

const Access = z.object({
  revokedAt: z.number().nullable(),
  endsAt: z.number().nullable(),
  source: z.string(),
  codeId: z.string().nullable(),
})
const Before = z.array(
  z.object({
    studentId: z.string(),
    access: Access.nullable().optional(),
    suspended: z.object({ at: z.number().nullable(), reason: z.string() }).optional(),
  }),
)
type Before = z.infer<typeof Before>

export interface Made {
  /** For `undoChange`. */
  readonly id: string
  /** How many it changed; who was so already is left alone. */
  readonly count: number
}

/**
 * Does one thing to several students, or to none of them.
 * @param reach only students of courses this person teaches: named, who was in one too; of a list, whom it shows
 * @throws TooManyStudents, StudentUnknown, CourseUnknown, EndInThePast
 */
export async function changeStudents(
  tenant: Tenant,
  actor: string,
  chosen: Chosen,
  change: Change,
  reach?: string,
  now = Date.now(),
): Promise<Made> {
  if ('endsAt' in change && change.endsAt !== null && change.endsAt <= now) throw new EndInThePast()
  return tenant.transact((tx) => {
    if ('courseId' in change) courseById(tx, change.courseId)
    const ids = chosenIds(tx, chosen, reach, now)
    const before = ids.flatMap((id) => change1(tx, actor, id, change, now) ?? [])
    const id = newId('change', now)
    tx.delete(peopleChanges)
      .where(lt(peopleChanges.madeAt, now - DAY))
      .run()
    tx.insert(peopleChanges)
      .values({
        id,
        what: change.what,
        courseId: 'courseId' in change ? change.courseId : null,
        before: JSON.stringify(before),
        madeBy: actor,
        madeAt: now,
      })
      .run()
    return { id, count: before.length }
  })
}

/** Of what was named, those who are there and within reach. @throws TooManyStudents, StudentUnknown */
function chosenIds(tx: Writing, chosen: Chosen, reach: string | undefined, now: number): string[] {
  const asked: Matching = 'ids' in chosen ? { ids: chosen.ids, knownTo: reach } : { ...chosen.matching, taughtBy: reach }
  if ('ids' in chosen && chosen.ids.length > MOST_AT_ONCE) throw new TooManyStudents(MOST_AT_ONCE)
  const ids = matchingIds(tx, asked, MOST_AT_ONCE + 1, now)
  if (ids.length > MOST_AT_ONCE) throw new TooManyStudents(MOST_AT_ONCE)
  if (!ids.length) throw new StudentUnknown()
  return ids
}

/** Answers how the student was, or nothing where nothing was to do. */
function change1(tx: Writing, actor: string, studentId: string, change: Change, now: number): Before[number] | undefined {
  if (change.what === 'suspend' || change.what === 'unsuspend') return suspendOrNot(tx, actor, studentId, change, now)
  const { courseId } = change
  const where = and(eq(enrollments.studentId, studentId), eq(enrollments.courseId, courseId))
  const found = tx.select().from(enrollments).where(where).get()
  const isIn = found !== undefined && found.revokedAt === null && (found.endsAt === null || found.endsAt > now)
  const was = { studentId, access: found ? Access.parse(found) : null }
  if (change.what === 'grant') {
    if (isIn && found.endsAt === change.endsAt) return undefined
    grant(tx, studentId, courseId, { source: 'staff', actor, endsAt: change.endsAt }, now)
    return was
  }
  if (change.what === 'extend') {
    // Who was taken out stays out; who ran out comes back.
    if (!found || found.revokedAt !== null || found.endsAt === change.endsAt) return undefined
    tx.update(enrollments).set({ endsAt: change.endsAt }).where(where).run()
    record(tx, { type: 'enrollment.extended', actor, subject: found.id, data: { courseId, studentId } }, now)
    return was
  }
  if (!isIn) return undefined
  tx.update(enrollments).set({ revokedAt: now }).where(where).run()
  record(tx, { type: 'enrollment.revoked', actor, subject: found.id, data: { courseId, studentId } }, now)
  return was
}

function suspendOrNot(
  tx: Writing,
  actor: string,
  studentId: string,
  change: Extract<Change, { what: 'suspend' | 'unsuspend' }>,
  now: number,
): Before[number] | undefined {
  const found = tx.select().from(students).where(eq(students.id, studentId)).get()
  const isSuspended = found?.suspendedAt !== null
  if (!found || isSuspended === (change.what === 'suspend')) return undefined
  setSuspended(tx, actor, studentId, change.what === 'suspend' ? { at: now, reason: change.reason ?? '' } : { at: null, reason: '' }, now)
  return { studentId, suspended: { at: found.suspendedAt, reason: found.suspendedReason } }
}

function setSuspended(tx: Writing, actor: string, studentId: string, to: { at: number | null; reason: string }, now: number): void {
  tx.update(students).set({ suspendedAt: to.at, suspendedReason: to.reason }).where(eq(students.id, studentId)).run()
  if (to.at !== null) {
    tx.delete(studentSessions).where(eq(studentSessions.ownerId, studentId)).run()
    // A letter of yesterday does not let them in again.
    tx.delete(studentLinks).where(eq(studentLinks.ownerId, studentId)).run()
  }
  record(tx, { type: to.at === null ? 'student.unsuspended' : 'student.suspended', actor, subject: studentId, data: {} }, now)
}

/**
 * Takes back what was done to each, once. Who has since been changed otherwise is put back as well: the last word is the undo.
 * @throws ChangeGone
 */
export function undoChange(tenant: Tenant, actor: string, changeId: string, now = Date.now()): Promise<number> {
  return tenant.transact((tx) => {
    const mine = and(eq(peopleChanges.id, changeId), eq(peopleChanges.madeBy, actor), isNull(peopleChanges.undoneAt))
    const made = tx.select().from(peopleChanges).where(mine).get() ?? fail(new ChangeGone())
    if (made.madeAt < now - DAY) throw new ChangeGone()
    const before = Before.parse(JSON.parse(made.before))
    const there = stillThere(tx, before)
    for (const was of before) if (there.has(was.studentId)) putBack(tx, actor, made.courseId, was, now)
    tx.update(peopleChanges).set({ undoneAt: now }).where(eq(peopleChanges.id, changeId)).run()
    return there.size
  })
}

function stillThere(tx: Writing, before: Before): Set<string> {
  const ids = before.map(({ studentId }) => studentId)
  return new Set(
    tx
      .select({ id: students.id })
      .from(students)
      .where(inArray(students.id, ids))
      .all()
      .map(({ id }) => id),
  )
}

function putBack(tx: Writing, actor: string, courseId: string | null, { studentId, access, suspended }: Before[number], now: number): void {
  if (suspended) setSuspended(tx, actor, studentId, suspended, now)
  if (courseId === null || access === undefined) return
  const where = and(eq(enrollments.studentId, studentId), eq(enrollments.courseId, courseId))
  const set = access ?? { revokedAt: now }
  const [row] = tx.update(enrollments).set(set).where(where).returning({ id: enrollments.id }).all()
  if (!row) return
  const type = set.revokedAt === null ? 'enrollment.extended' : 'enrollment.revoked'
  record(tx, { type, actor, subject: row.id, data: { courseId, studentId } }, now)
}
