import { desc, eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { NothingToPublish } from './failures.ts'
import { courseById } from './find.ts'
import { courses, courseVersions } from './schema.ts'

/**
 * Puts a course that was taken off the site back as it was: its last version, not what the draft says now.
 * @throws NothingToPublish when it was never published
 */
export function republishCourse(tenant: Tenant, actor: string, courseId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    courseById(tx, courseId)
    const last = tx
      .select({ id: courseVersions.id, number: courseVersions.number })
      .from(courseVersions)
      .where(eq(courseVersions.courseId, courseId))
      .orderBy(desc(courseVersions.number))
      .limit(1)
      .get()
    if (!last) throw new NothingToPublish()
    tx.update(courses).set({ publishedVersionId: last.id, updatedAt: now }).where(eq(courses.id, courseId)).run()
    record(tx, { type: 'course.published', actor, subject: courseId, data: { versionId: last.id, number: last.number } }, now)
  })
}
