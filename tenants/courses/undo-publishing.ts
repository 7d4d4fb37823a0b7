import { and, desc, eq } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { PublishedSince } from './failures.ts'
import { courseById } from './find.ts'
import { courses, courseVersions } from './schema.ts'

export interface Publishing {
  /** What was published, and is to be taken back. */
  readonly version: string
  /** What students saw before; null when the course was not on the site. */
  readonly before: string | null
}

/**
 * Takes a publishing back: what students saw before comes again, as a version of its own, or the course leaves the site.
 * The draft stays as it is.
 * @throws PublishedSince when students see another version by now
 */
export function undoPublishing(
  tenant: Tenant,
  actor: string,
  courseId: string,
  { version, before }: Publishing,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    if (courseById(tx, courseId).publishedVersionId !== version) throw new PublishedSince()
    const ofCourse = eq(courseVersions.courseId, courseId)
    const shown = before
      ? tx
          .select()
          .from(courseVersions)
          .where(and(ofCourse, eq(courseVersions.id, before)))
          .get()
      : undefined
    if (before && !shown) throw new PublishedSince()
    const last = tx
      .select({ number: courseVersions.number })
      .from(courseVersions)
      .where(ofCourse)
      .orderBy(desc(courseVersions.number))
      .limit(1)
    const number = (last.get()?.number ?? 0) + 1
    const again = shown && { ...shown, id: newId('version', now), number, publishedBy: actor, publishedAt: now }
    if (again) tx.insert(courseVersions).values(again).run()
    tx.update(courses)
      .set({ publishedVersionId: again?.id ?? null, updatedAt: now })
      .where(eq(courses.id, courseId))
      .run()
    if (again) record(tx, { type: 'course.published', actor, subject: courseId, data: { versionId: again.id, number } }, now)
    else record(tx, { type: 'course.unpublished', actor, subject: courseId, data: {} }, now)
  })
}
