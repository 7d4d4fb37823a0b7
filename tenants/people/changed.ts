import { and, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { peopleChanges, studentLinks, studentSessions, students } from './schema.ts'

/** So long a change can be undone, and is kept. */
export const CHANGE_KEPT_MS = 86_400_000

const Access = z.object({
  revokedAt: z.number().nullable(),
  endsAt: z.number().nullable(),
  source: z.string(),
  codeId: z.string().nullable(),
})
export type Access = z.infer<typeof Access>

const Suspension = z.object({ at: z.number().nullable(), reason: z.string() })
export type Suspension = z.infer<typeof Suspension>

const Changed = z.object({
  studentId: z.string(),
  /** How they were: null where there was no enrollment. */
  access: Access.nullable().optional(),
  suspended: Suspension.optional(),
  /** How the change left them; a release that did not keep it may have made the change. */
  after: z.object({ access: Access.nullable().optional(), suspended: Suspension.optional() }).optional(),
})
/** What one change did to one student, as `people_changes.before` keeps it. */
export type Changed = z.infer<typeof Changed>

export const readChanged = (kept: string): Changed[] => z.array(Changed).parse(JSON.parse(kept))

export const accessOf = ({ revokedAt, endsAt, source, codeId }: Access): Access => ({ revokedAt, endsAt, source, codeId })

export function accessIn(db: Reading, studentId: string, courseId: string): Access | undefined {
  const where = and(eq(enrollments.studentId, studentId), eq(enrollments.courseId, courseId))
  const found = db.select().from(enrollments).where(where).get()
  return found && accessOf(found)
}

export const suspensionOf = (db: Reading, studentId: string): Suspension | undefined =>
  db.select({ at: students.suspendedAt, reason: students.suspendedReason }).from(students).where(eq(students.id, studentId)).get()

export function setSuspended(tx: Writing, actor: string, studentId: string, to: Suspension, now: number): void {
  tx.update(students).set({ suspendedAt: to.at, suspendedReason: to.reason }).where(eq(students.id, studentId)).run()
  if (to.at !== null) {
    tx.delete(studentSessions).where(eq(studentSessions.ownerId, studentId)).run()
    // A letter of yesterday does not let them in again.
    tx.delete(studentLinks).where(eq(studentLinks.ownerId, studentId)).run()
  }
  record(tx, { type: to.at === null ? 'student.unsuspended' : 'student.suspended', actor, subject: studentId, data: {} }, now)
}

/** Forgets what cannot be undone any more. Answers how many changes went. */
export async function forgetChanges(tenant: Tenant, now = Date.now()): Promise<number> {
  const old = lt(peopleChanges.madeAt, now - CHANGE_KEPT_MS)
  if (!tenant.read((db) => db.select({ id: peopleChanges.id }).from(peopleChanges).where(old).get())) return 0
  return tenant.transact((tx) => tx.delete(peopleChanges).where(old).run().changes)
}
