import { and, eq, isNull, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import { type Enrollment, enrollments } from './schema.ts'

/** Lets a student into a course; one who was in before and had it revoked comes back with their progress. */
export function grant(
  tx: Writing,
  studentId: string,
  courseId: string,
  by: { source: 'code' | 'staff'; actor: string; codeId?: string },
  now: number,
): Enrollment {
  const enrollment: Enrollment = {
    id: newId('enrollment', now),
    studentId,
    courseId,
    source: by.source,
    codeId: by.codeId ?? null,
    createdAt: now,
    revokedAt: null,
  }
  const granted = tx
    .insert(enrollments)
    .values(enrollment)
    .onConflictDoUpdate({
      target: [enrollments.studentId, enrollments.courseId],
      set: { revokedAt: null, source: by.source, codeId: by.codeId ?? null },
    })
    .returning()
    .get()
  record(tx, { type: 'enrollment.granted', actor: by.actor, subject: granted.id, data: { courseId, studentId } }, now)
  return granted
}

const active = prepared((db: Reading) =>
  db
    .select()
    .from(enrollments)
    .where(
      and(
        eq(enrollments.studentId, sql.placeholder('studentId')),
        eq(enrollments.courseId, sql.placeholder('courseId')),
        isNull(enrollments.revokedAt),
      ),
    )
    .prepare(),
)

/** The one question of access: is this student in this course now? */
export const isEnrolled = (db: Reading, studentId: string, courseId: string): boolean =>
  active(db).get({ studentId, courseId }) !== undefined
