import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { courseStaff, courses } from './schema.ts'

export const teaches = (db: Reading, courseId: string, personId: string): boolean =>
  db
    .select({ id: courseStaff.courseId })
    .from(courseStaff)
    .where(and(eq(courseStaff.courseId, courseId), eq(courseStaff.personId, personId)))
    .get() !== undefined

/**
 * Whether a video is of a course somebody teaches: in a lesson or a published version of it, or once put into a lesson of it, so that
 * taking it out can be undone.
 */
export const teachesWith = (db: Reading, assetId: string, personId: string): boolean =>
  db.get<{ found: number }>(sql`
    WITH taught AS (SELECT course_id FROM course_staff WHERE person_id = ${personId})
    SELECT
      EXISTS (SELECT 1 FROM lessons WHERE asset_id = ${assetId} AND course_id IN taught)
      OR EXISTS (
        SELECT 1 FROM version_videos JOIN course_versions ON course_versions.id = version_videos.version_id
        WHERE version_videos.asset_id = ${assetId} AND course_versions.course_id IN taught
      )
      OR EXISTS (
        SELECT 1 FROM events
        WHERE type = 'video.attached' AND data ->> '$.assetId' = ${assetId} AND data ->> '$.courseId' IN taught
      ) AS found`)?.found === 1

/** The courses somebody teaches. */
export const taughtIds = (db: Reading, personId: string): string[] =>
  db
    .select({ id: courseStaff.courseId })
    .from(courseStaff)
    .where(eq(courseStaff.personId, personId))
    .all()
    .map(({ id }) => id)

/** From now on they teach these and no others; what is not there any more is left out. */
export function setTaught(tx: Writing, actor: string, personId: string, courseIds: readonly string[], now = Date.now()): void {
  const before = taughtIds(tx, personId)
  tx.delete(courseStaff).where(eq(courseStaff.personId, personId)).run()
  const there = tx
    .select({ id: courses.id })
    .from(courses)
    .where(inArray(courses.id, [...courseIds]))
    .all()
  for (const { id: courseId } of there) tx.insert(courseStaff).values({ courseId, personId, createdAt: now }).run()
  const after = there.map(({ id }) => id)
  if ([...before].sort().join() === [...after].sort().join()) return
  record(tx, { type: 'staff.courses_changed', actor, subject: personId, data: { before, after } }, now)
}

/** Which courses of a list somebody sees: all, or those they teach. */
export const taughtBy = (db: Reading, personId: string | undefined): SQL | undefined =>
  personId === undefined
    ? undefined
    : inArray(courses.id, db.select({ id: courseStaff.courseId }).from(courseStaff).where(eq(courseStaff.personId, personId)))
