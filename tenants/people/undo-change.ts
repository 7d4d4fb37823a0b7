import { isDeepStrictEqual } from 'node:util'
import { and, eq, isNull } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { teaches } from '#tenants/courses/taught-by.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Access, accessIn, CHANGE_KEPT_MS, type Changed, readChanged, setSuspended, suspensionOf } from './changed.ts'
import { ChangeGone } from './failures.ts'
import { peopleChanges } from './schema.ts'

export interface Undone {
  readonly count: number
  /** Who has been changed otherwise since: what came later stands. */
  readonly leftAlone: number
}

/** Takes back what was done to each, once, where it still is as the change left it. @param reach only in courses this person teaches today @throws ChangeGone */
export function undoChange(tenant: Tenant, actor: string, changeId: string, reach?: string, now = Date.now()): Promise<Undone> {
  return tenant.transact((tx) => {
    const mine = and(eq(peopleChanges.id, changeId), eq(peopleChanges.madeBy, actor), isNull(peopleChanges.undoneAt))
    const made = tx.select().from(peopleChanges).where(mine).get() ?? fail(new ChangeGone())
    if (made.madeAt < now - CHANGE_KEPT_MS) throw new ChangeGone()
    if (reach !== undefined && !(made.courseId && teaches(tx, made.courseId, reach))) throw new ChangeGone()
    const became = readChanged(made.before).map((changed) => putBack(tx, actor, made.courseId, changed, now))
    tx.update(peopleChanges).set({ undoneAt: now }).where(eq(peopleChanges.id, changeId)).run()
    const how = (which: Became) => became.filter((one) => one === which).length
    return { count: how('put back'), leftAlone: how('left alone') }
  })
}

/** Who was erased meanwhile is gone, and nothing to tell of. */
type Became = 'put back' | 'left alone' | 'gone'

function putBack(tx: Writing, actor: string, courseId: string | null, changed: Changed, now: number): Became {
  const { studentId, access, suspended, after } = changed
  if (suspended) {
    const current = suspensionOf(tx, studentId)
    if (!current) return 'gone'
    if (after && !isDeepStrictEqual(current, after.suspended)) return 'left alone'
    setSuspended(tx, actor, studentId, suspended, now)
    return 'put back'
  }
  const current = courseId === null ? undefined : accessIn(tx, studentId, courseId)
  if (courseId === null || access === undefined || !current) return 'gone'
  if (after && !isDeepStrictEqual(current, after.access)) return 'left alone'
  setAccess(tx, actor, { studentId, courseId }, current, access ?? { ...current, revokedAt: now }, now)
  return 'put back'
}

function setAccess(
  tx: Writing,
  actor: string,
  whose: { studentId: string; courseId: string },
  from: Access,
  to: Access,
  now: number,
): void {
  const where = and(eq(enrollments.studentId, whose.studentId), eq(enrollments.courseId, whose.courseId))
  const { id } = tx.update(enrollments).set(to).where(where).returning({ id: enrollments.id }).get()
  const type = to.revokedAt !== null ? 'revoked' : from.revokedAt !== null ? 'granted' : 'extended'
  record(tx, { type: `enrollment.${type}`, actor, subject: id, data: whose }, now)
}
