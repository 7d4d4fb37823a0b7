import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { courseById } from './find.ts'
import { type Course, courses } from './schema.ts'

export function changeCourse(
  tenant: Tenant,
  actor: string,
  courseId: string,
  change: Partial<Pick<Course, 'title' | 'outcome' | 'description' | 'price' | 'currency' | 'coverAssetId'>>,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    const course = courseById(tx, courseId)
    tx.update(courses)
      .set({ ...change, updatedAt: now })
      .where(eq(courses.id, course.id))
      .run()
    record(tx, { type: 'course.changed', actor, subject: course.id, data: {} }, now)
  })
}

/** Takes a course off the site and out of the lists; enrolments and progress stay for `restoreCourse`. */
export function deleteCourse(tenant: Tenant, actor: string, courseId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    tx.update(courses)
      .set({ deletedAt: now, deletedBy: actor })
      .where(eq(courses.id, courseById(tx, courseId).id))
      .run()
    record(tx, { type: 'course.deleted', actor, subject: courseId, data: {} }, now)
  })
}
