import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { inCourseOrder } from './move-lessons.ts'
import { lessons } from './schema.ts'
import { touch } from './touch.ts'

/** Opens lessons to visitors, and closes others, at once. @throws LessonUnknown */
export function setPreviews(
  tenant: Tenant,
  actor: string,
  courseId: string,
  { open, closed }: { open: readonly string[]; closed: readonly string[] },
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    for (const [ids, preview] of [[open, true] as const, [closed, false] as const]) {
      for (const { id } of inCourseOrder(tx, courseId, ids)) {
        tx.update(lessons).set({ preview, updatedAt: now }).where(eq(lessons.id, id)).run()
        record(tx, { type: 'lesson.changed', actor, subject: id, data: { courseId, what: ['preview'] } }, now)
      }
    }
    touch(tx, courseId, now)
  })
}

/** Takes lessons out of the course together; `restoreLessons` puts them back where they were. @throws LessonUnknown */
export function deleteLessons(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonIds: readonly string[],
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    for (const { id } of inCourseOrder(tx, courseId, lessonIds)) {
      tx.update(lessons).set({ deletedAt: now, deletedBy: actor }).where(eq(lessons.id, id)).run()
      record(tx, { type: 'lesson.deleted', actor, subject: id, data: { courseId } }, now)
    }
    touch(tx, courseId, now)
  })
}
