import { and, eq, lt } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { courseById } from '#tenants/courses/find.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { grant, isOpenRow } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { accessIn, accessOf, CHANGE_KEPT_MS, type Changed, setSuspended, suspensionOf } from './changed.ts'
import { EndInThePast, StudentUnknown, TooManyStudents } from './failures.ts'
import { checkKeeps } from './keeper.ts'
import { peopleChanges, students } from './schema.ts'
import { type Matching, matchingIds } from './segments.ts'

/** One transaction holds the process for about a tenth of a second for so many. */
export const MOST_AT_ONCE = 2_000

export type Change =
  | { readonly what: 'grant' | 'extend'; readonly courseId: string; readonly endsAt: number | null }
  | { readonly what: 'revoke'; readonly courseId: string }
  | { readonly what: 'suspend'; readonly reason?: string }
  | { readonly what: 'unsuspend' }

/** Some by name, or all that a list shows. */
export type Chosen = { readonly ids: readonly string[] } | { readonly matching: Matching }

export interface Made {
  /** For `undoChange`. */
  readonly id: string
  /** How many it changed; who was so already is left alone. */
  readonly count: number
}

/**
 * Does one thing to several students, or to none of them.
 * @param reach only students of courses this person teaches: named, who was in one too; of a list, whom it shows
 * @throws TooManyStudents, StudentUnknown, CourseUnknown, EndInThePast; NotAllowed to suspend within a reach
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
  // A suspension is for the whole school.
  if (!('courseId' in change)) checkKeeps({ id: actor, reach })
  return tenant.transact((tx) => {
    if ('courseId' in change) courseById(tx, change.courseId)
    const ids = chosenIds(tx, chosen, reach, now)
    const changed = ids.flatMap((id) => change1(tx, actor, id, change, now) ?? [])
    const id = newId('change', now)
    tx.delete(peopleChanges)
      .where(lt(peopleChanges.madeAt, now - CHANGE_KEPT_MS))
      .run()
    tx.insert(peopleChanges)
      .values({
        id,
        what: change.what,
        courseId: 'courseId' in change ? change.courseId : null,
        before: JSON.stringify(changed),
        madeBy: actor,
        madeAt: now,
      })
      .run()
    return { id, count: changed.length }
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

/** Answers how the student was and is, or nothing where nothing was to do. */
function change1(tx: Writing, actor: string, studentId: string, change: Change, now: number): Changed | undefined {
  if (change.what === 'suspend' || change.what === 'unsuspend') return suspendOrNot(tx, actor, studentId, change, now)
  const { courseId } = change
  const where = and(eq(enrollments.studentId, studentId), eq(enrollments.courseId, courseId))
  const found = tx.select().from(enrollments).where(where).get()
  const isIn = found !== undefined && isOpenRow(found, now)
  const changed = () => ({
    studentId,
    access: found ? accessOf(found) : null,
    after: { access: accessIn(tx, studentId, courseId) ?? null },
  })
  if (change.what === 'grant') {
    if (isIn && found.endsAt === change.endsAt) return undefined
    grant(tx, studentId, courseId, { source: 'staff', actor, endsAt: change.endsAt }, now)
    return changed()
  }
  if (change.what === 'extend') {
    // Who was taken out stays out; who ran out comes back.
    if (!found || found.revokedAt !== null || found.endsAt === change.endsAt) return undefined
    tx.update(enrollments).set({ endsAt: change.endsAt }).where(where).run()
    record(tx, { type: 'enrollment.extended', actor, subject: found.id, data: { courseId, studentId } }, now)
    return changed()
  }
  if (!isIn) return undefined
  tx.update(enrollments).set({ revokedAt: now }).where(where).run()
  record(tx, { type: 'enrollment.revoked', actor, subject: found.id, data: { courseId, studentId } }, now)
  return changed()
}

function suspendOrNot(
  tx: Writing,
  actor: string,
  studentId: string,
  change: Extract<Change, { what: 'suspend' | 'unsuspend' }>,
  now: number,
): Changed | undefined {
  const found = tx.select().from(students).where(eq(students.id, studentId)).get()
  const isSuspended = found?.suspendedAt !== null
  if (!found || isSuspended === (change.what === 'suspend')) return undefined
  setSuspended(tx, actor, studentId, change.what === 'suspend' ? { at: now, reason: change.reason ?? '' } : { at: null, reason: '' }, now)
  const after = suspensionOf(tx, studentId)
  return { studentId, suspended: { at: found.suspendedAt, reason: found.suspendedReason }, after: { suspended: after } }
}
